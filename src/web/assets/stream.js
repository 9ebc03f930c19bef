/**
 * One live stream (Server-Sent Events). It only delivers; what is missing, doubled or lost is
 * judged by who listens.
 *
 * A broken stream is closed instead of left to the browser's own retry: before going on, the
 * listener has to find out whether it is still the same ring (a restart begins again at 1), and
 * a refused stream is never retried by browsers at all.
 */

import { address } from './api.js';

export class Stream {
  #source = null;
  #listener;

  /** @param {{opened(), event(seq: number, raw: string), gap(gap: object), broken()}} listener */
  constructor(listener) {
    this.#listener = listener;
  }

  /** Follows the events behind `after`, which is a sequence number. */
  open(after, filter) {
    this.close();
    const source = new EventSource(address('stream', { after, ...filter }));
    this.#source = source;
    source.onopen = () => this.#listener.opened();
    // The raw text: at 50,000 events a second most are counted and never parsed.
    source.onmessage = (message) => this.#listener.event(Number(message.lastEventId), message.data);
    source.addEventListener('gap', (message) => this.#listener.gap(JSON.parse(message.data)));
    source.onerror = () => {
      this.close();
      this.#listener.broken();
    };
  }

  close() {
    this.#source?.close();
    this.#source = null;
  }
}
