/**
 * Figures of a stretch of a series, and the value at a moment.
 */

// Squares of numbers beyond these overflow, or are lost: they are taken of a part of the values.
const LARGE = 1e100;
const SMALL = 1e-100;

/**
 * Of the points in [from, to] (ms): {count, min, max, mean, deviation, rate, last, since}. `deviation`
 * is the standard deviation of a sample (n - 1); `rate` is points a second over the whole stretch, or
 * `since` the moment from which on all points are kept, where that is later; else that is null.
 */
export function statistics(ring, from, to) {
  let [count, min, max, last] = [0, Infinity, -Infinity, NaN];
  const begin = ring.search(from);
  let end = begin;
  for (; end < ring.end && ring.time(end) <= to; end += 1) {
    const value = ring.value(end);
    if (Number.isNaN(value)) continue;
    count += 1;
    last = value;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  const since = ring.cutAt > from ? ring.cutAt : null;
  if (count === 0) return { count, min: NaN, max: NaN, mean: NaN, deviation: NaN, rate: 0, last, since };

  const reach = Math.max(Math.abs(min), Math.abs(max));
  const unit = reach > LARGE || (reach > 0 && reach < SMALL) ? reach : 1;
  let [n, mean, squares] = [0, 0, 0];
  for (let at = begin; at < end; at += 1) {
    const value = ring.value(at) / unit;
    if (Number.isNaN(value)) continue;
    n += 1;
    const difference = value - mean;
    mean += difference / n;
    squares += difference * (value - mean);
  }
  const deviation = count > 1 ? Math.sqrt(squares / (count - 1)) * unit : NaN;
  const seconds = (to - (since ?? from)) / 1000;
  return { count, min, max, mean: mean * unit, deviation, rate: seconds > 0 ? count / seconds : NaN, last, since };
}

/** The last value at or before `time`; NaN where there is none or the line has ended. */
export function valueAt(ring, time) {
  let after = ring.search(time);
  while (after < ring.end && ring.time(after) === time) after += 1;
  return after > ring.first ? ring.value(after - 1) : NaN;
}
