/**
 * One chart on the page: its name, its picture, and a legend of its series with their values, from
 * which they can be dragged.
 */

import { colourName, letter } from './colours.js';
import { button, make } from '../dom.js';
import { listen } from './gestures.js';
import { Lines } from './lines.js';
import { Texts } from './texts.js';
import { value, visible, withUnit } from './words.js';
import { Xy } from './xy.js';

export const DRAGGED = 'application/x-series';

const KINDS = { lines: Lines, xy: Xy, texts: Texts };

export class Card {
  #desk;
  #plot = null;
  #picture;
  #title;
  #legend;
  #larger;
  #values = [];
  #signature = '';

  series = [];
  isVisible = false;

  constructor(chart, desk) {
    this.chart = chart;
    this.#desk = desk;
    this.#title = make('figcaption');
    this.#picture = make('div', { className: 'picture', tabIndex: 0, role: 'img' });
    this.#legend = make('ul', { className: 'legend' });
    this.#picture.setAttribute('aria-describedby', 'plots-keys');
    const edit = button('⋯', () => desk.edit(this), { className: 'edit', title: 'Change this chart' });
    this.editButton = edit;
    this.#larger = button('⤢', () => desk.layout.enlarge(chart), { className: 'larger', title: 'Larger', ariaPressed: 'false' });
    this.element = make('figure', { className: 'chart' }, make('div', { className: 'head' }, this.#title, this.#larger, edit), this.#picture, this.#legend);
    this.element.dataset.chart = chart.id;
    listen(this.#picture, desk, () => (chart.kind === 'lines' || chart.kind === 'texts' ? this.#plot : null));
    new ResizeObserver(() => this.#plot?.resize(this.#picture.clientWidth, this.#picture.clientHeight)).observe(this.#picture);
  }

  get title() {
    if (this.chart.title) return visible(this.chart.title);
    const names = (all) => [...new Set(all.map(({ name }) => visible(name)))].join(', ');
    const over = this.chart.kind === 'xy' && this.#xys.find(({ x, y }) => x !== y)?.x;
    return over ? `${names(this.#xys.map(({ y }) => y))} over ${visible(over.name)}` : names(this.series);
  }

  /** How many columns of pixels it draws. */
  get width() {
    return this.#plot?.width ?? this.#picture.clientWidth - 70;
  }

  /** What is in it, and the sources' names, may have changed. */
  update(series, label) {
    this.series = series.map((one, index) => ({ ...one, index, letter: letter(index) }));
    const { kind, isEqual, isLarge, title } = this.chart;
    this.element.classList.toggle('large', isLarge);
    this.#larger.ariaPressed = String(isLarge);
    const sources = new Set(series.map(({ source }) => source));
    const signature = JSON.stringify([kind, isEqual, title, series.map(({ id, source }) => [id, label(source)])]);
    if (signature === this.#signature) return;
    this.#signature = signature;
    this.#title.textContent = this.title;
    this.#title.title = this.title;
    this.#picture.ariaLabel = `Chart of ${this.title}`;
    this.editButton.ariaLabel = `Change the chart ${this.title}`;
    this.#larger.ariaLabel = `Enlarge the chart ${this.title}`;
    this.element.dataset.kind = kind;
    // The picture of a timeline is as high as it has lanes.
    this.#picture.style.height = kind === 'texts' ? `${Math.max(1, series.length) * 30 + 4}px` : '';
    this.#values = [];
    this.#legend.replaceChildren(...this.series.map((one) => this.#entry(one, sources.size > 1 ? label(one.source) : '')));
    if (sources.size === 1) this.#title.append(make('span', { className: 'of' }, label([...sources][0])));
    this.drop();
  }

  #entry({ id, index, name }, source) {
    const shown = make('b');
    this.#values.push({ id, shown });
    const mark = make('span', { className: 'mark' }, letter(index));
    mark.style.color = `var(${colourName(index)})`;
    const entry = make('li', { draggable: true, title: 'Drag onto another chart, or beside the charts for one of its own' },
      mark, ' ', make('span', { className: 'name' }, visible(name)), source && make('span', { className: 'of' }, source), ' ', shown);
    entry.addEventListener('dragstart', (event) => event.dataTransfer.setData(DRAGGED, String(id)));
    return entry;
  }

  /** Throws the picture away; it is made anew when it is drawn next. */
  drop() {
    this.#plot?.destroy();
    this.#plot = null;
  }

  /** @param {object} frame of the worker, see desk.js */
  draw(frame) {
    const { kind } = this.chart;
    if (!this.#plot) {
      const ys = kind === 'xy' ? this.#xys.map(({ y }) => y) : [];
      this.#plot = new KINDS[kind](this.#picture, ys.length > 0 ? ys : this.series, this.#desk, this.chart);
    }
    if (kind === 'lines') this.#plot.draw(frame);
    else if (kind === 'xy' && frame.pairs) this.#plot.drawPairs(frame.pairs.filter(({ chart }) => chart === this.chart.id));
    else if (kind === 'texts' && frame.spans) {
      const from = frame.from * frame.step;
      this.#plot.drawSpans({ from, to: from + frame.count * frame.step, spans: new Map(frame.spans.map(({ id, spans }) => [id, spans])) });
    }
  }

  redraw() {
    this.#plot?.redraw?.();
  }

  /** What an XY chart asks of the worker. */
  get pairs() {
    if (this.chart.kind !== 'xy') return [];
    return this.#xys.map(({ x, y }) => ({ chart: this.chart.id, x: x.id, y: y.id }));
  }

  /** Of an XY chart: points of two numbers by themselves, the others over the first of them. */
  get #xys() {
    const [x, ...ys] = this.series.filter(({ kind }) => kind !== 'xy');
    return [...this.series.filter(({ kind }) => kind === 'xy').map((y) => ({ x: y, y })), ...ys.map((y) => ({ x, y }))];
  }

  /** Values beside the names: those under the cursor, else the last. */
  showValues(find, cursor) {
    for (const { id, shown } of this.#values) {
      const { last, unit } = find(id) ?? {};
      const text = withUnit(cursor ? cursor.get(id) ?? NaN : last ?? NaN, unit);
      if (shown.textContent !== text) shown.textContent = text;
    }
  }

  /** The picture in words. */
  describe(find) {
    const words = this.series.slice(0, 8).map(({ id, name }) => {
      const { last, unit, least, most } = find(id) ?? {};
      const between = Number.isFinite(least) ? `, between ${value(least)} and ${value(most)}` : '';
      return `${visible(name)}: last ${withUnit(last ?? NaN, unit)}${between}`;
    });
    this.#picture.ariaLabel = `Chart of ${words.join('; ')}`;
  }
}
