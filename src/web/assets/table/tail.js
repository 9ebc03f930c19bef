/**
 * The newest events of the stream, as their JSON text: of a flood most are counted and never
 * parsed. Bounded in number and in characters, since 500 full datagrams are 40 MB.
 */

import { thin } from './store.js';

const MAX_EVENTS = 500;
const MAX_CHARS = 8e6;

export class Tail {
  #first = 0; // the number of the oldest one here
  #entries = []; // {raw, event} without a hole
  #chars = 0;

  push(seq, raw) {
    if (seq !== this.#first + this.#entries.length) this.clear();
    if (this.#entries.length === 0) this.#first = seq;
    this.#entries.push({ raw, chars: raw.length, event: null });
    this.#chars += raw.length;
    while (this.#entries.length > MAX_EVENTS || (this.#chars > MAX_CHARS && this.#entries.length > 1)) {
      this.#chars -= this.#entries.shift().chars;
      this.#first += 1;
    }
  }

  get(seq) {
    const entry = this.#entries[seq - this.#first];
    if (!entry) return undefined;
    entry.event ??= thin(JSON.parse(entry.raw));
    return entry.event;
  }

  clear() {
    this.#entries = [];
    this.#chars = 0;
  }
}
