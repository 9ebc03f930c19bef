/**
 * All events, as a list: its rows are the numbers from `low` to `high` without a hole, so each has
 * its place before it was read. While it follows, these are the ring's oldest and newest; frozen,
 * they stay, and what the ring has evicted meanwhile says so.
 */

import * as api from '../api.js';
import { Store } from './store.js';
import { Tail } from './tail.js';
import { ringNote } from './words.js';

const FIRST_PAGE = 100;

export class RingList {
  #window;
  #changed;
  #store;
  #tail = new Tail();
  #low = 1;
  #high = 0;
  #oldest = 1; // in the ring, as far as known
  #newest = 0;
  #cursor = 0; // the newest that was read
  #gap = null; // evicted before it could be read, just in front of #low
  #lost = 0;

  isFrozen = false;
  isStale = false; // another ring is there than that of the rows
  /** How many have come while it followed. */
  arrived = 0;

  /**
   * @param {{after: number, before: number} | null} window only what is between these numbers
   * @param {(error?: Error) => void} changed called after a row changed, or could not be loaded
   */
  constructor(window, changed) {
    this.#window = window;
    this.#changed = changed;
    this.#forget();
  }

  get isLive() {
    return this.#window === null;
  }

  get length() {
    return Math.max(0, this.#high - this.#low + 1) + (this.#gap ? 1 : 0);
  }

  /** Exactly how many have come since it was frozen, and how many of them are gone already. */
  get fresh() {
    return this.isFrozen && this.isLive ? Math.max(0, this.#newest - this.#readUpTo) : 0;
  }

  get lost() {
    return this.fresh ? Math.max(0, Math.min(this.#oldest - 1, this.#newest) - this.#readUpTo) : 0;
  }

  get #readUpTo() {
    return this.isStale ? 0 : this.#high;
  }

  /** Starts with what the ring holds; where the stream has to go on. */
  async begin(ring, signal) {
    const { after = 0, before } = this.#window ?? {};
    const page = await api.events(this.isLive ? { limit: FIRST_PAGE } : { after, before, limit: FIRST_PAGE }, signal);
    this.#forget(); // it may be another ring than before
    page.events.forEach((event) => this.#store.put(event));
    this.#oldest = page.oldest;
    this.#newest = Math.max(ring.newest, page.newest);
    this.#cursor = this.isLive ? Math.max(ring.newest, page.events.at(-1)?.seq ?? 0) : this.#newest;
    this.#low = Math.max(this.#oldest, after + 1);
    this.#high = Math.min(this.#cursor, (before ?? Infinity) - 1);
    this.#changed();
    return this.#cursor;
  }

  event(seq, raw) {
    if (!this.isStale) this.#tail.push(seq, raw);
    this.#read(seq, seq);
  }

  gap({ from, to }) {
    this.#tail.clear();
    this.#lose(from, to);
    this.#read(to, to);
  }

  /** The newest events at once, instead of each by the stream. */
  page({ events, oldest, newest }) {
    if (!this.isStale) events.forEach((event) => this.#store.put(event));
    if (oldest > this.#cursor + 1) this.#lose(this.#cursor + 1, oldest - 1);
    this.#oldest = Math.max(this.#oldest, oldest);
    this.#read(events.at(-1)?.seq ?? 0, newest);
  }

  /** What the ring holds now. */
  head({ oldest, newest }) {
    if (this.isStale) return;
    this.#oldest = Math.max(this.#oldest, oldest);
    this.#newest = Math.max(this.#newest, newest);
    this.#dropEvicted();
    this.#changed();
  }

  freeze() {
    for (let seq = this.#high; this.#tail.get(seq); seq -= 1) this.#store.put(this.#tail.get(seq));
    this.isFrozen = true;
  }

  thaw() {
    this.isFrozen = false;
    if (this.#oldest > this.#high + 1) this.#lose(this.#high + 1, this.#oldest - 1);
    this.#high = Math.max(this.#cursor, this.#high);
    this.head({ oldest: this.#oldest, newest: this.#newest });
  }

  /** Another ring: its numbers say nothing about these rows. Whoever resumes gets a new list. */
  restart() {
    this.isStale = true;
    this.#oldest = 1;
    this.#newest = 0;
    this.#store.wantNothing();
  }

  close() {
    this.#store.wantNothing();
  }

  /** Row `i`, the oldest first. */
  at(i) {
    if (this.#gap && i === 0) return { seq: this.#gap.from, gap: this.#gap };
    const seq = this.seqAt(i);
    const event = this.#tail.get(seq) ?? this.#store.get(seq);
    const isEvicted = this.isStale || seq < this.#oldest;
    return { seq, event, state: isEvicted ? 'evicted' : event ? '' : this.#store.isMissing(seq) ? 'missing' : 'waiting' };
  }

  seqAt(i) {
    return this.#gap && i === 0 ? this.#gap.from : this.#low + i - (this.#gap ? 1 : 0);
  }

  /** The row of an event, or the one nearest to it. */
  indexOf(seq) {
    const i = seq - this.#low + (this.#gap ? 1 : 0);
    return Math.min(Math.max(0, i), this.length - 1);
  }

  has(seq) {
    return seq >= this.#low && seq <= this.#high;
  }

  /** The numbers around the rows. */
  get range() {
    return { after: this.#low - 1, before: this.#high + 1 };
  }

  view(first, last) {
    const all = Array.from({ length: last - first }, (_, n) => this.at(first + n));
    const lacking = all.filter(({ state }) => state === 'waiting');
    if (lacking.length) this.#store.want(lacking[0].seq, lacking.at(-1).seq);
    else this.#store.wantNothing();
  }

  /** What is behind the oldest row, in words. */
  get note() {
    return ringNote(this.#low, this.#high, this.#lost, this.isLive);
  }

  #forget() {
    this.#store?.wantNothing();
    this.#store = new Store((page) => this.head(page), this.#changed);
    this.#tail.clear();
    this.#gap = null;
    this.#lost = 0;
  }

  #lose(from, to) {
    this.#oldest = Math.max(this.#oldest, to + 1);
    if (this.isFrozen) return; // told when it goes on
    this.#lost += to - from + 1;
    this.#gap = { from, to, lost: to - from + 1 };
  }

  #read(seq, newest) {
    this.arrived += Math.max(0, seq - this.#cursor);
    this.#cursor = Math.max(this.#cursor, seq);
    this.#newest = Math.max(this.#newest, newest);
    if (!this.isFrozen) this.#high = this.#cursor;
    this.#dropEvicted();
    this.#changed();
  }

  #dropEvicted() {
    if (this.isFrozen || !this.isLive) return;
    this.#low = Math.max(this.#low, Math.min(this.#oldest, this.#high + 1));
    if (this.#gap && this.#gap.to + 1 < this.#low) this.#gap = null;
  }
}
