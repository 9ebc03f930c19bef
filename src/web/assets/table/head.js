/**
 * The newest events by asking, a few times a second: where thousands come each second, a screen and
 * a phone's line need no stream of all of them. Every number is exact all the same: it is the
 * ring's.
 */

import * as api from '../api.js';

const INTERVAL_MS = 250;

export class Head {
  #answered;
  #failed;
  #timer = 0;
  #asked = new AbortController();

  /**
   * @param {(page: {events: object[], oldest: number, newest: number}) => void} answered
   * @param {() => void} failed
   */
  constructor(answered, failed) {
    this.#answered = answered;
    this.#failed = failed;
  }

  get isRunning() {
    return this.#timer !== 0;
  }

  /** @param {() => number} many how many are wanted, each time */
  start(many) {
    this.stop();
    this.#ask(many);
  }

  stop() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    this.#asked.abort();
    this.#asked = new AbortController();
  }

  async #ask(many) {
    const { signal } = this.#asked;
    this.#timer = -1;
    const began = performance.now();
    try {
      const page = await api.events({ limit: many() }, signal);
      if (signal.aborted) return;
      this.#answered(page);
    } catch {
      if (!signal.aborted) this.#failed();
      return;
    }
    // A slow line gets as much rest as it had work.
    const took = performance.now() - began;
    this.#timer = setTimeout(() => this.#ask(many), Math.max(took, INTERVAL_MS - took));
  }
}
