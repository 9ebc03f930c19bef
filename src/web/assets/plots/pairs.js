/**
 * Two series against each other: for each value of the one, what the other said last.
 */

/** Of the series `x` and `y` (or one that has both) in [from, to]: {xs, ys}. */
export function pairs(x, y, from, to, most) {
  const ring = y.ring;
  const begin = ring.search(from);
  let end = begin;
  while (end < ring.end && ring.time(end) <= to) end += 1;
  // More than can be told apart: each `every`th is drawn.
  const every = Math.max(1, Math.ceil((end - begin) / most));
  const xs = [];
  const ys = [];
  let at = x.ring.search(from);
  for (let n = begin; n < end; n += every) {
    if (y.kind === 'xy' && x === y) {
      xs.push(ring.x(n));
    } else {
      while (at < x.ring.end && x.ring.time(at) <= ring.time(n)) at += 1;
      xs.push(at > x.ring.first ? x.ring.value(at - 1) : NaN);
    }
    ys.push(ring.value(n));
  }
  return { xs: Float64Array.from(xs), ys: Float64Array.from(ys) };
}
