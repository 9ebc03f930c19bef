/**
 * All series with their values as a table, which is what there is to read of the charts without
 * seeing them; and where a series is moved into another chart without a mouse.
 */

import { DRAGGED } from './card.js';
import { fits, keyOf } from './layout.js';
import { table } from './table.js';
import { fill, make } from '../dom.js';
import { count, plural } from '../format.js';
import { duration, visible, withUnit } from './words.js';

const MOST_ROWS = 200;

export class SeriesList {
  #desk;
  #rows = new Map(); // by id: {row, shown, points, note, chart}
  #body = make('tbody');
  #more = make('p', { className: 'note' });
  #filter;

  constructor(desk) {
    this.#desk = desk;
    this.#filter = make('input', { type: 'search', placeholder: 'Find a series', ariaLabel: 'Find a series', on: { input: () => this.update() } });
    this.element = make('div', { className: 'series', hidden: true }, this.#filter,
      table('Series with their last values', ['Series', 'Source', 'Value', 'Values', 'Chart'], this.#body), this.#more);
  }

  /** The rows: after series came or went, or moved to another chart. */
  update() {
    if (this.element.hidden) return;
    const wanted = this.#filter.value.toLowerCase();
    const all = [...this.#desk.series.values()]
      .filter(({ name, source }) => `${name} ${source} ${this.#desk.label(source)}`.toLowerCase().includes(wanted));
    const shown = all.slice(0, MOST_ROWS);
    for (const id of this.#rows.keys()) if (!this.#desk.series.has(id)) this.#rows.delete(id);
    fill(this.#body, shown.map((series) => this.#row(series)));
    this.#more.textContent = all.length > shown.length ? `${plural(all.length - shown.length, 'more series').replace(/s$/, '')}: find them by name.` : '';
    this.showValues();
  }

  #row(series) {
    if (!this.#rows.has(series.id)) this.#rows.set(series.id, this.#make(series));
    const { row, source, chart } = this.#rows.get(series.id);
    source.textContent = this.#desk.label(series.source);
    // A list that is open is not changed under the hand.
    if (document.activeElement !== chart) this.#offer(chart, series);
    return row;
  }

  #make(series) {
    const cells = { shown: make('td', { className: 'value' }), points: make('td', { className: 'value' }), source: make('td'), note: make('span', { className: 'note' }) };
    const chart = make('select', { ariaLabel: `Chart of ${visible(series.name)}`, on: { change: () => this.#desk.move(series, chart.value) } });
    const row = make('tr', { draggable: true }, make('td', { title: visible(series.name) }, visible(series.name), ' ', cells.note),
      cells.source, cells.shown, cells.points, make('td', {}, chart));
    row.addEventListener('dragstart', (event) => event.dataTransfer.setData(DRAGGED, String(series.id)));
    return { row, chart, ...cells };
  }

  #offer(select, series) {
    const now = this.#desk.layout.chartOf(keyOf(series));
    const charts = this.#desk.cards.filter((card) => fits(card.chart, series) || card.chart === now);
    const options = charts.map((card) => new Option(card.title.slice(0, 40), card.chart.id));
    select.replaceChildren(new Option('None', ''), ...options, new Option('A new chart', 'new'));
    select.value = charts.some((card) => card.chart === now) ? now.id : '';
  }

  showValues() {
    if (this.element.hidden) return;
    for (const [id, { shown, points, note }] of this.#rows) {
      const { last, unit, count: n, odd, backwards, clock, isShape } = this.#desk.series.get(id) ?? {};
      shown.textContent = withUnit(last ?? NaN, unit);
      points.textContent = count(n ?? 0);
      const words = isShape ? ['a shape, not drawn'] : [];
      if (odd > 0) words.push(`${count(odd)} not finite`);
      if (backwards > 0) words.push(`clock ran back ${count(backwards)} times: those values stand where they arrived`);
      if (clock) words.push(`clock ${duration(Math.abs(clock))} ${clock > 0 ? 'behind' : 'ahead'}: moved to the gateway's`);
      const text = words.join('; ');
      if (note.textContent !== text) note.textContent = text;
    }
  }
}
