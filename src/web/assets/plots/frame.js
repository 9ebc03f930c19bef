/**
 * What the page draws: of each series that is on the screen one pair of numbers for each column of
 * pixels, whatever the number of points.
 */

import { Buckets, crossing } from './decimate.js';
import { pairs } from './pairs.js';
import { valueAt } from './statistics.js';

const MOST_PAIRS = 3000;
const MOST_SPANS = 300;
// A picture whose columns are longer than this changes within its last column too.
const REFRESH_MS = 250;
// XY charts and timelines are drawn whole: not as often as lines that only move on.
const WHOLE_MS = 100;

export class Frames {
  #store;
  #buckets = new Map(); // by id
  #shown = '';
  #shownAt = 0;
  #wholeAt = 0;

  constructor(store) {
    this.#store = store;
  }

  /**
   * @param {{view: {span: number, to: number | null}, width: number, numbers: number[], texts: number[],
   *   pairs: {chart: string, x: number, y: number}[], cursor: number | null, isAnew: boolean}} wish
   *   ids of what is on the screen; `isAnew`: the page shows something else than before
   * @returns the answer, and what of it is to be transferred
   */
  build({ view, width, numbers, texts, pairs: wanted, cursor, isAnew }, now, local) {
    const step = view.span / width;
    // The column that is being filled is drawn too.
    const end = Math.floor((view.to ?? now) / step) + 1;
    const count = width + 1;
    const from = end - count;
    const answer = { type: 'frame', now, step, from, count, cursor: this.#valuesAt(cursor, [...numbers, ...texts]) };
    const shown = `${from} ${step} ${numbers} ${texts}`;
    if (!isAnew && shown === this.#shown && local - this.#shownAt < REFRESH_MS) return { answer, transfer: [] };
    this.#shown = shown;
    this.#shownAt = local;

    answer.ids = numbers;
    answer.values = this.#lines(numbers, step, from, count);
    const transfer = [answer.values.buffer];
    if (isAnew || local - this.#wholeAt >= WHOLE_MS) {
      this.#wholeAt = local;
      const [begin, until] = [from * step, end * step];
      answer.spans = texts.map((id) => ({ id, spans: this.#store.series.get(id)?.track?.between(begin, until, MOST_SPANS) ?? [] }));
      answer.pairs = wanted.map((pair) => this.#pairs(pair, begin, until)).filter(Boolean);
      for (const { xs, ys } of answer.pairs) transfer.push(xs.buffer, ys.buffer);
    }
    return { answer, transfer };
  }

  /** 2 * count + 2 numbers for each series: the outermost two lead lines out of the picture. */
  #lines(ids, step, from, count) {
    const size = 2 * count + 2;
    const all = new Float64Array(ids.length * size).fill(NaN);
    const kept = new Map();
    ids.forEach((id, row) => {
      const ring = this.#store.series.get(id)?.ring;
      if (!ring) return;
      const out = all.subarray(row * size, (row + 1) * size);
      let buckets = this.#buckets.get(id);
      if (buckets?.step !== step) buckets = new Buckets(ring, step, count + 2);
      kept.set(id, buckets);
      buckets.write(out.subarray(1, size - 1), from, count);
      out[0] = crossing(ring, from * step);
      out[size - 1] = crossing(ring, (from + count) * step);
    });
    this.#buckets = kept;
    return all;
  }

  #pairs({ chart, x, y }, from, to) {
    const [one, other] = [this.#store.series.get(x), this.#store.series.get(y)];
    return one?.ring && other?.ring ? { chart, ...pairs(one, other, from, to, MOST_PAIRS) } : null;
  }

  #valuesAt(time, ids) {
    if (time === null) return null;
    const values = ids.map((id) => {
      const series = this.#store.series.get(id);
      return series?.track ? series.track.at(time) : series ? valueAt(series.ring, time) : NaN;
    });
    return { time, ids, values };
  }
}
