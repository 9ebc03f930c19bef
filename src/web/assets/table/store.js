/**
 * Events by their numbers: a bounded memory of what was read, and pages of it asked for when they
 * come in sight.
 */

import * as api from '../api.js';

const PAGE = 50;
const MAX_EVENTS = 4000;
const MAX_CHARS = 16e6;
// What a row may keep of a payload: more than it shows, so that most events are whole.
const KEPT_CHARS = 4096;
// Who drags the scroll bar passes many pages: those in between are not asked for.
const REST_MS = 40;
const RETRY_MS = 1000;

/** The event without the greater part of a large payload; `isCut` then says so. */
export function thin(event) {
  if (event.data.length <= KEPT_CHARS) return event;
  // A copy: a slice would keep the whole of it in memory.
  const data = JSON.parse(JSON.stringify(event.data.slice(0, KEPT_CHARS)));
  return { ...event, data, isCut: true };
}

export class Store {
  #events = new Map(); // the least recently shown first
  #chars = 0;
  #missing = new Set(); // numbers in the ring's reach that it has no event for
  #asked = new Map(); // number of a page -> what ends the request
  #wanted = [0, -1];
  #timer = 0;
  #answered;
  #failed;

  /**
   * @param {(page: {oldest: number, newest: number}) => void} answered called when events have come
   * @param {(error: Error) => void} failed
   */
  constructor(answered, failed) {
    this.#answered = answered;
    this.#failed = failed;
  }

  get(seq) {
    const event = this.#events.get(seq);
    if (!event) return undefined;
    this.#events.delete(seq);
    this.#events.set(seq, event);
    return event;
  }

  isMissing(seq) {
    return this.#missing.has(seq);
  }

  put(event) {
    const kept = thin(event);
    this.#chars += kept.data.length - (this.#events.get(kept.seq)?.data.length ?? 0);
    this.#events.delete(kept.seq);
    this.#events.set(kept.seq, kept);
    for (const [seq, { data }] of this.#events) {
      if (this.#events.size <= MAX_EVENTS && this.#chars <= MAX_CHARS) break;
      this.#events.delete(seq);
      this.#chars -= data.length;
    }
  }

  /** These are in sight and not here: asks for them, and no more for what was passed. */
  want(from, to) {
    this.#wanted = [Math.floor((from - 1) / PAGE), Math.floor((to - 1) / PAGE)];
    for (const [page, request] of this.#asked) {
      if (!this.#isWanted(page)) request.abort();
    }
    this.#timer ||= setTimeout(() => this.#ask(), REST_MS);
  }

  /** Nothing is in sight that is not here. */
  wantNothing() {
    this.#wanted = [0, -1];
    for (const request of this.#asked.values()) request.abort();
    clearTimeout(this.#timer);
    this.#timer = 0;
  }

  #isWanted(page) {
    return page >= this.#wanted[0] && page <= this.#wanted[1];
  }

  #ask() {
    this.#timer = 0;
    for (let page = this.#wanted[0]; page <= this.#wanted[1]; page += 1) {
      if (!this.#asked.has(page)) this.#load(page);
    }
  }

  async #load(page) {
    const request = new AbortController();
    this.#asked.set(page, request);
    const after = page * PAGE;
    try {
      const answer = await api.events({ after, before: after + PAGE + 1, limit: PAGE }, request.signal);
      const found = new Set(answer.events.map(({ seq }) => seq));
      answer.events.forEach((event) => this.put(event));
      const end = Math.min(after + PAGE, answer.newest);
      for (let seq = Math.max(after + 1, answer.oldest); seq <= end; seq += 1) {
        if (!found.has(seq)) this.#lacks(seq);
      }
      this.#asked.delete(page);
      this.#answered(answer);
    } catch (error) {
      this.#asked.delete(page);
      if (request.signal.aborted) return;
      this.#timer ||= setTimeout(() => this.#ask(), RETRY_MS);
      this.#failed(error);
    }
  }

  #lacks(seq) {
    if (this.#missing.size >= MAX_EVENTS) this.#missing.clear();
    this.#missing.add(seq);
  }
}
