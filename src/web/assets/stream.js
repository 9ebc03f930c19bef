/**
 * One live stream. It only delivers; what is missing, doubled or lost is judged by who listens,
 * who also decides when and where to go on after it broke: that takes a look at whether the
 * gateway still has the same ring.
 */

import { address } from './api.js';
import { SseParser } from './sse.js';

// The gateway says something every 15 seconds; a connection that died without a word says nothing.
const SILENCE_MS = 40_000;

export class Stream {
  #listener;
  #open = new AbortController();
  #watchdog = 0;

  /** @param {{opened(), event(seq: number, raw: string), gap(gap: object), broken()}} listener */
  constructor(listener) {
    this.#listener = listener;
  }

  /** Follows the events behind `after`, which is a sequence number. */
  async open(after, filter) {
    this.close();
    this.#open = new AbortController();
    const { signal } = this.#open;
    try {
      await this.#read(address('stream', { after, ...filter }), signal);
    } catch {
      // Told below, like an end.
    }
    if (signal.aborted) return;
    this.close();
    this.#listener.broken();
  }

  close() {
    clearTimeout(this.#watchdog);
    this.#open.abort();
  }

  async #read(url, signal) {
    const answer = await fetch(url, { signal, cache: 'no-store', headers: { Accept: 'text/event-stream' } });
    if (!answer.ok || signal.aborted) return;
    this.#listener.opened();
    const parser = new SseParser((type, id, data) => {
      // The raw text: of a flood most events are counted and never parsed.
      if (type === '') this.#listener.event(Number(id), data);
      else if (type === 'gap') this.#listener.gap(JSON.parse(data));
    });
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    for (;;) {
      this.#expectMore(signal);
      const { done, value } = await reader.read();
      if (done || signal.aborted) return;
      parser.push(value);
    }
  }

  #expectMore(signal) {
    clearTimeout(this.#watchdog);
    if (signal.aborted) return;
    this.#watchdog = setTimeout(() => {
      this.close();
      this.#listener.broken();
    }, SILENCE_MS);
  }
}
