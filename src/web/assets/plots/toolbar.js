/**
 * The row above the charts: what stretch of time they show, whether they follow, and where else to
 * look.
 */

import { button, make } from '../dom.js';
import { duration, moment } from './words.js';
import { recall, remember } from '../remembered.js';

const ALL = 'plots.all';
const SPANS = [5_000, 10_000, 30_000, 60_000, 300_000];

export class Toolbar {
  #view;
  #span;
  #follow;
  #now;
  #room;
  #all;
  #isAll = recall(ALL) === 'yes'; // charts are shown, not one row of them
  #isEnlarged = false;

  /**
   * @param {HTMLElement} room the section; its heading stands in the row
   * @param {object} acts {series(), statistics(), link(), enlarge(), close()}
   */
  constructor(room, view, acts) {
    this.#room = room;
    this.#view = view;
    this.#span = make('select', { ariaLabel: 'Stretch of time', on: { change: () => view.follow(Number(this.#span.value)) } },
      ...SPANS.map((span) => new Option(`Last ${duration(span)}`, span)), new Option('', 'other'));
    this.#span.lastChild.disabled = true;
    this.#follow = button('Pause', () => (view.isLive ? view.pause() : view.follow()), { className: 'follow' });
    this.#now = make('span', { className: 'note' });
    this.#all = button('All charts', () => this.#toggleAll(), { title: 'All charts, or one low row of them' });
    this.series = button('Series', acts.series, { ariaExpanded: 'false' });
    this.statistics = button('Statistics', acts.statistics, { ariaExpanded: 'false' });
    this.enlarge = button('Whole page', acts.enlarge, { ariaPressed: 'false' });
    this.element = make('div', { className: 'plots-bar' }, room.querySelector('h2'), this.#span, this.#follow, this.#now,
      make('div', { className: 'actions' }, this.#all, this.series, this.statistics, button('Copy link', acts.link), this.enlarge,
        button('Hide plots', acts.close)));
    this.update();
    this.show(false);
  }

  /** The plots have the whole page, or a strip of it that leaves the first screen to what arrives. */
  show(isEnlarged) {
    this.#isEnlarged = isEnlarged;
    this.enlarge.ariaPressed = String(isEnlarged);
    this.enlarge.textContent = isEnlarged ? 'Part of the page' : 'Whole page';
    this.#all.hidden = isEnlarged;
    this.#all.ariaPressed = String(this.#isAll);
    this.#room.classList.toggle('strip', !this.#isAll && !isEnlarged);
  }

  #toggleAll() {
    this.#isAll = !this.#isAll;
    remember(ALL, this.#isAll ? 'yes' : null);
    this.show(this.#isEnlarged);
  }

  update() {
    const { isLive, span, behind, from, end } = this.#view;
    const known = isLive && SPANS.includes(span);
    this.#span.lastChild.textContent = known ? 'Other' : isLive ? `Last ${duration(span)}` : duration(span);
    this.#span.value = known ? String(span) : 'other';
    this.#follow.textContent = isLive ? 'Pause' : 'Resume';
    this.#follow.classList.toggle('on', !isLive);
    const digits = span < 10_000 ? 3 : 0;
    const words = isLive ? '' : `${moment(from, digits)} to ${moment(end, digits)}, ${Math.floor(behind / 1000)} s behind`;
    if (this.#now.textContent !== words) this.#now.textContent = words;
  }
}
