/** What charts over time and against each other have in common: a uPlot in its place, without its own legend. */

import UPlot from '../vendor/uplot/uPlot.min.js';

const sized = (width, height) => ({ width: Math.max(100, width), height: Math.max(60, height) });

export class Drawing {
  u = null;

  /** @param {(axis: object) => object} options of uPlot; `axis`: how axes look */
  begin(element, { muted, font, line }, options, data) {
    const axis = { stroke: muted, font, grid: { stroke: line, width: 1 }, ticks: { show: false } };
    const common = { ...sized(element.clientWidth, element.clientHeight), padding: [6, 16, 0, 0], legend: { show: false } };
    this.u = new UPlot({ ...common, ...options(axis) }, data, element);
  }

  resize(width, height) {
    this.u.setSize(sized(width, height));
  }

  destroy() {
    this.u.destroy();
  }
}
