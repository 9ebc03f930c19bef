/** What the chosen bytes are as numbers: the data inspector below the hexadecimal view. */

import { make } from '../dom.js';

const TYPES = [['u8', 1, 'getUint8'], ['i8', 1, 'getInt8'], ['u16', 2, 'getUint16'], ['i16', 2, 'getInt16'],
  ['u32', 4, 'getUint32'], ['i32', 4, 'getInt32'], ['u64', 8, 'getBigUint64'], ['i64', 8, 'getBigInt64'],
  ['f32', 4, 'getFloat32'], ['f64', 8, 'getFloat64']];
const ENDS = [['LE', true], ['BE', false]];

/** @returns {{name: string, value: string}[]} the bytes from `from` on as each type that fits */
export function valuesAt(bytes, from) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return TYPES.flatMap(([name, size, read]) => {
    if (from < 0 || from + size > bytes.length) return [];
    const ends = size === 1 ? [['', true]] : ENDS;
    return ends.map(([end, isLittle]) => ({ name: `${name} ${end}`.trim(), value: shown(view[read](from, isLittle), name) }));
  });
}

const shown = (value, name) => (name === 'f32' && Number.isFinite(value) ? String(Number(value.toPrecision(7))) : Object.is(value, -0) ? '-0' : String(value));

/** "Offset 16 (0x10), 4 bytes". */
export function wordsOf(selection) {
  if (selection.isEmpty) return 'No bytes chosen: click or drag, or use the arrow keys; Shift extends.';
  const size = selection.to - selection.from;
  return `Offset ${selection.from} (0x${selection.from.toString(16)}), ${size} ${size === 1 ? 'byte' : 'bytes'}`;
}

export class Inspector {
  #bytes;
  #words = make('p', { className: 'note', role: 'status' });
  #values = make('dl', { className: 'inspector' });

  constructor(bytes) {
    this.#bytes = bytes;
  }

  get nodes() {
    return [this.#words, this.#values];
  }

  show(selection) {
    this.#words.textContent = wordsOf(selection);
    const values = selection.isEmpty ? [] : valuesAt(this.#bytes, selection.from);
    this.#values.replaceChildren(...values.map(({ name, value }) => make('div', {}, make('dt', {}, name), make('dd', {}, value))));
  }
}
