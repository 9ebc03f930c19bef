/**
 * Asks for the ledger once a second while somebody looks.
 */

import { stats } from './api.js';

const INTERVAL_MS = 1000;

export class Poll {
  #answered;
  #timer = 0;
  #asked = new AbortController();

  /** @param {(stats: object) => void} answered */
  constructor(answered) {
    this.#answered = answered;
  }

  start() {
    this.stop();
    this.#ask();
  }

  stop() {
    clearTimeout(this.#timer);
    this.#asked.abort();
    this.#asked = new AbortController();
  }

  async #ask() {
    const { signal } = this.#asked;
    const began = performance.now();
    // A failed answer is no news here: the stream notices, and says so.
    const answer = await stats(signal).catch(() => null);
    if (signal.aborted) return;
    this.#timer = setTimeout(() => this.#ask(), Math.max(0, INTERVAL_MS - (performance.now() - began)));
    if (answer) this.#answered(answer);
  }
}
