/**
 * The table in its scroll container: draws the rows of a list that are in sight and a few more,
 * whatever the list's length. It sticks to the newest while it should; else the chosen row, or the
 * one at the top where that is not in sight, stays where it is, however the list and the rows change.
 *
 * Drawn once a frame, so that a flood costs what a screen costs.
 */

import { Painter } from './painter.js';
import { Viewport } from './viewport.js';

const SPARE_ROWS = 6; // on each side of the sight
// More than this between two frames is a blur: draw it four times a second instead of sixty.
const READABLE_ROWS = 40;
const BLUR_INTERVAL_MS = 250;

export class View {
  #grid;
  #painter;
  #viewport;
  #settings;
  #names;
  #scrolled;
  #list = null;
  #anchor = { seq: 0, offset: 0 };
  #arrived = 0; // of the list, when it was drawn last
  #drawnAt = 0;
  #frame = 0;
  #held = false;

  /** Stays at the newest row, which moves as more come. */
  isStuck = true;
  /** The chosen event, or 0. */
  chosen = 0;

  /**
   * @param {{grid, table, head, body, template}} elements
   * @param {(isAtNewest: boolean) => void} scrolled called when somebody scrolled
   */
  constructor(elements, settings, names, scrolled) {
    this.#grid = elements.grid;
    this.#painter = new Painter(elements.body, elements.template);
    this.#settings = settings;
    this.#names = names;
    this.#scrolled = scrolled;
    this.#viewport = new Viewport(elements.grid, elements.table, elements.head, elements.body, (byUser) => this.#moved(byUser));
    // Rows stand still while the pointer is down, so that a click opens the row it was meant for.
    elements.body.addEventListener('pointerdown', () => { this.#held = true; });
    for (const release of ['pointerup', 'pointercancel', 'blur']) {
      window.addEventListener(release, () => { this.#held = false; });
    }
  }

  show(list) {
    this.#list = list;
    this.#arrived = list.arrived;
    this.#anchor = { seq: list.length ? list.seqAt(this.#placeOf(0)) : 0, offset: 0 };
    this.refresh();
  }

  /** The list, or how it is to be shown, has changed. */
  refresh() {
    this.#frame ||= requestAnimationFrame((now) => this.#tick(now));
  }

  /** Everything is to be drawn anew: another order, other columns or words. */
  redraw() {
    if (!this.#list) return;
    this.#painter.forget();
    this.refresh();
  }

  /** The times alone, where they say how long ago. */
  tick() {
    this.#painter.tick(this.#how);
  }

  get isNewestFirst() {
    return this.#settings.order === 'newest';
  }

  /** How many rows the sight holds. */
  get rowsInSight() {
    return Math.ceil(this.#viewport.height / this.#viewport.rowHeight);
  }

  /** Scrolls so that an event is in sight: as little as possible, or to the middle. */
  reveal(seq, toMiddle = false) {
    if (!this.#list?.length) return;
    const { rowHeight, height, top } = this.#viewport;
    const y = this.#placeOf(this.#list.indexOf(seq)) * rowHeight;
    const isInSight = y >= top && y + rowHeight <= top + height;
    this.#count();
    if (toMiddle && !isInSight) this.#viewport.moveTo(y - (height - rowHeight) / 2);
    else if (y < top) this.#viewport.moveTo(y);
    else if (!isInSight) this.#viewport.moveTo(y - height + rowHeight);
    this.#keepAnchor();
    this.#draw();
  }

  /** The event so many rows below the chosen one (or above), as it is seen. */
  neighbour(step) {
    const many = this.#list?.length ?? 0;
    if (many === 0) return 0;
    const from = this.chosen ? this.#placeOf(this.#list.indexOf(this.chosen)) : this.#viewport.sight[0];
    const isFirst = !this.chosen && Number.isFinite(step);
    const place = Math.min(Math.max(0, isFirst ? from : from + step), many - 1);
    return this.#list.seqAt(this.#placeOf(place));
  }

  /** From the oldest-first numbers of the list to what is seen, and back. */
  #placeOf(i) {
    return this.isNewestFirst ? this.#list.length - 1 - i : i;
  }

  get #how() {
    return { time: this.#settings.time, now: Date.now(), names: this.#names };
  }

  #moved(byUser) {
    if (!this.#list) return;
    if (byUser) {
      const { top, bottom } = this.#viewport;
      this.#keepAnchor();
      this.#scrolled(this.isNewestFirst ? top < 1 : bottom - top < 1);
    }
    this.#draw();
  }

  #tick(now) {
    const isBlur = this.isStuck && this.#list.arrived - this.#arrived > READABLE_ROWS && now - this.#drawnAt < BLUR_INTERVAL_MS;
    this.#frame = 0;
    if (isBlur || (this.#held && this.isStuck)) {
      this.refresh();
      return;
    }
    this.#drawnAt = now;
    this.#draw();
  }

  #count() {
    const { rowHeight } = this.#viewport;
    const many = this.#list.length;
    let top = this.isNewestFirst ? 0 : many * rowHeight;
    if (!this.isStuck && many) {
      const y = this.#placeOf(this.#list.indexOf(this.#anchor.seq)) * rowHeight;
      // Rows that have become higher do not push the chosen one out of sight.
      top = Math.max(y + this.#anchor.offset, this.#anchor.seq === this.chosen ? y + rowHeight - this.#viewport.height : 0);
    }
    this.#viewport.setCount(many, top);
  }

  #keepAnchor() {
    if (!this.#list.length) return;
    const { sight: [first], top, height, rowHeight } = this.#viewport;
    const chosen = this.chosen && this.#list.has(this.chosen) ? this.#placeOf(this.#list.indexOf(this.chosen)) : -1;
    const isWhole = chosen * rowHeight >= top && (chosen + 1) * rowHeight <= top + height;
    const at = isWhole ? chosen : first;
    this.#anchor = { seq: this.#list.seqAt(this.#placeOf(Math.min(at, this.#list.length - 1))), offset: top - at * rowHeight };
  }

  #draw() {
    const list = this.#list;
    if (!list) return;
    this.#count();
    const [from, to] = this.#viewport.sight;
    const first = Math.max(0, from - SPARE_ROWS);
    const end = Math.min(list.length, to + SPARE_ROWS);
    const ends = end > first ? [this.#placeOf(first), this.#placeOf(end - 1)] : [0, -1];
    list.view(Math.min(...ends), Math.max(...ends) + 1);
    const items = Array.from({ length: end - first }, (_, n) => list.at(this.#placeOf(first + n)));
    // An entrance is for rows that an eye can follow.
    const enters = this.isStuck && list.arrived > this.#arrived && list.arrived - this.#arrived <= READABLE_ROWS;
    this.#arrived = list.arrived;
    this.#painter.paint(items, { first, chosen: this.chosen, enters, ...this.#how });
    this.#viewport.place(first);
    this.#keepAnchor();
    this.#grid.ariaRowCount = list.length + 1;
    if (items.some(({ seq }) => seq === this.chosen)) this.#grid.setAttribute('aria-activedescendant', 'chosen');
    else this.#grid.removeAttribute('aria-activedescendant');
  }
}
