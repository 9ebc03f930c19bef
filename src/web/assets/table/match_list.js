/**
 * The events that match a filter, as a list that grows by pages in both directions as one scrolls.
 * Without reading the whole ring nobody knows how many there are, so the list says what it has and
 * what is behind its ends. Bounded: what is far from the sight is dropped, and searched again.
 */

import * as api from '../api.js';
import { Rows } from './rows.js';
import { thin } from './store.js';
import { matchNote } from './words.js';

const PAGE = 100;
const MARGIN = 50; // rows to the end from where on more are asked for
const RETRY_MS = 1000;

export class MatchList {
  #filter;
  #window;
  #start; // an event to be among the first rows, or 0: the newest
  #changed;
  #rows = new Rows();
  #hasOlder = false;
  #newerUpTo = 0; // rows behind the last one are in the ring, up to this number; 0: none
  #pending = new Rows(); // has come while frozen
  #isOverflown = false; // more than that
  #search = { older: null, newer: null }; // what ends the request
  #retryAt = 0;

  isFrozen = false;
  isStale = false;
  arrived = 0;
  fresh = 0;
  lost = 0;

  constructor(filter, { window, start }, changed) {
    this.#filter = filter;
    this.#window = window;
    this.#start = start;
    this.#changed = changed;
  }

  get isLive() {
    return this.#window === null;
  }

  get length() {
    return this.#rows.all.length;
  }

  /** Starts with the newest matches; where the stream has to go on. */
  async begin(ring, signal) {
    const before = this.#start ? this.#start + 1 : this.#window?.before;
    const page = await api.events({ ...this.#filter, before, limit: PAGE }, signal);
    const cursor = Math.max(ring.newest, page.events.at(-1)?.seq ?? 0);
    this.#rows = new Rows();
    this.#newerUpTo = 0;
    this.#prepend(page.events);
    if (this.#start) {
      this.#newerUpTo = Math.min(cursor, (this.#window?.before ?? Infinity) - 1);
      const newer = await api.events({ ...this.#filter, after: this.#start, limit: PAGE }, signal);
      this.#append(newer.events);
    }
    this.#changed();
    return cursor;
  }

  event(seq, raw) {
    this.#come({ seq, raw, chars: raw.length });
  }

  gap(gap) {
    this.#come({ seq: gap.from, gap, chars: 0 });
  }

  head() {}

  freeze() {
    this.isFrozen = true;
    this.fresh = 0;
    this.lost = 0;
  }

  /** False where too much has come for that: begin a new list. */
  thaw() {
    if (this.#isOverflown || this.#newerUpTo) return false;
    this.isFrozen = false;
    this.#hasOlder = this.#rows.append(this.#pending.all) || this.#hasOlder;
    this.#pending = new Rows();
    this.#changed();
    return true;
  }

  restart() {
    this.isStale = true;
    this.close();
  }

  close() {
    for (const request of Object.values(this.#search)) request?.abort();
  }

  at(i) {
    const row = this.#rows.all[i];
    if (row.gap) return row;
    if (!row.event) Object.assign(row, { event: thin(JSON.parse(row.raw)), raw: '' });
    return { seq: row.seq, event: row.event, state: this.isStale ? 'evicted' : '' };
  }

  seqAt(i) {
    return this.#rows.all[i].seq;
  }

  indexOf(seq) {
    return this.#rows.indexOf(seq);
  }

  has(seq) {
    return this.#rows.all[this.indexOf(seq)]?.seq === seq;
  }

  /** The numbers around what is shown, and around older matches where there are. */
  get range() {
    const { all } = this.#rows;
    return { after: this.#hasOlder ? undefined : all[0].seq - 1, before: all.at(-1).seq + 1 };
  }

  view(first, last) {
    if (this.isStale || performance.now() < this.#retryAt) return;
    const needsOlder = this.#hasOlder && first < MARGIN;
    const needsNewer = this.#newerUpTo > 0 && last > this.length - MARGIN;
    for (const [end, isNeeded] of [['older', needsOlder], ['newer', needsNewer]]) {
      if (!isNeeded) this.#search[end]?.abort();
      else if (!this.#search[end]) this.#load(end);
    }
  }

  get note() {
    const many = this.#rows.all.filter(({ gap }) => !gap).length;
    if (this.#search.older) return `Searching for matches older than #${this.#rows.all[0].seq}…`;
    return matchNote(many, this.#newerUpTo > 0, this.#hasOlder);
  }

  async #load(end) {
    const request = new AbortController();
    this.#search[end] = request;
    const from = end === 'older' ? { before: this.#rows.all[0].seq } : { after: this.#rows.all.at(-1).seq };
    try {
      const page = await api.events({ ...this.#filter, ...from, limit: PAGE }, request.signal);
      this.#search[end] = null;
      // Where the end has moved meanwhile the page does not join it: it is searched again.
      if (from.before === this.#rows.all[0].seq) this.#prepend(page.events);
      else if (from.after === this.#rows.all.at(-1).seq) this.#append(page.events);
      this.#changed();
    } catch (error) {
      this.#search[end] = null;
      if (request.signal.aborted) return;
      this.#retryAt = performance.now() + RETRY_MS;
      setTimeout(() => this.#changed(), RETRY_MS);
      this.#changed(error);
    }
  }

  #prepend(events) {
    const after = this.#window?.after ?? 0;
    const inside = events.filter(({ seq }) => seq > after);
    this.#hasOlder = inside.length === PAGE;
    const dropped = this.#rows.prepend(inside.map(rowOf));
    if (dropped) this.#newerUpTo ||= dropped;
  }

  #append(events) {
    const inside = events.filter(({ seq }) => seq <= this.#newerUpTo);
    if (inside.length < PAGE) this.#newerUpTo = 0;
    this.#hasOlder = this.#rows.append(inside.map(rowOf)) || this.#hasOlder;
  }

  #come(row) {
    if (this.isFrozen) {
      if (!row.gap) this.fresh += 1;
      else this.lost += row.gap.lost;
      if (!this.#isOverflown) this.#isOverflown = this.#pending.append([row]);
      if (this.#isOverflown) this.#pending = new Rows();
    } else {
      this.arrived += 1;
      this.#hasOlder = this.#rows.append([row]) || this.#hasOlder;
    }
    this.#changed();
  }
}

function rowOf(event) {
  const kept = thin(event);
  return { seq: event.seq, event: kept, chars: kept.data.length };
}
