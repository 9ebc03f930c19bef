/**
 * The last bad datagram: of the newest events the newest one whose form a decoder recognises, but
 * which it can't decode.
 */

import { eventPage, events } from '../api.js';
import { localTime } from '../format.js';
import { preview } from '../payload.js';

const LOOKED_AT = 200;
const INTERVAL_MS = 5000;

/** Words that a payload may have chosen, with what is invisible in them made visible. */
function harmless(text) {
  const parts = preview({ size: text.length, encoding: 'utf-8', data: text });
  return parts.map(({ kind, text: words }) => {
    const span = document.createElement('span');
    span.className = kind;
    span.textContent = words;
    return span;
  });
}

export class Undecoded {
  #place;
  #timer = 0;
  #asked = new AbortController();
  #newest = -1;

  constructor(place) {
    this.#place = place;
  }

  start() {
    this.stop();
    this.#look();
  }

  stop() {
    clearTimeout(this.#timer);
    this.#asked.abort();
    this.#asked = new AbortController();
  }

  async #look() {
    const { signal } = this.#asked;
    try {
      // One event says whether there are new ones; two hundred may be large.
      const { newest } = await events({ limit: 1 }, signal);
      if (newest !== this.#newest) {
        const page = await events({ limit: LOOKED_AT }, signal);
        const decoders = await import('../decode/index.js');
        if (signal.aborted) return;
        this.#newest = newest;
        this.#show(findBad(page.events, decoders), page.events.length);
      }
    } catch {
      // It is looked for again.
    }
    if (!signal.aborted) this.#timer = setTimeout(() => this.#look(), INTERVAL_MS);
  }

  #show(bad, looked) {
    if (!bad) {
      this.#place.textContent = looked === 0 ? 'There is no event to decode yet.'
        : `Of the newest ${looked === 1 ? 'event' : `${looked} events`} none is broken: each was decoded, or has no form that is known.`;
      return;
    }
    const link = document.createElement('a');
    link.href = eventPage(bad.event.seq);
    link.textContent = `event ${bad.event.seq}`;
    const why = document.createElement('span');
    why.className = 'why';
    why.append(...harmless(bad.error));
    this.#place.replaceChildren('The last datagram that could not be decoded is ', link,
      `, from ${bad.event.source}, ${localTime(bad.event.time)}.`, why);
  }
}

function findBad(list, { bytesOf, decode }) {
  for (const event of list.toReversed()) {
    const { kind, error } = decode(bytesOf(event));
    if (kind && error) return { event, error };
  }
  return null;
}
