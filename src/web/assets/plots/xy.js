/**
 * A chart of series against another one: its points in the order in which they came.
 */

import { Drawing } from './drawing.js';
import { dotsPerPx, drawLetters, place } from './marks.js';
import { range, tickWords, ticks, within } from './scale.js';

const DOT = 1.6;

function pathOf(u, index) {
  const [xs, ys] = u.data[index];
  const path = new Path2D();
  const dots = new Path2D();
  const dot = DOT * dotsPerPx();
  const { bbox, scales: { x, y } } = u;
  const [perX, perY] = [bbox.width / (x.max - x.min), bbox.height / (y.max - y.min)];
  let isOn = false;
  for (let n = 0; n < xs.length; n += 1) {
    if (Number.isNaN(xs[n]) || Number.isNaN(ys[n])) {
      isOn = false;
      continue;
    }
    const atX = bbox.left + (within(xs[n]) - x.min) * perX;
    const atY = bbox.top + (y.max - within(ys[n])) * perY;
    if (isOn) path.lineTo(atX, atY);
    else path.moveTo(atX, atY);
    isOn = true;
    dots.rect(atX - dot, atY - dot, 2 * dot, 2 * dot);
  }
  u.ctx.save();
  u.ctx.beginPath();
  u.ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  u.ctx.clip();
  u.ctx.strokeStyle = u.ctx.fillStyle = u.series[index].stroke(u, index);
  u.ctx.lineWidth = dotsPerPx();
  u.ctx.stroke(path);
  u.ctx.fill(dots);
  u.ctx.restore();
  return null;
}

function limits(lists) {
  let [min, max] = [Infinity, -Infinity];
  for (const list of lists) {
    for (const value of list) {
      if (value < min) min = value;
      if (value > max) max = value;
    }
  }
  return range(within(min), within(max));
}

function newest({ xs, ys }) {
  const at = ys.findLastIndex((y, n) => Number.isFinite(y) && Number.isFinite(xs[n]));
  return { x: within(xs[at] ?? NaN), y: within(ys[at] ?? NaN) };
}

/** Widens one of two ranges so that both have as many units a pixel. */
export function equal([left, right], [bottom, top], width, height) {
  const unit = Math.max((right - left) / width, (top - bottom) / height);
  const around = (low, high, size) => [(low + high - unit * size) / 2, (low + high + unit * size) / 2];
  return [around(left, right, width), around(bottom, top, height)];
}

export class Xy extends Drawing {
  #series;
  #heads = []; // the newest point of each, where its letter stands
  #ranges = [[0, 1], [0, 1]];

  constructor(element, series, { colours }, { isEqual }) {
    super();
    this.#series = series;
    const words = { values: (u, all) => tickWords(all) };
    this.isEqual = isEqual;
    this.begin(element, colours, (axis) => ({
      mode: 2,
      cursor: { show: false },
      scales: {
        x: { time: false, range: () => this.#ranges[0] },
        y: { range: () => this.#ranges[1] },
      },
      axes: [
        { ...axis, ...words, size: 24, splits: (u, n, min, max) => ticks(min, max, Math.max(2, u.bbox.width / dotsPerPx() / 76)) },
        { ...axis, ...words, size: 58, gap: 4, splits: (u, n, min, max) => ticks(min, max, Math.max(2, u.bbox.height / dotsPerPx() / 42)) },
      ],
      series: [null, ...series.map(({ index }) => ({ stroke: colours.series[index % colours.series.length], paths: pathOf, facets: [{ scale: 'x' }, { scale: 'y' }] }))],
      hooks: { draw: [(u) => drawLetters(u, this.#heads.map((head) => place(u, head)), colours)] },
    }), [null, ...series.map(() => [[], []])]);
  }

  /** @param {{xs: Float64Array, ys: Float64Array}[]} all of each series */
  drawPairs(all) {
    if (all.length !== this.#series.length) return;
    this.#ranges = [limits(all.map(({ xs }) => xs)), limits(all.map(({ ys }) => ys))];
    this.#heads = all.length > 1 ? all.map((one, n) => ({ ...newest(one), index: this.#series[n].index })) : [];
    const { width, height } = this.u.bbox;
    if (this.isEqual) this.#ranges = equal(...this.#ranges, width, height);
    this.u.setData([null, ...all.map(({ xs, ys }) => [xs, ys])]);
  }
}
