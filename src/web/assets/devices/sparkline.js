/** A device's last minute as the path of an area, a step a second, in a box of 60 by 20. */

const HEIGHT = 20;
// What is not nothing is seen, however small it is beside the highest step.
const LEAST = 1.5;

export function pathOf(history) {
  const highest = Math.max(1, ...history);
  const tops = history.map((events) =>
    (events === 0 ? HEIGHT : HEIGHT - Math.max(LEAST, (events / highest) * (HEIGHT - 1))).toFixed(1));
  return `M0 ${HEIGHT}${tops.map((top) => `V${top}h1`).join('')}V${HEIGHT}Z`;
}
