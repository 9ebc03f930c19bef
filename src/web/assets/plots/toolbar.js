/**
 * The row above the charts: what stretch of time they show, whether they follow, and where else to
 * look.
 */

import { button, make } from '../dom.js';
import { duration, moment } from './words.js';

const SPANS = [5_000, 10_000, 30_000, 60_000, 300_000];

export class Toolbar {
  #view;
  #span;
  #follow;
  #now;

  /**
   * @param {HTMLElement} title the section's heading, which stands in it
   * @param {object} acts {series(), statistics(), chart(), link(), enlarge(), close()}
   */
  constructor(title, view, acts) {
    this.#view = view;
    this.#span = make('select', { ariaLabel: 'Stretch of time', on: { change: () => view.follow(Number(this.#span.value)) } },
      ...SPANS.map((span) => new Option(`Last ${duration(span)}`, span)), new Option('', 'other'));
    this.#span.lastChild.disabled = true;
    this.#follow = button('Pause', () => (view.isLive ? view.pause() : view.follow()), { className: 'follow' });
    this.#now = make('span', { className: 'note' });
    this.series = button('Series', acts.series, { ariaExpanded: 'false' });
    this.statistics = button('Statistics', acts.statistics, { ariaExpanded: 'false' });
    this.enlarge = button('Whole page', acts.enlarge, { ariaPressed: 'false' });
    this.element = make('div', { className: 'plots-bar' }, title, this.#span, this.#follow, this.#now,
      make('div', { className: 'actions' }, this.series, this.statistics, button('Copy link', acts.link), this.enlarge,
        button('Hide plots', acts.close)));
    this.update();
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
