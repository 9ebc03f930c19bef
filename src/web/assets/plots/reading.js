/**
 * What an event says, also where that takes time or several datagrams: compressed and chunked GELF.
 */

import { address } from '../api.js';
import { GelfChunks } from '../decode/gelf_chunks.js';
import { decode, decodeEvent } from '../decode/index.js';
import { Layouts } from '../decode/layouts.js';

// Payloads that take time to open are waited for, so many at once.
const MOST_PENDING = 100;

export class Reading {
  #take;
  #layouts = new Layouts();
  #chunks = new GelfChunks();
  #pending = 0;

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
    if (!result.pending || this.#pending >= MOST_PENDING) return;
    this.#pending += 1;
    result.pending().then((late) => this.#take(source, late, arrival), () => {}).finally(() => { this.#pending -= 1; });
  }
}
