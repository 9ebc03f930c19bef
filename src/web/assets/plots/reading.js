/**
 * What an event says, also where that takes time or several datagrams: compressed and chunked GELF.
 */

import { address } from '../api.js';
import { GelfChunks } from '../decode/gelf_chunks.js';
import { decode, decodeEvent } from '../decode/index.js';
import { Layouts } from '../decode/layouts.js';

// Payloads that take time to open wait in line, so many at most: they may be bombs.
const MOST_WAITING = 200;

export class Reading {
  #take;
  #layouts = new Layouts();
  #chunks = new GelfChunks();
  #waiting = [];
  #isOpening = false;

  /** How many were not opened, because too many waited. */
  unopened = 0;

  /** @param {(source: string, result: object, arrival: number) => void} take what was decoded */
  constructor(take) {
    this.#take = take;
  }

  /** Layouts for binary datagrams: those typed in this browser, and the gateway's. */
  async useLayouts(typed) {
    const answer = await fetch(address('layouts'), { headers: { Accept: 'application/json' } }).catch(() => null);
    const { layouts } = answer?.ok ? await answer.json() : { layouts: [] };
    this.#layouts = new Layouts(layouts, typed);
  }

  /** @param {object} event the API's JSON @param {number} arrival in ms */
  read(event, arrival) {
    this.#use(decodeEvent(event, { layout: this.#layouts.of(event) }), event.source, arrival);
  }

  #use(result, source, arrival) {
    this.#take(source, result, arrival);
    if (result.chunk?.count > 1) {
      const { whole } = this.#chunks.add(result.chunk, arrival);
      if (whole) this.#use(decode(whole), source, arrival);
    }
    if (!result.pending) return;
    if (this.#waiting.length >= MOST_WAITING) {
      this.unopened += 1;
      return;
    }
    this.#waiting.push({ result, source, arrival });
    if (!this.#isOpening) this.#open();
  }

  /** One at a time, in the order in which they came: each may be some megabytes inside. */
  async #open() {
    this.#isOpening = true;
    for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) {
      this.#take(next.source, await next.result.pending(), next.arrival);
    }
    this.#isOpening = false;
  }
}
