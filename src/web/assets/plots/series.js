/**
 * One series: what one field of one source has said.
 */

import { Ring } from './ring.js';
import { Track } from './track.js';

// Ports that a device has used before; see isAnother().
const PORTS_KEPT = 16;

export class Series {
  #port;
  #ports = [];
  #segments = '';
  #isBack = false;
  #lastRaw = -Infinity;

  count = 0;
  /** Values that are no finite number: NaN, infinities, and words in a series of numbers. */
  odd = 0;
  /** Points whose time was before that of the point before. */
  backwards = 0;
  last = NaN;
  lastTime = -Infinity;
  unit = '';

  /**
   * @param {{id: number, source: string, name: string, kind: 'number' | 'text' | 'xy', port: string,
   *   label: string, isQuiet: boolean, isShape: boolean}} about `label`: the chart that the sender wants
   */
  constructor({ port, ...others }, budget) {
    Object.assign(this, others);
    this.#port = port;
    if (this.kind === 'text') this.track = new Track();
    else this.ring = new Ring(budget, { xy: this.kind === 'xy' });
  }

  /**
   * Whether two senders of one address take turns. A device that takes a new port for every
   * datagram (as nc does) never comes back to an old one while another is in use.
   */
  isAnother(port) {
    if (port === this.#port) return false;
    if (this.#ports.includes(port)) return true;
    this.#ports.push(this.#port);
    if (this.#ports.length > PORTS_KEPT) this.#ports.shift();
    this.#port = port;
    return false;
  }

  /**
   * @param {object} field as decoded
   * @param {{arrival: number, raw?: number, offset: number, segments: string}} when `raw` is the
   *   device's own time, `offset` what brings it to the gateway's; another word in `segments` says
   *   that the line can't go on from the point before
   */
  add(field, when) {
    if (field.unit) this.unit = field.unit.slice(0, 40);
    const time = this.#place(when);
    if (this.kind === 'text') {
      this.count += 1;
      this.last = this.track.push(time, String(field.value));
      return;
    }
    const y = numeric(this.kind === 'xy' ? field.y : field.value);
    const x = this.kind === 'xy' ? numeric(field.x) : 0;
    this.count += 1;
    if (Number.isFinite(y) && Number.isFinite(x)) {
      this.last = y;
      this.ring.push(time, y, x);
    } else {
      this.odd += 1;
      this.ring.push(time, NaN, NaN);
    }
  }

  #place({ arrival, raw, offset, segments }) {
    let time = raw === undefined ? arrival : raw + offset;
    let isBroken = this.#segments !== '' && this.#segments !== segments;
    this.#segments = segments;
    const isBack = raw < this.#lastRaw;
    if (isBack) {
      this.backwards += 1;
      isBroken ||= !this.#isBack;
      if (time < this.lastTime) time = arrival;
    }
    this.#isBack = isBack;
    if (raw !== undefined) this.#lastRaw = raw;
    this.lastTime = Math.max(time, this.lastTime);
    if (isBroken) this.ring?.push(this.lastTime, NaN, NaN);
    return this.lastTime;
  }

  clear() {
    (this.ring ?? this.track).clear();
  }

  release() {
    this.ring?.release();
  }
}

/** Booleans are 0 and 1; integers of 64 bits lose their last digits. */
const numeric = (value) => (typeof value === 'string' ? NaN : Number(value));
