/**
 * A series of texts, as stretches of time in which it said the same. The newest are kept.
 */

import { KEEP_MS } from './ring.js';

const MOST_SPANS = 1000;
const MOST_CHARS = 200;

export class Track {
  /** Oldest first: {from, to, text}; `to` is when it was said last. */
  spans = [];

  /** Returns what is kept of it. */
  push(time, whole) {
    const text = whole.length > MOST_CHARS ? `${whole.slice(0, MOST_CHARS)}…` : whole;
    const last = this.spans.at(-1);
    if (last?.text === text) {
      last.to = time;
      return text;
    }
    this.spans.push({ from: time, to: time, text });
    // The oldest go many at a time, because each removal moves the rest.
    if (this.spans.length > MOST_SPANS * 1.5) this.spans.splice(0, this.spans.length - MOST_SPANS);
    const old = this.spans.findIndex(({ to }) => to >= time - KEEP_MS);
    if (old > 0) this.spans.splice(0, old);
    return text;
  }

  clear() {
    this.spans = [];
  }

  /**
   * The newest spans, `most` at most, that reach into [from, to]: what was said holds until
   * something else is.
   */
  between(from, to, most) {
    const found = [];
    for (let at = this.spans.length - 1; at >= 0 && found.length < most; at -= 1) {
      const span = this.spans[at];
      const until = this.spans[at + 1]?.from ?? Infinity;
      if (until <= from) break;
      if (span.from <= to) found.unshift({ from: span.from, to: Math.min(until, to), text: span.text });
    }
    return found;
  }

  at(time) {
    return this.spans.findLast(({ from }) => from <= time)?.text ?? '';
  }
}
