/**
 * All series, found by source and field, and how many there may be. Whatever names come, memory is
 * bounded: what is not kept is counted.
 */

import { Distinct } from './distinct.js';
import { DeviceClock } from './clock.js';
import { Budget, KEEP_MS } from './ring.js';
import { Series } from './series.js';

export const MOST_SERIES = 1000;
// One device with names without end leaves room for the others.
const MOST_OF_A_SOURCE = 500;
const MOST_NAME = 200;
// The texts of these are what a device says of itself; elsewhere they are prose and addresses.
const WITH_TEXTS = new Set(['json', 'keyvalue', 'teleplot', 'influx', 'msgpack', 'cbor', 'osc', 'layout']);
// Longer texts are no states of something: a timeline of them is made only by hand.
const MOST_STATE = 32;

/** Stands for a field that two ports of an address send: each has a series of its own. */
const SPLIT = Symbol('split');

const milliseconds = (time) => (typeof time === 'bigint' ? Number(time / 1000n) / 1000 : Number(time));
const hasFlag = ({ flags }, flag) => flags !== undefined && flags.includes(flag) && flags.split(',').includes(flag);

export class Store {
  #budget = new Budget();
  #sources = new Map(); // address, or address and port: {clock, fields: Map of name}
  #distinct = new Distinct();
  #ids = 0;
  #segment = 0;
  #freedAt = -Infinity;

  /** By id. */
  series = new Map();
  /** Ids of series that were let go, for who shows them. */
  gone = [];
  /** Values under names that are not kept. */
  unkept = 0;
  /** Values behind the first fields of a datagram, which are all that is decoded. */
  left = 0;

  /** How many different names were not kept, about. */
  get further() {
    return this.#distinct.count;
  }

  /** What is known of a source's clock. */
  clockOf(source) {
    return this.#sources.get(source)?.clock;
  }

  /** Some datagrams are missing here: no line goes over that. */
  break() {
    this.#segment += 1;
  }

  /** Takes what was decoded of a datagram. */
  add(source, { kind, fields, left = 0 }, arrival) {
    this.left += left;
    const colon = source.lastIndexOf(':');
    const address = source.slice(0, colon);
    const port = source.slice(colon + 1);
    const withTexts = WITH_TEXTS.has(kind);
    let newest = -Infinity;
    for (const { time } of fields) {
      const raw = time === undefined ? NaN : milliseconds(time);
      if (raw > newest && raw < Infinity) newest = raw;
    }
    let cleared = null; // once for all points of a datagram
    for (const field of fields) {
      const type = typeof field.value;
      if (field.value === null || field.value === undefined || (type === 'string' && !withTexts)) continue;
      const series = this.#find(address, source, port, field, arrival);
      if (!series) continue;
      const clock = this.#sources.get(series.source).clock;
      if (newest > -Infinity) clock.heard(newest, arrival);
      const raw = field.time === undefined ? undefined : milliseconds(field.time);
      if (series !== cleared && hasFlag(field, 'clr')) {
        series.clear();
        cleared = series;
      }
      series.add(field, {
        arrival,
        raw: Number.isFinite(raw) ? raw : undefined,
        offset: clock.offset,
        segments: `${this.#segment}.${clock.segment}`,
      });
    }
  }

  #find(address, source, port, field, arrival) {
    let entry = this.#sources.get(address);
    let found = entry?.fields.get(field.name);
    if (found !== SPLIT && found?.isAnother(port)) {
      entry.fields.set(field.name, SPLIT);
      found = SPLIT;
    }
    if (found !== SPLIT) return found ?? this.#admit(address, field, port, arrival);
    entry = this.#sources.get(source);
    return entry?.fields.get(field.name) ?? this.#admit(source, field, port, arrival);
  }

  #admit(source, field, port, arrival) {
    const entry = this.#sources.get(source);
    const isFull = this.series.size >= MOST_SERIES && !this.#makeRoom(arrival);
    if (isFull || field.name.length > MOST_NAME || entry?.fields.size >= MOST_OF_A_SOURCE) {
      this.#distinct.add(`${source} ${field.name}`);
      this.unkept += 1;
      return null;
    }
    const isText = typeof field.value === 'string';
    const series = new Series({
      id: this.#ids += 1,
      source,
      name: field.name,
      kind: field.x !== undefined ? 'xy' : isText ? 'text' : 'number',
      port,
      label: field.label ?? '',
      isQuiet: hasFlag(field, 'np') || (isText && field.value.length > MOST_STATE),
      isShape: hasFlag(field, '3D'),
    }, this.#budget);
    if (!entry) this.#sources.set(source, { clock: new DeviceClock(), fields: new Map() });
    this.#sources.get(source).fields.set(field.name, series);
    this.series.set(series.id, series);
    return series;
  }

  /** Lets series go that have no point left to show; looks for them once a second at most. */
  #makeRoom(now) {
    if (now < this.#freedAt + 1000) return false;
    this.#freedAt = now;
    for (const series of this.series.values()) {
      if (series.lastTime < now - KEEP_MS) this.#forget(series);
    }
    return this.series.size < MOST_SERIES;
  }

  #forget(series) {
    series.release();
    this.series.delete(series.id);
    this.gone.push(series.id);
    const { fields } = this.#sources.get(series.source);
    fields.delete(series.name);
    if (fields.size === 0) this.#sources.delete(series.source);
  }
}
