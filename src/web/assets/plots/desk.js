/**
 * The open room of the plots: charts, list and figures, and what passes between them and the worker.
 */

import { Board } from './board.js';
import { palette } from './colours.js';
import { make } from './dom.js';
import { Figures } from './figures.js';
import { keyOf, Layout } from './layout.js';
import { linkedLayout, shareLayout } from './link.js';
import { Names } from './names.js';
import { describe } from './notes.js';
import { Pictures } from './pictures.js';
import { SeriesList } from './series_list.js';
import { editChart } from './settings.js';
import { Toolbar } from './toolbar.js';
import { View } from './view.js';
import { recall, remember } from '../remembered.js';

const LAYOUT = 'plots.layout';
const SETTLED = 6; // messages of news: a second and a half

export class Desk {
  #element;
  #actions;
  #worker = null;
  #names = new Names();
  #toolbar;
  #list;
  #figures;
  #board;
  #pictures;
  #notes = make('p', { class: 'note notes' });
  #said = make('p', { class: 'note', role: 'status' });
  #timer = 0;
  #news = 0; // since the worker began

  move = (series, id) => this.layout.move(series, id);
  edit = (card) => editChart(card, this);

  /** What is known of each series, by id. */
  series = new Map();
  /** The last drag over a chart was with Shift: it marks a stretch, and does not zoom. */
  isMarking = false;

  constructor(element, actions) {
    this.#element = element;
    this.#actions = actions;
    this.view = new View(() => this.#viewChanged());
    this.layout = new Layout(() => this.#layoutChanged());
    this.layout.restore(linkedLayout() ?? recall(LAYOUT) ?? '{}');
    this.#board = new Board(this);
    this.#pictures = new Pictures(this, this.#board);
    this.#list = new SeriesList(this);
    this.#figures = new Figures(this);
    this.#toolbar = new Toolbar(element, this.view, {
      series: () => this.#toggle(this.#toolbar.series, this.#list.element),
      statistics: () => this.#toggle(this.#toolbar.statistics, this.#figures.element),
      link: async () => { this.#said.textContent = await shareLayout(this.layout); },
      enlarge: () => actions.enlarge(this.#toolbar.enlarge.ariaPressed !== 'true'),
      close: actions.close,
    });
    const keys = make('p', { id: 'plots-keys', class: 'unseen' },
      'Plus and minus zoom, the arrow keys move in time, space pauses, 0 follows again.');
    element.classList.remove('closed');
    element.replaceChildren(make('div', { class: 'plots-top' }, this.#toolbar.element, this.#notes), this.#said,
      make('div', { class: 'plots-body' }, this.#list.element, this.#board.element), this.#figures.element, keys);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.#recolour());
    this.#recolour();
  }

  get cards() {
    return this.#board.cards;
  }

  /** Where the keyboard goes when what it was on is gone. */
  get home() {
    return this.#toolbar.series;
  }

  /** What has to be in the pictures again when the worker begins anew, in ms. */
  wantedSince() {
    return this.view.isLive ? Infinity : this.view.from;
  }

  begin(worker) {
    this.#worker = worker;
    this.#news = 0;
    this.#pictures.begin();
    clearInterval(this.#timer);
    this.#timer = setInterval(() => this.#everySecond(), 500);
  }

  /** Nothing is kept any longer; the charts stay where they are, and are filled again. */
  end() {
    this.#worker = null;
    this.#pictures.end();
    clearInterval(this.#timer);
    this.series.clear();
  }

  ask(message) {
    this.#worker?.postMessage(message);
  }

  take(message) {
    if (message.type === 'frame') this.#pictures.take(message);
    else if (message.type === 'news') this.#takeNews(message);
    else if (message.type === 'statistics') this.#figures.show(message.rows);
    else if (message.type === 'csv') this.#figures.save(message.blob);
    else if (message.type === 'names') {
      this.#names.take(message.names);
      this.#arrange();
    }
  }

  show(isEnlarged) {
    this.#toolbar.show(isEnlarged);
  }

  label(source) {
    return this.#names.label(source);
  }

  /** The pointer is over this moment; null: over none. */
  point(time) {
    this.#pictures.cursor = time;
  }

  /** While the pointer is down the pictures stand still. */
  hold(isMarking) {
    this.isMarking = isMarking;
    this.#pictures.isHeld = true;
    window.addEventListener('mouseup', () => { this.#pictures.isHeld = false; }, { once: true });
  }

  #takeNews({ added, values, gone, notes, state }) {
    for (const id of gone) this.series.delete(id);
    for (const one of added) this.series.set(one.id, one);
    for (const one of values) Object.assign(this.series.get(one.id) ?? {}, one);
    for (const one of added) this.layout.place(this.series.get(one.id));
    this.#news += 1;
    // What the worker has not found again by now is not there any longer.
    if (added.length + gone.length > 0 || this.#news === SETTLED) this.#arrange();
    const words = describe(notes, state, this.series.size);
    if (this.#notes.textContent !== words) this.#notes.textContent = words;
  }

  #arrange() {
    this.#board.arrange(new Map([...this.series.values()].map((one) => [keyOf(one), one])));
    this.#list.update();
    this.#pictures.isDirty = true;
  }

  #layoutChanged() {
    remember(LAYOUT, JSON.stringify(this.layout));
    this.#arrange();
  }

  #viewChanged() {
    this.#toolbar.update();
    this.#pictures.isDirty = true;
    this.#askFigures();
    for (const card of this.cards) card.redraw();
  }

  #everySecond() {
    this.#toolbar.update();
    this.#list.showValues();
    this.#pictures.describe();
    this.#askFigures();
  }

  #askFigures() {
    if (!this.#figures.element.hidden) this.ask({ type: 'statistics', ...this.#figures.wish });
  }

  #toggle(toggle, element) {
    element.hidden = !element.hidden;
    toggle.ariaExpanded = String(!element.hidden);
    this.#list.update();
    this.#askFigures();
  }

  #recolour() {
    this.colours = palette(this.#element);
    for (const card of this.cards) card.drop();
    this.#pictures.isDirty = true;
  }
}
