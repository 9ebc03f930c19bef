/**
 * The stretch of time that all charts show: the newest so many seconds, or one that stands still
 * while data goes on being kept.
 */

import { KEEP_MS } from './ring.js';

const LEAST_MS = 2;
const FIRST_SPAN = 30_000;

export class View {
  #changed;
  #liveSpan = FIRST_SPAN;

  span = FIRST_SPAN;
  /** Where it ends; null: now. */
  to = null;
  /** What was marked for the statistics: {from, to}, or null. */
  selection = null;
  /** The last moment that the worker told, in ms on its time line. */
  now = 0;

  /** @param {() => void} changed */
  constructor(changed) {
    this.#changed = changed;
  }

  get isLive() {
    return this.to === null;
  }

  get end() {
    return this.to ?? this.now;
  }

  get from() {
    return this.end - this.span;
  }

  /** How far behind the present the picture ends, in ms. */
  get behind() {
    return Math.max(0, this.now - this.end);
  }

  follow(span = this.#liveSpan) {
    this.#liveSpan = span;
    this.#set(span, null);
  }

  pause() {
    this.#set(this.span, this.end);
  }

  /** Shows [from, to], which stands still. */
  zoom(from, to) {
    const span = Math.min(KEEP_MS, Math.max(LEAST_MS, to - from));
    const middle = (from + to) / 2;
    this.#set(span, Math.min(middle + span / 2, this.now + span / 2));
  }

  /** Nearer (`factor` below 1) or farther around the moment `at`; a live picture stays live. */
  scale(factor, at = this.from + this.span / 2) {
    const span = Math.min(KEEP_MS, Math.max(LEAST_MS, this.span * factor));
    if (this.isLive) {
      this.#set(span, null);
      return;
    }
    const share = (at - this.from) / this.span;
    this.zoom(at - share * span, at + (1 - share) * span);
  }

  move(ms) {
    this.zoom(this.from + ms, this.end + ms);
  }

  select(selection) {
    this.selection = selection;
    this.#changed();
  }

  #set(span, to) {
    this.span = span;
    this.to = to;
    this.#changed();
  }
}
