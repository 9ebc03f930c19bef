/**
 * Series of texts over time: a lane for each, in it a box for each stretch in which the text was the
 * same, with the text in it. Equal texts have the same colour, which says nothing that the text
 * does not.
 */

import { visible } from './words.js';

const LANE = 26;
const LEFT = 40;
const RIGHT = 16;

export class Texts {
  #canvas = document.createElement('canvas');
  #series;
  #desk;
  #known = new Map(); // text: which colour
  #frame = null;

  constructor(element, series, desk) {
    this.#series = series;
    this.#desk = desk;
    element.append(this.#canvas);
    this.#canvas.addEventListener('mousemove', (event) => desk.point(this.timeAt(event.clientX)));
    this.#canvas.addEventListener('mouseleave', () => desk.point(null));
    this.#canvas.addEventListener('dblclick', () => desk.view.follow());
  }

  resize() {
    this.redraw();
  }

  destroy() {
    this.#canvas.remove();
  }

  timeAt(clientX) {
    const { left, width } = this.#canvas.getBoundingClientRect();
    const { from, to } = this.#frame ?? { from: 0, to: 1 };
    return from + ((clientX - left - LEFT) / (width - LEFT - RIGHT)) * (to - from);
  }

  /** @param {{from: number, to: number, spans: Map}} frame `spans` by id */
  drawSpans(frame) {
    this.#frame = frame;
    this.redraw();
  }

  redraw() {
    const { clientWidth: width, clientHeight: height } = this.#canvas.parentElement;
    const dots = window.devicePixelRatio || 1;
    this.#canvas.width = Math.round(width * dots);
    this.#canvas.height = Math.round(height * dots);
    if (!this.#frame) return;
    const pen = this.#canvas.getContext('2d');
    pen.scale(dots, dots);
    pen.font = this.#desk.colours.font;
    pen.textBaseline = 'middle';
    const lane = Math.min(LANE * 2, height / this.#series.length);
    this.#series.forEach((series, n) => this.#drawLane(pen, series, n * lane, lane, width));
  }

  #drawLane(pen, { id, letter }, top, height, width) {
    const { colours } = this.#desk;
    const { from, to, spans } = this.#frame;
    const x = (time) => LEFT + (Math.min(1, Math.max(0, (time - from) / (to - from)))) * (width - LEFT - RIGHT);
    pen.fillStyle = colours.muted;
    pen.fillText(letter, 14, top + height / 2);
    for (const span of spans.get(id) ?? []) {
      const [left, right] = [x(span.from), x(span.to)];
      const colour = colours.series[this.#colourOf(span.text) % colours.series.length];
      pen.globalAlpha = 0.22;
      pen.fillStyle = colour;
      pen.fillRect(left, top + 2, Math.max(1, right - left), height - 4);
      pen.globalAlpha = 1;
      pen.fillRect(left, top + 2, 2, height - 4);
      if (right - left < 24) continue;
      pen.save();
      pen.beginPath();
      pen.rect(left, top, right - left - 4, height);
      pen.clip();
      pen.fillStyle = colours.ink;
      pen.fillText(visible(span.text), left + 7, top + height / 2);
      pen.restore();
    }
  }

  /** The same for the same text; bounded, because texts may be without end. */
  #colourOf(text) {
    if (this.#known.size > 500) this.#known.clear();
    if (!this.#known.has(text)) this.#known.set(text, this.#known.size);
    return this.#known.get(text);
  }
}
