/**
 * A chart of series against another one: its points in the order in which they came.
 */

import UPlot from '../vendor/uplot/uPlot.min.js';
import { dotsPerPx } from './marks.js';
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

/** Widens one of two ranges so that both have as many units a pixel. */
export function equal([left, right], [bottom, top], width, height) {
  const unit = Math.max((right - left) / width, (top - bottom) / height);
  const around = (low, high, size) => [(low + high - unit * size) / 2, (low + high + unit * size) / 2];
  return [around(left, right, width), around(bottom, top, height)];
}

export class Xy {
  #u;
  #count;
  #ranges = [[0, 1], [0, 1]];

  constructor(element, series, { colours }, { isEqual }) {
    this.#count = series.length;
    const axis = { stroke: colours.muted, font: colours.font, grid: { stroke: colours.line, width: 1 }, ticks: { show: false } };
    const words = { values: (u, all) => tickWords(all) };
    this.isEqual = isEqual;
    this.#u = new UPlot({
      mode: 2,
      width: Math.max(100, element.clientWidth),
      height: Math.max(60, element.clientHeight),
      padding: [6, 16, 0, 0],
      legend: { show: false },
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
    }, [null, ...series.map(() => [[], []])], element);
  }

  resize(width, height) {
    this.#u.setSize({ width: Math.max(100, width), height: Math.max(60, height) });
  }

  destroy() {
    this.#u.destroy();
  }

  /** @param {{xs: Float64Array, ys: Float64Array}[]} all of each series */
  drawPairs(all) {
    if (all.length !== this.#count) return;
    this.#ranges = [limits(all.map(({ xs }) => xs)), limits(all.map(({ ys }) => ys))];
    const { width, height } = this.#u.bbox;
    if (this.isEqual) this.#ranges = equal(...this.#ranges, width, height);
    this.#u.setData([null, ...all.map(({ xs, ys }) => [xs, ys])]);
  }
}
