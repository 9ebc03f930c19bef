/**
 * Axes of values: a range with some air, round ticks, and their words. All of it holds for any two
 * finite numbers, of which uPlot's own does not.
 */

/** Lines are drawn within this, so that no difference overflows; figures show the true value. */
const FARTHEST = 1e300;
/** Nearer to zero than this is zero on an axis. */
const NEAREST = 1e-290;
const AIR = 0.06;

export const within = (v) => Math.max(-FARTHEST, Math.min(FARTHEST, v));

/** The axis for values in [min, max], which may be missing. */
export function range(min, max) {
  if (!(min <= max)) return [0, 1];
  const reach = Math.max(Math.abs(min), Math.abs(max));
  if (reach < NEAREST) return [-1, 1];
  // What differs in the last digits only is a constant.
  if (max - min <= reach * 1e-13) return [min - reach * 0.1, max + reach * 0.1];
  const air = (max - min) * AIR;
  return [min - air, max + air];
}

/** Round steps: about `count` ticks in [min, max]. */
export function ticks(min, max, count) {
  const rough = (max - min) / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5, 10].find((n) => n * power >= rough) ?? 10);
  const all = [];
  const first = Math.ceil(min / step);
  for (let n = 0; n <= 2 * count + 2 && (first + n) * step <= max; n += 1) all.push((first + n) * step);
  return all;
}

/** The ticks in words, with as many digits as tell them apart. */
export function tickWords(all) {
  const step = all.length > 1 ? all[1] - all[0] : Math.abs(all[0] ?? 1);
  const reach = Math.max(...all.map(Math.abs), step);
  const stepPower = Math.floor(Math.log10(step) + 1e-9);
  const reachPower = Math.floor(Math.log10(reach) + 1e-9);
  if (reachPower >= 7 || stepPower < -6) {
    const digits = Math.min(12, Math.max(0, reachPower - stepPower));
    return all.map((v) => (v === 0 ? '0' : v.toExponential(digits).replace('e+', 'e')));
  }
  return all.map((v) => v.toFixed(Math.max(0, -stepPower)));
}
