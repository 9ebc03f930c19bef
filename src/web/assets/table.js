/**
 * The rows of the live table. They always show one unbroken stretch of the (filtered) ring, newest
 * first, and never more than MAX_ROWS of it: what falls off at the bottom is still in the ring.
 *
 * Events are drawn once a frame and parsed only when drawn, so that a flood costs what a screen
 * costs. Everything that came from a device goes into text nodes.
 */

import { eventPage } from './api.js';
import { count, localTime, plural } from './format.js';
import { preview } from './payload.js';

export const MAX_ROWS = 500;

// What waits to be drawn is bounded in characters as well: 500 full datagrams are 200 MB.
const MAX_WAITING_CHARS = 8e6;
// More than this in one frame is a blur: draw it four times a second instead of sixty.
const READABLE_ROWS = 40;
const BLUR_INTERVAL_MS = 250;

export class Table {
  #body;
  #template;
  #changed;
  #waiting = []; // newest last: {raw, chars} or {gap, chars}
  #waitingChars = 0;
  #skipped = false; // something between the rows and #waiting was dropped undrawn
  #frame = 0;
  #drawnAt = 0;
  #held = false;

  /** Rows at the top gave way to older events: only a fresh page leads on. */
  headless = false;
  /** Rows at the bottom gave way to newer ones: there are older events to load. */
  trimmed = false;

  /** @param {() => void} changed called after the rows changed */
  constructor(body, template, changed) {
    this.#body = body;
    this.#template = template.content.firstElementChild;
    this.#changed = changed;
    // Rows stand still while the pointer is down, so that a click opens the row it was meant for.
    body.addEventListener('pointerdown', () => { this.#held = true; });
    for (const release of ['pointerup', 'pointercancel', 'blur']) {
      window.addEventListener(release, () => { this.#held = false; });
    }
  }

  get isEmpty() {
    return !this.#body.firstElementChild;
  }

  /** The sequence number of the oldest row. */
  get oldest() {
    return Number(this.#body.lastElementChild?.dataset.seq);
  }

  /** Starts anew with a page of events, oldest first. */
  reset(events) {
    this.#forget();
    this.headless = false;
    this.trimmed = false;
    this.#skipped = false;
    this.#body.replaceChildren(...events.map((event) => this.#row(event)).reverse());
    this.#changed();
  }

  /** One event of the stream, as its JSON text. */
  add(raw) {
    this.#wait({ raw, chars: raw.length });
  }

  /** Events that were evicted before this page could read them. */
  addGap(gap) {
    this.#wait({ gap, chars: 0 });
  }

  /** A page of older events, oldest first, to the bottom. */
  addOlder(events) {
    this.#body.append(...events.map((event) => this.#row(event)).reverse());
    this.trimmed = false;
    while (this.#body.childElementCount > MAX_ROWS) {
      this.#body.firstElementChild.remove();
      this.headless = true;
    }
    this.#changed();
  }

  /** Draws at once what waits for the next frame. */
  flush() {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.#draw();
  }

  #wait(item) {
    this.#waiting.push(item);
    this.#waitingChars += item.chars;
    while (this.#waiting.length > MAX_ROWS || this.#waitingChars > MAX_WAITING_CHARS) {
      this.#waitingChars -= this.#waiting.shift().chars;
      this.#skipped = true;
    }
    this.#frame ||= requestAnimationFrame((now) => this.#tick(now));
  }

  #forget() {
    this.#waiting = [];
    this.#waitingChars = 0;
  }

  #tick(now) {
    const blur = this.#waiting.length > READABLE_ROWS && now - this.#drawnAt < BLUR_INTERVAL_MS;
    if (this.#held || blur) {
      this.#frame = requestAnimationFrame((later) => this.#tick(later));
      return;
    }
    this.#frame = 0;
    this.#drawnAt = now;
    this.#draw();
  }

  #draw() {
    if (this.#waiting.length === 0) return;
    const focused = this.#body.contains(document.activeElement) ? document.activeElement : null;
    if (this.#skipped) {
      this.#body.replaceChildren();
      this.trimmed = true;
    }
    this.#skipped = false;
    const spare = this.#takeBottom(this.#body.childElementCount + this.#waiting.length - MAX_ROWS);
    const fresh = this.#waiting.map(({ raw, gap }) =>
      gap ? gapRow(gap) : this.#row(JSON.parse(raw), spare.pop()));
    // An entrance is for rows that an eye can follow.
    for (const row of fresh) row.classList.toggle('new', fresh.length <= READABLE_ROWS);
    this.#body.prepend(...fresh.reverse());
    this.#forget();
    // The row that had the keyboard's focus is gone: stay in the table, not at the page's top.
    if (focused && !this.#body.contains(focused)) this.#body.querySelector('a')?.focus();
    this.#changed();
  }

  /** Removes rows from the bottom; event rows are handed back to be filled again. */
  #takeBottom(n) {
    const taken = [];
    for (; n > 0 && this.#body.lastElementChild; n -= 1) {
      const row = this.#body.lastElementChild;
      row.remove();
      this.trimmed = true;
      if (!row.classList.contains('gap')) taken.push(row);
    }
    return taken;
  }

  #row(event, row = this.#template.cloneNode(true)) {
    const [seq, time, source, size, payload] = row.cells;
    row.dataset.seq = event.seq;
    seq.firstChild.textContent = event.seq;
    seq.firstChild.href = eventPage(event.seq);
    seq.firstChild.ariaLabel = `Event ${event.seq}`;
    time.firstChild.textContent = localTime(event.time);
    time.firstChild.dateTime = event.time;
    time.title = `${event.time} (UTC)`;
    source.title = `from ${event.source} to ${event.local}`;
    source.firstChild.textContent = event.source;
    source.lastChild.textContent = event.via === 'udp' ? '' : event.via;
    size.textContent = `${count(event.size)} B`;
    payload.replaceChildren(...preview(event).map(partNode));
    return row;
  }
}

function partNode({ kind, text }) {
  if (!kind) return document.createTextNode(text);
  const span = document.createElement('span');
  span.className = kind;
  span.textContent = text;
  return span;
}

function gapRow({ from, to, lost }) {
  const row = document.createElement('tr');
  row.className = 'gap';
  row.role = 'row';
  row.dataset.seq = from;
  const cell = row.insertCell();
  cell.role = 'cell';
  cell.colSpan = 5;
  const seqs = from === to ? `#${from}` : `#${from} to #${to}`;
  cell.textContent = `${plural(lost, 'event')} lost here (${seqs}): evicted before this page could read them`;
  return row;
}
