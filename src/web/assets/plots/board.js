/**
 * The charts in their places. A chart that has none of its series here is not shown; what is off the
 * screen is not drawn.
 */

import { Card, DRAGGED } from './card.js';
import { fill, make } from '../dom.js';

export class Board {
  #desk;
  #known = new Map(); // cards by chart
  #seen;

  /** In order. */
  cards = [];

  constructor(desk) {
    this.#desk = desk;
    this.element = make('div', { className: 'charts' });
    this.#seen = new IntersectionObserver((entries) => {
      for (const { target, isIntersecting } of entries) {
        const card = this.cards.find(({ element }) => element === target);
        if (card) card.isVisible = isIntersecting;
      }
    }, { rootMargin: '40px' });
    this.#acceptDrops();
  }

  /** @param {Map<string, object>} byKey the series that are here */
  arrange(byKey) {
    const { layout } = this.#desk;
    const cards = [];
    for (const chart of layout.charts) {
      const series = chart.keys.map((key) => byKey.get(key)).filter(Boolean);
      if (series.length === 0) continue;
      const card = this.#known.get(chart) ?? new Card(chart, this.#desk);
      this.#known.set(chart, card);
      card.update(series, (source) => this.#desk.label(source));
      cards.push(card);
    }
    for (const [chart, card] of this.#known) {
      if (cards.includes(card)) continue;
      card.drop();
      this.#seen.unobserve(card.element);
      this.#known.delete(chart);
    }
    const before = new Set(this.cards);
    this.cards = cards;
    fill(this.element, cards.map(({ element }) => element));
    for (const card of cards) if (!before.has(card)) this.#seen.observe(card.element);
    this.element.dataset.count = String(Math.min(3, cards.length));
  }

  /** A series that is dropped on a chart joins it; beside all charts it gets one of its own: there is room while it is dragged. */
  #acceptDrops() {
    const drags = (is) => requestAnimationFrame(() => this.element.classList.toggle('dragging', is)); // not while it begins: it would end
    window.addEventListener('dragstart', ({ dataTransfer }) => drags(dataTransfer.types.includes(DRAGGED)));
    window.addEventListener('dragend', () => drags(false));
    const chartAt = (event) => event.target.closest?.('.chart');
    const mark = (element) => {
      for (const one of this.element.querySelectorAll('.target')) if (one !== element) one.classList.remove('target');
      element?.classList.add('target');
    };
    this.element.addEventListener('dragover', (event) => {
      if (!event.dataTransfer.types.includes(DRAGGED)) return;
      event.preventDefault();
      mark(chartAt(event));
    });
    this.element.addEventListener('dragleave', () => mark(null));
    this.element.addEventListener('drop', (event) => {
      const series = this.#desk.series.get(Number(event.dataTransfer.getData(DRAGGED)));
      mark(null);
      if (!series) return;
      event.preventDefault();
      this.#desk.move(series, chartAt(event)?.dataset.chart ?? 'new');
    });
  }
}
