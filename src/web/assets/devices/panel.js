/**
 * The devices of the live page: who sends, how much, what of it is lost and since when somebody is
 * silent. A click on one shows its events only. The list moves only when nobody points at it.
 */

import * as api from '../api.js';
import { bytes, count, plural } from '../format.js';
import { Card } from './card.js';
import { furnish } from './furniture.js';
import { Hold } from './hold.js';
import { devicesOf, found, milliseconds, sorted, titleOf } from './list.js';
import { ago, silentSince, summaryOf, visible } from './words.js';

const TICK_MS = 1000;
// An entry has some 450 bytes with its minute. At 200 KB a second, 444 of them come each second,
// the 4,096 that a gateway knows every nine.
const ENTRIES_A_SECOND = 200_000 / 450;
// Where only their number is shown.
const CLOSED_INTERVAL_MS = 5000;
const MOST_SHOWN = 100;
const WORTH_A_SEARCH = 12;

export class Devices {
  #parts;
  #choose;
  #heard;
  #hold;
  #cards = new Map(); // by address, in the order in which they are shown
  #devices = [];
  #chosen = '';
  #timer = 0;
  #asked = new AbortController();
  #isWaiting = false; // for an answer
  #askedAt = -Infinity; // all three in performance.now()
  #answeredAt = 0;
  #serverTime = 0; // when it answered, by its own clock
  #interval = TICK_MS;

  /**
   * @param {HTMLElement} element with its heading in it; the rest is put there
   * @param {(source: string) => void} choose which source to show, '' for all
   * @param {(sources: object[]) => void} heard told who has sent, and what they are called
   */
  constructor(element, choose, heard) {
    this.#choose = choose;
    this.#heard = heard;
    this.#parts = furnish(element, {
      pick: (source) => this.#pick(source),
      arrange: () => this.#draw(true),
      toggled: () => this.#timer && this.#ask(),
    });
    this.#hold = new Hold(this.#parts.list, () => this.#draw());
  }

  start() {
    this.stop();
    this.#asked = new AbortController();
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
    this.#ask();
  }

  stop() {
    clearInterval(this.#timer);
    this.#timer = 0;
    this.#asked.abort();
    this.#isWaiting = false;
  }

  /** Marks what the filter shows. */
  show(filter) {
    this.#chosen = filter.source ?? '';
    this.#draw();
  }

  #pick(source) {
    const isAgain = source === this.#chosen || this.#deviceOf(this.#chosen)?.address === source;
    this.#choose(isAgain ? '' : source);
  }

  #deviceOf(source) {
    return this.#devices.find(({ address, ports }) => address === source || (ports.length === 1 && ports[0].source === source));
  }

  #tick() {
    const least = this.#parts.details.open ? TICK_MS : CLOSED_INTERVAL_MS;
    this.#interval = Math.max(least, (this.#sources / ENTRIES_A_SECOND) * 1000);
    // A timer is late now and then: not for that a second later.
    if (performance.now() - this.#askedAt > this.#interval - TICK_MS / 2) this.#ask();
    else this.#draw();
  }

  get #sources() {
    return this.#devices.reduce((all, { ports }) => all + ports.length, 0);
  }

  async #ask() {
    if (this.#isWaiting) return;
    const { signal } = this.#asked;
    this.#isWaiting = true;
    this.#askedAt = performance.now();
    const answer = await api.sources({ history: 60 }, signal).catch(() => null);
    if (signal.aborted) return;
    this.#isWaiting = false;
    this.#parts.list.classList.toggle('stale', answer === null);
    if (answer) {
      this.#answeredAt = performance.now();
      this.#serverTime = milliseconds(answer.time);
      this.#devices = devicesOf(answer);
      this.#heard(answer.sources);
      this.#showForgotten(answer.forgotten);
    }
    this.#draw();
  }

  #now() {
    return this.#serverTime + performance.now() - this.#answeredAt;
  }

  /** How long ago by the gateway's clock: a browser's may be another. */
  #seen(one) {
    if (one.silent) return { state: 'silent', words: silentSince(one.seen) };
    const isFresh = performance.now() - this.#answeredAt < this.#interval + 2 * TICK_MS;
    // Who had just sent when we asked is not late because we ask seldom.
    if (isFresh && this.#serverTime - one.seen < 2 * TICK_MS) return { state: 'live', words: 'just now' };
    return { state: 'quiet', words: ago(this.#now() - one.seen) };
  }

  /** @param {boolean} anew the order too, wherever the pointer is */
  #draw(anew = false) {
    if (this.#answeredAt === 0) return;
    const { list, search, order, more, all, only } = this.#parts;
    const isHeld = !anew && this.#hold.isHeld;
    const matching = found(this.#devices, search.value);
    const shown = this.#choice(isHeld ? this.#inPlace(matching) : sorted(matching, order.value, this.#serverTime));
    const state = { chosen: this.#chosen, seen: (one) => this.#seen(one) };
    const cards = new Map();
    for (const device of shown) {
      const card = this.#cards.get(device.address) ?? new Card();
      card.update(device, state);
      cards.set(device.address, card);
    }
    this.#cards = cards;
    place(list, [...cards.values()].map(({ element }) => element));
    this.#hold.keepOneStop();
    const left = matching.length - shown.length;
    more.hidden = left === 0 && matching.length > 0;
    more.textContent = this.#devices.length === 0 ? 'Nobody has sent anything yet.'
      : matching.length === 0 ? 'No device has this in its name or address.' : `and ${count(left)} more: search to see them`;
    if (!isHeld) search.closest('label').hidden = this.#devices.length <= WORTH_A_SEARCH && search.value === '';
    all.ariaPressed = String(this.#chosen === '');
    only.textContent = this.#chosen ? `only ${visible(titleOf(this.#deviceOf(this.#chosen) ?? { address: this.#chosen }))}` : '';
    this.#summarise();
  }

  /** Not more than a page can bear; the chosen one is always there. */
  #choice(devices) {
    const shown = devices.slice(0, MOST_SHOWN);
    const chosen = this.#deviceOf(this.#chosen);
    if (chosen && devices.includes(chosen) && !shown.includes(chosen)) shown.push(chosen);
    return shown;
  }

  /** Those that are shown where they are, others behind them. */
  #inPlace(devices) {
    const byAddress = new Map(devices.map((device) => [device.address, device]));
    const still = [...this.#cards.keys()].filter((address) => byAddress.has(address)).map((address) => byAddress.get(address));
    const others = devices.filter(({ address }) => !this.#cards.has(address));
    return [...still, ...others];
  }

  #summarise() {
    const { known, silent } = summaryOf(this.#devices);
    for (const [element, text] of [[this.#parts.known, known], [this.#parts.silent, silent]]) {
      if (element.textContent !== text) element.textContent = text;
    }
  }

  #showForgotten({ sources, events, bytes: size }) {
    this.#parts.forgotten.hidden = sources === 0;
    this.#parts.forgotten.textContent = `${plural(sources, 'source')} that had been silent longest `
      + `${sources === 1 ? 'was' : 'were'} forgotten: ${plural(events, 'event')}, ${bytes(size)}.`;
  }
}

/** Puts the elements in this order, and moves only those that are not there yet. */
function place(list, elements) {
  const focused = list.contains(document.activeElement) ? document.activeElement : null;
  const wanted = new Set(elements);
  for (const old of [...list.children]) if (!wanted.has(old)) old.remove();
  elements.forEach((element, at) => {
    if (list.children[at] !== element) list.insertBefore(element, list.children[at] ?? null);
  });
  // What is moved loses the focus.
  if (focused !== document.activeElement) focused?.focus({ preventScroll: true });
}
