/**
 * A chart of values over time, drawn by uPlot from what the worker has decimated.
 */

import UPlot from '../vendor/uplot/uPlot.min.js';
import { dotsPerPx, drawLetters, drawSelection } from './marks.js';
import { range, tickWords, ticks, within } from './scale.js';
import { moment } from './words.js';

const DOT = 2.2; // px: a value that stands alone

/** A path through the values; nothing between two of them goes on, null ends it. */
function linePath(u, index, first, last) {
  const path = new Path2D();
  const [xs, ys] = [u.data[0], u.data[index]];
  const { bbox, scales: { x, y } } = u;
  const [perX, perY] = [bbox.width / (x.max - x.min), bbox.height / (y.max - y.min)];
  const dot = DOT * dotsPerPx();
  let drawn = 0; // points of the line that is being drawn
  let [atX, atY] = [0, 0];
  const end = () => {
    if (drawn !== 1) return;
    path.moveTo(atX + dot, atY);
    path.arc(atX, atY, dot, 0, 2 * Math.PI);
  };
  for (let n = first; n <= last; n += 1) {
    const value = ys[n];
    if (value === undefined) continue;
    if (value === null) {
      end();
      drawn = 0;
      continue;
    }
    atX = bbox.left + (xs[n] - x.min) * perX;
    atY = bbox.top + (y.max - value) * perY;
    if (drawn === 0) path.moveTo(atX, atY);
    else path.lineTo(atX, atY);
    drawn += 1;
  }
  end();
  return { stroke: path, fill: null, clip: null, band: null, gaps: null, flags: 1 };
}

export class Lines {
  #u;
  #series;
  #desk;
  #data;
  #ends = [];
  #window = [0, 1];

  /** @param {object} desk {view, colours, point(time), hold(is)} */
  constructor(element, series, desk) {
    this.#series = series;
    this.#desk = desk;
    this.#data = [[], ...series.map(() => [])];
    const { colours, view } = desk;
    const axis = { stroke: colours.muted, font: colours.font, grid: { stroke: colours.line, width: 1 }, ticks: { show: false } };
    this.#u = new UPlot({
      width: Math.max(100, element.clientWidth),
      height: Math.max(60, element.clientHeight),
      padding: [6, 16, 0, 0],
      ms: 1,
      legend: { show: false },
      cursor: {
        sync: { key: 'plots', scales: ['x', null] },
        points: { show: false },
        y: false,
        drag: { x: true, y: false, setScale: false, dist: 5 },
        bind: { dblclick: () => () => view.follow() },
      },
      scales: {
        x: { auto: false, range: () => this.#window },
        y: { range: (u, min, max) => range(min, max) },
      },
      axes: [
        { ...axis, space: 76, size: 24, values: (u, all) => all.map((ms) => moment(ms, all[1] - all[0] < 1000 ? 3 : 0)) },
        {
          ...axis,
          size: (u, words) => 14 + 6.3 * Math.max(4, ...(words ?? []).map((word) => word.length)),
          gap: 4,
          splits: (u, n, min, max) => ticks(min, max, Math.max(2, u.bbox.height / dotsPerPx() / 42)),
          values: (u, all) => tickWords(all),
        },
      ],
      series: [{}, ...series.map((one) => ({
        stroke: colours.series[one.index % colours.series.length],
        width: 1.25,
        paths: linePath,
        points: { show: false },
      }))],
      hooks: {
        drawClear: [(u) => drawSelection(u, view.selection, colours)],
        draw: [(u) => drawLetters(u, this.#ends, colours)],
        setSelect: [(u) => this.#onSelect(u)],
      },
    }, this.#data, element);
    this.#listen();
  }

  /** Of the drawn area in px; not known before the first picture. */
  get width() {
    return this.#u.bbox.width / dotsPerPx() || this.#u.width - 60;
  }

  resize(width, height) {
    this.#u.setSize({ width: Math.max(100, width), height: Math.max(60, height) });
  }

  destroy() {
    this.#u.destroy();
  }

  redraw() {
    this.#u.redraw(false);
  }

  /** @param {{times: number[], from, count, step, rows: Map, values: Float64Array}} frame */
  draw(frame) {
    const size = frame.times.length;
    this.#data[0] = frame.times;
    this.#ends = [];
    this.#series.forEach(({ id, index }, n) => {
      const out = this.#data[n + 1];
      out.length = size;
      const row = frame.rows.get(id);
      let last = -1;
      for (let at = 0; at < size; at += 1) {
        const value = row === undefined ? NaN : frame.values[row * size + at];
        out[at] = value === Infinity ? null : Number.isNaN(value) ? undefined : within(value);
        if (out[at] !== undefined && out[at] !== null) last = at;
      }
      if (last >= 0) this.#ends.push({ x: frame.times[Math.min(last, size - 2)], y: out[last], index });
    });
    this.#window = [frame.from * frame.step, (frame.from + frame.count) * frame.step];
    this.#u.batch(() => {
      this.#u.setData(this.#data, false);
      this.#u.setScale('x', { min: this.#window[0], max: this.#window[1] });
    });
  }

  /** The moment at `x` px from the left of the drawn area. */
  timeAt(clientX) {
    return this.#u.posToVal(clientX - this.#u.over.getBoundingClientRect().left, 'x');
  }

  #onSelect(u) {
    const { left, width } = u.select;
    if (width <= 0) return;
    const [from, to] = [u.posToVal(left, 'x'), u.posToVal(left + width, 'x')];
    u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
    if (this.#desk.isMarking) this.#desk.view.select({ from, to });
    else this.#desk.view.zoom(from, to);
  }

  #listen() {
    const { over } = this.#u;
    over.addEventListener('mousedown', (event) => this.#desk.hold(event.shiftKey));
    over.addEventListener('mousemove', (event) => this.#desk.point(this.timeAt(event.clientX)));
    over.addEventListener('mouseleave', () => this.#desk.point(null));
  }
}
