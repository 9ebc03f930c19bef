/**
 * Bytes in hexadecimal with their characters beside them. Only the rows in sight are elements, so
 * that a large payload costs what a screen costs. Chosen bytes are marked on both sides.
 */

import { make } from '../dom.js';
import { Inspector } from './inspector.js';
import { Selection } from './selection.js';

const ROW_HEIGHT = 20;
const WIDE = 600; // px that a row of 16 bytes needs
const SPARE_ROWS = 4; // above and below what is in sight

export class HexView {
  #bytes;
  #width = 16; // bytes of a row
  #selection;
  #inspector;
  #space = make('div', { className: 'hex-space' });
  #box = make('div', { className: 'hex-box', id: 'hex', tabIndex: 0, role: 'group', 'aria-label': 'Bytes in hexadecimal and as ASCII' }, this.#space);
  #side = 'hex'; // of the last pointer: what Ctrl+C copies

  constructor(bytes) {
    this.#bytes = bytes;
    this.#inspector = new Inspector(bytes);
    this.#selection = new Selection(bytes.length, () => this.#redraw());
    this.#box.addEventListener('scroll', () => this.#draw());
    this.#box.addEventListener('pointerdown', (event) => this.#press(event));
    this.#box.addEventListener('pointermove', (event) => this.#drag(event));
    this.#box.addEventListener('keydown', (event) => this.#key(event));
    this.#box.addEventListener('copy', (event) => this.#copy(event));
    new ResizeObserver(() => this.#resize()).observe(this.#box);
    this.#inspector.show(this.#selection);
  }

  get nodes() {
    return [this.#box, ...this.#inspector.nodes];
  }

  /** Marks the bytes from `from` to before `to`. */
  choose(from, to) {
    this.#selection.moveTo(to - 1, false);
    this.#selection.moveTo(from, true);
  }

  #resize() {
    this.#width = this.#box.clientWidth >= WIDE ? 16 : 8;
    const rows = Math.max(1, Math.ceil(this.#bytes.length / this.#width));
    this.#space.style.height = `${rows * ROW_HEIGHT}px`;
    this.#box.style.height = `${(rows + 1) * ROW_HEIGHT}px`; // or what the sheet allows
    if (this.#selection.isEmpty) this.#draw();
    else this.#redraw();
  }

  #draw() {
    const first = Math.max(0, Math.floor(this.#box.scrollTop / ROW_HEIGHT) - SPARE_ROWS);
    const count = Math.ceil(this.#box.clientHeight / ROW_HEIGHT) + 2 * SPARE_ROWS;
    const rows = [];
    for (let row = first; row < first + count && row * this.#width < this.#bytes.length; row += 1) rows.push(this.#row(row));
    if (this.#bytes.length === 0) rows.push(make('p', { className: 'note' }, 'empty'));
    this.#space.replaceChildren(...rows);
  }

  #row(row) {
    const from = row * this.#width;
    const to = Math.min(from + this.#width, this.#bytes.length);
    const hex = make('span', { className: 'bytes' });
    const chars = make('span', { className: 'chars' });
    for (let at = from; at < to; at += 1) {
      const byte = this.#bytes[at];
      const isPrintable = byte >= 0x20 && byte < 0x7f;
      const mark = this.#selection.has(at) ? 'chosen' : '';
      hex.append(cell(at, byte.toString(16).padStart(2, '0'), mark), at + 1 < to ? ' ' : '');
      chars.append(cell(at, isPrintable ? String.fromCharCode(byte) : '·', isPrintable ? mark : `${mark} other`));
    }
    hex.append('   '.repeat(from + this.#width - to));
    const line = make('div', { className: 'hex-row' },
      make('span', { className: 'offset' }, from.toString(16).padStart(8, '0')), '  ', hex, '  ', chars);
    line.style.top = `${row * ROW_HEIGHT}px`;
    return line;
  }

  #redraw() {
    const row = Math.floor(this.#selection.focus / this.#width);
    const top = row * ROW_HEIGHT;
    const { scrollTop, clientHeight } = this.#box;
    if (top < scrollTop) this.#box.scrollTop = top;
    else if (top + ROW_HEIGHT > scrollTop + clientHeight) this.#box.scrollTop = top + ROW_HEIGHT - clientHeight;
    this.#draw();
    this.#inspector.show(this.#selection);
  }

  #press(event) {
    const at = byteOf(event.target);
    if (at < 0 || event.button !== 0) return;
    this.#side = event.target.parentElement.className === 'chars' ? 'chars' : 'hex';
    event.preventDefault(); // no text selection of the browser's beside ours
    this.#box.focus({ preventScroll: true });
    this.#selection.moveTo(at, event.shiftKey);
    // A finger scrolls; a mouse and a pen draw the selection.
    if (event.pointerType !== 'touch') this.#box.setPointerCapture(event.pointerId);
  }

  #drag(event) {
    if (!this.#box.hasPointerCapture(event.pointerId)) return;
    const at = byteOf(document.elementFromPoint(event.clientX, event.clientY));
    if (at >= 0 && at !== this.#selection.focus) this.#selection.moveTo(at, true);
  }

  #key(event) {
    const page = Math.max(1, Math.floor(this.#box.clientHeight / ROW_HEIGHT) - 1);
    if (!this.#selection.key(event, this.#width, page)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  #copy(event) {
    if (this.#selection.isEmpty) return;
    const chosen = this.#bytes.subarray(this.#selection.from, this.#selection.to);
    event.clipboardData.setData('text/plain', this.#side === 'chars' ? new TextDecoder().decode(chosen) : hexOf(chosen));
    event.preventDefault();
  }
}

export const hexOf = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(' ');

function cell(at, text, className) {
  const made = make('span', { className }, text);
  made.dataset.at = at;
  return made;
}

const byteOf = (element) => Number(element?.dataset?.at ?? -1);
