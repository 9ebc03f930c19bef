/**
 * Statistics of the stretch of time that is seen, or of the one that is marked in it; and its points
 * as a file.
 */

import { table } from './table.js';
import { duration, moment, value, visible } from './words.js';
import { button, make } from '../dom.js';
import { count } from '../format.js';

const HEADS = ['Series', 'Count', 'Min', 'Max', 'Mean', 'Std. dev.', 'Per second', 'Last'];

export class Figures {
  #desk;
  #body = make('tbody');
  #range = make('p', { className: 'note' });
  #clear;
  #save;

  constructor(desk) {
    this.#desk = desk;
    this.#clear = button('Clear the mark', () => desk.view.select(null), { hidden: true });
    this.#save = button('Export CSV', () => this.#export());
    this.element = make('div', { className: 'figures', hidden: true },
      make('div', { className: 'row' }, this.#range, this.#clear, this.#save),
      table('Statistics of what is seen', HEADS, this.#body));
  }

  get #stretch() {
    const { view } = this.#desk;
    return view.selection ?? { from: view.from, to: view.end };
  }

  /** What to ask of the worker. */
  get wish() {
    const ids = this.#desk.cards.flatMap(({ series }) => series.map(({ id }) => id));
    return { ids: [...new Set(ids)].slice(0, 200), ...this.#stretch };
  }

  show(rows) {
    if (this.element.hidden) return;
    const { from, to } = this.#stretch;
    this.#clear.hidden = !this.#desk.view.selection;
    this.#range.textContent = `${this.#desk.view.selection ? 'Marked' : 'Seen'}: ${moment(from)} to ${moment(to)}, ${duration(to - from)}. Drag over a chart with Shift held to mark a stretch.`;
    this.#body.replaceChildren(...rows.map((row) => this.#row(row)));
  }

  #row({ id, count: n, min, max, mean, deviation, rate, last, since }) {
    const { name, unit } = this.#desk.series.get(id) ?? { name: '', unit: '' };
    const cells = [count(n), ...[min, max, mean, deviation, Number.isFinite(rate) ? Number(rate.toPrecision(4)) : NaN, last].map(value)];
    return make('tr', {}, make('th', { scope: 'row' }, visible(name), unit ? make('span', { className: 'of' }, visible(unit)) : '',
      since ? make('span', { className: 'of' }, `kept since ${moment(since)}`) : ''),
      ...cells.map((text) => make('td', { className: 'value' }, text)));
  }

  #export() {
    this.#save.disabled = true;
    this.#desk.ask({ type: 'csv', ...this.wish });
  }

  save(blob) {
    this.#save.disabled = false;
    const link = make('a', { href: URL.createObjectURL(blob), download: 'plots.csv' });
    link.click();
    // The download has begun when this turn is over; the browser keeps the data that long.
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  }
}
