/**
 * What devices are called, as the gateway's configuration says. Asked for when a source is drawn
 * that is not known yet, at most every five seconds.
 */

import { sources } from './api.js';

const INTERVAL_MS = 5000;
// Sources are sockets: of a device that opens a new one for each datagram there are many.
const MAX_NAMES = 20_000;

export class Names {
  #names = new Map(); // source -> its name, '' where it has none
  #changed;
  #timer = 0;
  #askedAt = -INTERVAL_MS;
  #unknown = new Set();

  /** @param {() => void} changed called when there is another name to show */
  constructor(changed) {
    this.#changed = changed;
  }

  /** The name of a source as events have it ("192.0.2.7:5000"); '' where it has none, or not yet. */
  of(source) {
    const name = this.#names.get(source);
    if (name === undefined) this.#wonder(source);
    return name ?? '';
  }

  #wonder(source) {
    if (this.#unknown.size < MAX_NAMES) this.#unknown.add(source);
    const rest = this.#askedAt + INTERVAL_MS - performance.now();
    this.#timer ||= setTimeout(() => this.#ask(), Math.max(0, rest));
  }

  async #ask() {
    this.#askedAt = performance.now();
    const wondered = document.hidden ? null : await sources().catch(() => null);
    this.#timer = 0;
    if (!wondered) return; // the next row that is drawn wonders again
    if (this.#names.size + this.#unknown.size > MAX_NAMES) this.#names.clear();
    for (const source of this.#unknown) this.#names.set(source, '');
    this.#unknown.clear();
    let isNew = false;
    for (const { source, name = '' } of wondered.sources) {
      isNew ||= name !== (this.#names.get(source) ?? '');
      if (this.#names.has(source) || name) this.#names.set(source, name);
    }
    if (isNew) this.#changed();
  }
}
