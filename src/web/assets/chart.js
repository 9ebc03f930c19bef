/**
 * The rate chart: datagrams a second over the last minutes on a canvas, kernel drops stacked on
 * what was received. Colours and font come from the style sheet; the figures are also in words.
 */

import { clock, rate } from './format.js';
import { WINDOW_MS } from './rates.js';

// The window grows with the page's age, so that the first minute is not a sliver at the edge.
const SPANS_MS = [60_000, 120_000, WINDOW_MS];
const BOTTOM = 16; // px below the plot, for the words of the time axis

export class Chart {
  #canvas;
  #note;
  #samples = [];
  #pointed = null; // the sample under the pointer

  constructor(canvas, note) {
    this.#canvas = canvas;
    this.#note = note;
    new ResizeObserver(() => this.#draw()).observe(canvas);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.#draw());
    canvas.addEventListener('pointermove', (event) => this.#point(event.offsetX));
    canvas.addEventListener('pointerleave', () => this.#point(null));
  }

  update(samples) {
    this.#samples = samples;
    if (!samples.includes(this.#pointed)) this.#pointed = null;
    this.#draw();
  }

  get #span() {
    const age = this.#samples.length ? this.#end - this.#samples[0].from : 0;
    return SPANS_MS.find((span) => age <= span) ?? WINDOW_MS;
  }

  get #end() {
    return this.#samples.at(-1)?.to ?? 0;
  }

  #point(x) {
    const time = x === null ? 0 : this.#end - this.#span * (1 - x / this.#canvas.clientWidth);
    this.#pointed = this.#samples.find((sample) => sample.from < time && time <= sample.to) ?? null;
    this.#draw();
  }

  #describe() {
    const { received, dropped } = this.#samples.at(-1) ?? { received: 0, dropped: 0 };
    const peak = this.#samples.reduce((most, sample) => Math.max(most, sample.received), 0);
    const minutes = this.#span / 60_000;
    const past = `peak ${rate(peak)}/s in ${minutes === 1 ? 'the last minute' : `${minutes} minutes`}`;
    this.#canvas.ariaLabel = `Datagrams per second: now ${rate(received)} received and ${rate(dropped)} dropped, ${past}`;
    const { to, received: then, dropped: lost } = this.#pointed ?? {};
    this.#note.textContent = this.#pointed
      ? `${clock(new Date(to))}: ${rate(then)}/s received, ${rate(lost)}/s dropped`
      : past;
  }

  #draw() {
    this.#describe();
    const { clientWidth: width, clientHeight: height } = this.#canvas;
    const dots = window.devicePixelRatio || 1;
    this.#canvas.width = Math.round(width * dots);
    this.#canvas.height = Math.round(height * dots);
    const pen = this.#canvas.getContext('2d');
    pen.scale(dots, dots);

    const style = getComputedStyle(this.#canvas);
    const colour = (name) => style.getPropertyValue(name);
    const top = niceCeiling(this.#samples.reduce((most, s) => Math.max(most, s.received + s.dropped), 0));
    const x = (time) => width - ((this.#end - time) / this.#span) * width;
    const y = (value) => (height - BOTTOM) * (1 - value / top);

    drawGrid(pen, { width, y, top, line: colour('--line'), ink: colour('--muted'), font: style.fontFamily });
    this.#drawTimes(pen, width, height);
    fillSteps(pen, this.#samples, x, y, (s) => [0, s.received], colour('--accent'), 0.22);
    fillSteps(pen, this.#samples, x, y, (s) => [s.received, s.dropped && s.received + s.dropped], colour('--bad'), 1);
    strokeSteps(pen, this.#samples, x, y, colour('--accent'));
    if (this.#pointed) {
      pen.fillStyle = colour('--ink');
      pen.fillRect(Math.round(x((this.#pointed.from + this.#pointed.to) / 2)), 0, 1, height - BOTTOM);
    }
  }

  #drawTimes(pen, width, height) {
    const minutes = this.#span / 60_000;
    pen.textBaseline = 'bottom';
    pen.textAlign = 'left';
    pen.fillText(`−${minutes} min`, 0, height);
    pen.textAlign = 'right';
    pen.fillText('now', width, height);
  }
}

/** The next round number: few of them, so that the axis stands still while the rate wavers. */
function niceCeiling(value) {
  if (value <= 10) return 10;
  const power = 10 ** Math.floor(Math.log10(value));
  return power * [1, 2, 3, 4, 6, 8, 10].find((step) => step * power >= value);
}

function drawGrid(pen, { width, y, top, line, ink, font }) {
  pen.font = `11px ${font}`;
  pen.textAlign = 'left';
  for (const value of [0, top / 2, top]) {
    const at = Math.round(y(value));
    pen.fillStyle = line;
    pen.fillRect(0, Math.min(at, y(0) - 1), width, 1);
    pen.fillStyle = ink;
    pen.textBaseline = 'top';
    if (value > 0) pen.fillText(rate(value), 0, at + 3);
  }
}

function fillSteps(pen, samples, x, y, range, colour, alpha) {
  pen.globalAlpha = alpha;
  pen.fillStyle = colour;
  for (const sample of samples) {
    const [low, high] = range(sample);
    // A loss has to be seen however small it is beside the rest.
    if (high > low) pen.fillRect(x(sample.from), y(high), x(sample.to) - x(sample.from), Math.max(y(low) - y(high), 1.5));
  }
  pen.globalAlpha = 1;
}

function strokeSteps(pen, samples, x, y, colour) {
  pen.strokeStyle = colour;
  pen.lineWidth = 1.5;
  pen.beginPath();
  for (const sample of samples) {
    pen.lineTo(x(sample.from), y(sample.received));
    pen.lineTo(x(sample.to), y(sample.received));
  }
  pen.stroke();
}
