/**
 * A layout of one's own: "u8 kind, u16le volts, f32 temp, bytes[4] mac, str[8] name, bits[3] mode".
 *
 *   u8 i8 u16 i16 u32 i32 u64 i64 f32 f64   numbers, with "le" or "be" behind; without it: le, as
 *                                           most devices have it; "[n]": so many of them
 *   bool  str[n]  bytes[n]                  without "[n]", last: all that is left
 *   bits[n]                                 n of the next bits, the highest first
 *   pad[n]                                  not shown, needs no name
 *
 * The gateway checks the layouts of its configuration by the same rules (app/layout_table.cpp).
 */

import { Broken, hex, narrow, single } from './field.js';

const MAX_STEPS = 200;
const MAX_COUNT = 65_507;
const MAX_CHARS = 4000;
const STEP = /^(u8|i8|bool|[ui](?:16|32|64)(?:le|be)?|f(?:32|64)(?:le|be)?|str|bytes|bits|pad)(?:\[(\d{1,5})\])?(?:\s+([A-Za-z_][\w./-]{0,63}))?$/;

const utf8 = new TextDecoder();

/** @returns {{text: string, steps: object[]}}; throws an Error that says what is wrong. */
export function parseLayout(text) {
  if (text.length > MAX_CHARS) throw new Error(`A layout has at most ${MAX_CHARS} characters.`);
  const parts = text.split(/[,;\n]/).map((part) => part.trim()).filter(Boolean);
  if (parts.length === 0) throw new Error('A layout needs at least one field, such as "u8 kind".');
  if (parts.length > MAX_STEPS) throw new Error(`A layout has at most ${MAX_STEPS} fields.`);
  return { text, steps: parts.map((part, at) => parseStep(part, at === parts.length - 1)) };
}

function parseStep(part, isLast) {
  const [, written, digits, name] = STEP.exec(part) ?? [];
  const shown = part.slice(0, 60);
  if (!written) throw new Error(`"${shown}" is no field; expected a type and a name, such as "u16le volts".`);
  const count = digits === undefined ? undefined : Number(digits);
  if (count === 0 || count > MAX_COUNT) throw new Error(`"${shown}": a count is from 1 to ${MAX_COUNT}.`);
  if (!name && written !== 'pad') throw new Error(`"${shown}" needs a name.`);
  if (written === 'bits' && (count === undefined || count > 32)) throw new Error(`"${shown}": bits are 1 to 32, as in "bits[3] mode".`);
  const isText = written === 'str' || written === 'bytes';
  if (isText && count === undefined && !isLast) throw new Error(`"${shown}": only the last field takes all that is left.`);
  const type = written.replace(/[lb]e$/, '');
  return { type, isLittle: !written.endsWith('be'), count, name: name ?? '' };
}

/** Adds the fields that the layout finds in `bytes`. */
export function readLayout({ steps }, bytes, fields) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let bit = 0; // bits of the byte before `at` that are used
  let at = 0;
  for (const step of steps) {
    if (step.type === 'bits') {
      const end = (bit ? (at - 1) * 8 + bit : at * 8) + step.count;
      need(Math.ceil(end / 8), bytes, step);
      fields.add(step.name, bitsOf(bytes, end - step.count, step.count));
      at = Math.ceil(end / 8);
      bit = end & 7;
      continue;
    }
    bit = 0;
    at = readStep(step, view, bytes, at, fields);
  }
  return at < bytes.length ? { note: `${bytes.length - at} bytes behind the last field of the layout.` } : true;
}

function readStep(step, view, bytes, start, fields) {
  const { type, name, count } = step;
  if (type === 'str' || type === 'bytes' || type === 'pad') {
    const end = start + (count ?? (type === 'pad' ? 1 : bytes.length - start));
    need(end, bytes, step);
    const content = bytes.subarray(start, end);
    if (type === 'str') fields.add(name, utf8.decode(content).replace(/\0+$/, ''));
    else if (type === 'bytes') fields.add(name, hex(content));
    return end;
  }
  const size = type === 'bool' ? 1 : Number(type.slice(1)) / 8;
  for (let n = 0; n < (count ?? 1); n += 1) {
    const at = start + n * size;
    need(at + size, bytes, step);
    fields.add(count === undefined ? name : `${name}[${n}]`, numberOf(view, at, step));
  }
  return start + size * (count ?? 1);
}

function need(end, bytes, { name, type }) {
  if (end > bytes.length) throw new Broken(`the datagram ends inside ${name || type}, after ${bytes.length} bytes,`, bytes.length);
}

function numberOf(view, at, { type, isLittle }) {
  switch (type) {
    case 'bool': return view.getUint8(at) !== 0;
    case 'u8': return view.getUint8(at);
    case 'i8': return view.getInt8(at);
    case 'u16': return view.getUint16(at, isLittle);
    case 'i16': return view.getInt16(at, isLittle);
    case 'u32': return view.getUint32(at, isLittle);
    case 'i32': return view.getInt32(at, isLittle);
    case 'u64': return narrow(view.getBigUint64(at, isLittle));
    case 'i64': return narrow(view.getBigInt64(at, isLittle));
    case 'f32': return single(view.getFloat32(at, isLittle));
    default: return view.getFloat64(at, isLittle);
  }
}

function bitsOf(bytes, from, count) {
  let value = 0;
  for (let bit = from; bit < from + count; bit += 1) value = value * 2 + ((bytes[bit >> 3] >> (7 - (bit & 7))) & 1);
  return value;
}
