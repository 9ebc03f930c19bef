/**
 * Going to a place of the ring: an event's number, or a time. Where an end is given too, the table
 * can show what is between them and nothing else.
 */

import * as api from '../api.js';

export class Jump {
  #form;
  #isUtc;
  #say;

  /**
   * @param {() => boolean} isUtc times are typed as the table shows them
   * @param {{goTo(seq: number), only(place: object)}} commands
   */
  constructor(form, isUtc, commands) {
    this.#form = form;
    this.#isUtc = isUtc;
    this.#say = form.querySelector('[role=alert]');
    form.addEventListener('submit', async (event) => {
      event.preventDefault();
      this.#say.textContent = '';
      const { seq, since, until } = form.elements;
      try {
        if (event.submitter?.name === 'only') await this.#only(since.value, until.value, commands);
        else if (seq.value) commands.goTo(Number(seq.value));
        else await this.#goToTime(since.value, commands);
      } catch (error) {
        this.#say.textContent = error.message;
      }
    });
  }

  /** The form is looked at: which clock it means. */
  show() {
    const zone = this.#isUtc() ? 'UTC' : 'local time';
    for (const note of this.#form.querySelectorAll('.zone')) note.textContent = zone;
  }

  async #goToTime(text, { goTo }) {
    if (!text) throw new Error('Which event, or which time?');
    const seq = await firstSince(this.#iso(text));
    if (!seq) throw new Error('There is no event at that time or later.');
    goTo(seq);
  }

  async #only(from, to, { only }) {
    if (!from && !to) throw new Error('From which time, until which?');
    if (from && to && from >= to) throw new Error('The end is before the beginning.');
    const place = {};
    if (from) place.since = this.#iso(from);
    if (to) place.until = this.#iso(to);
    await only(place);
  }

  /** As typed, in the clock that the table shows, to RFC 3339. */
  #iso(text) {
    return new Date(this.#isUtc() ? `${text}Z` : text).toISOString();
  }
}

/** The number of the first event at that time or later; 0 where there is none yet. */
export async function firstSince(time) {
  const page = await api.events({ since: time, limit: 1 });
  return page.events[0]?.seq ?? 0;
}

/** A place of an address as numbers: {after, before?}, or null where it names no window. */
export async function windowOf({ after, before, since, until }) {
  if (after === undefined && before === undefined && !since && !until) return null;
  const window = { after: after ?? 0 };
  if (before !== undefined) window.before = before;
  if (since || until) {
    const { ring } = await api.stats();
    if (since) window.after = Math.max(window.after, ((await firstSince(since)) || ring.newest + 1) - 1);
    const end = until ? await firstSince(until) : 0;
    if (end) window.before = Math.min(window.before ?? end, end);
  }
  return window;
}
