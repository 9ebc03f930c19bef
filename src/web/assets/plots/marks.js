/** What is drawn over a chart by hand: the letters at the lines' ends, the marked stretch of time. */

import UPlot from '../vendor/uplot/uPlot.min.js';
import { letter } from './colours.js';

const APART = 13; // px between two letters

/** Dots of the canvas for a px of the page. */
export const dotsPerPx = () => UPlot.pxRatio;

/** The letters where the lines end, moved apart where they would lie over each other. */
export function drawLetters(u, ends, colours) {
  const dots = dotsPerPx();
  const { ctx } = u;
  const { left, top, width, height } = u.bbox;
  const places = ends.map(({ x, y, index }) => ({ x: u.valToPos(x, 'x', true), y: u.valToPos(y, 'y', true), index }))
    .filter(({ x }) => x >= left && x <= left + width)
    .sort((a, b) => a.y - b.y);
  let lowest = top;
  ctx.save();
  ctx.font = `bold ${11 * dots}px ${colours.font.split('px ')[1]}`;
  ctx.textBaseline = 'middle';
  ctx.lineWidth = 3 * dots;
  ctx.strokeStyle = colours.panel;
  for (const { x, y, index } of places) {
    const at = Math.min(Math.max(y, lowest + (APART / 2) * dots), top + height - (APART / 2) * dots);
    lowest = at + (APART / 2) * dots;
    const beside = Math.min(x + 4 * dots, left + width + 3 * dots);
    ctx.strokeText(letter(index), beside, at);
    ctx.fillStyle = colours.series[index % colours.series.length];
    ctx.fillText(letter(index), beside, at);
  }
  ctx.restore();
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
