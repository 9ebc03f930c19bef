/** What is drawn over a chart by hand: the letters of the lines, the marked stretch of time. */

import UPlot from '../vendor/uplot/uPlot.min.js';
import { letter } from './colours.js';

const APART = 13; // px between two letters
const MARK_COLUMNS = 160; // a column is a px

/** Dots of the canvas for a px of the page. */
export const dotsPerPx = () => UPlot.pxRatio;

/** Letters in the colours of their series, each `{x, y, index}` in dots of the canvas. */
export function drawLetters({ ctx }, places, colours) {
  const dots = dotsPerPx();
  ctx.save();
  ctx.font = `bold ${11 * dots}px ${colours.font.split('px ')[1]}`;
  ctx.textBaseline = 'middle';
  ctx.lineWidth = 3 * dots;
  ctx.strokeStyle = colours.panel;
  for (const { x, y, index } of places) {
    ctx.strokeText(letter(index), x, y);
    ctx.fillStyle = colours.series[index % colours.series.length];
    ctx.fillText(letter(index), x, y);
  }
  ctx.restore();
}

/** A place in a chart as one on its canvas. */
export const place = (u, { x, y, index }) => ({ x: u.valToPos(x, 'x', true), y: u.valToPos(y, 'y', true), index });

/** Where the letters of the lines' ends are: moved apart where they would lie over each other. */
export function besideEnds(u, ends) {
  const dots = dotsPerPx();
  const { left, top, width, height } = u.bbox;
  const half = (APART / 2) * dots;
  let lowest = top;
  return ends.map((end) => place(u, end))
    .filter(({ x }) => x >= left && x <= left + width)
    .sort((a, b) => a.y - b.y)
    .map(({ x, y, index }) => {
      const at = Math.min(Math.max(y, lowest + half), top + height - half);
      lowest = at + half;
      return { x: Math.min(x + 4 * dots, left + width + 3 * dots), y: at, index };
    });
}

/** Where the letters in the lines are: not beside an end, which has its own. */
export function alongLines(u, marks, ends) {
  const [near, half] = [2 * APART * dotsPerPx(), (APART / 4) * dotsPerPx()];
  const last = new Map(ends.map((end) => [end.index, place(u, end).x]));
  return marks.map((mark) => place(u, mark))
    .filter(({ x, index }) => x > u.bbox.left + near && x < last.get(index) - near)
    .map(({ x, y, index }) => ({ x: x - half, y, index }));
}

/**
 * The moments at which a line has its letter in the picture of the columns from `from` on: every so
 * many columns of all time, so that it moves along with the line; of each series at others.
 */
export function markedColumns(from, count, index) {
  const columns = [];
  const shift = Math.round(index * 0.618 * MARK_COLUMNS);
  const first = Math.ceil((from - shift) / MARK_COLUMNS) * MARK_COLUMNS + shift;
  for (let column = first; column < from + count; column += MARK_COLUMNS) columns.push(column - from);
  return columns;
}

/** The stretch that the statistics are of. */
export function drawSelection(u, selection, colours) {
  if (!selection) return;
  const { left, top, width, height } = u.bbox;
  const at = (time) => Math.min(left + width, Math.max(left, u.valToPos(time, 'x', true)));
  const from = at(selection.from);
  u.ctx.save();
  u.ctx.fillStyle = colours.soft;
  u.ctx.fillRect(from, top, at(selection.to) - from, height);
  u.ctx.restore();
}
