/** collectd's binary protocol: parts that say who and when, and values below them. */

import { Broken, hex, narrow } from './field.js';
import { Reader } from './reader.js';

const TEXTS = new Map([[0, 'host'], [2, 'plugin'], [3, 'instance'], [4, 'type'], [5, 'type instance'], [0x100, 'message']]);
const NUMBERS = new Set([1, 7, 8, 9, 0x101]);
const SEVERITIES = new Map([[1, 'failure'], [2, 'warning'], [4, 'okay']]);
const VALUES = 6;
const SIGNED = 0x200;
const ENCRYPTED = 0x210;

export default {
  kind: 'collectd',
  title: 'collectd',
  read({ bytes }, fields) {
    if (!hasSigns(bytes)) return false;
    const reader = new Reader(bytes);
    const state = new Map(); // the newest part of each kind holds for what follows
    let time;
    while (reader.left > 0) {
      const start = reader.at;
      const type = reader.u16('a part');
      const size = reader.u16('a part');
      if (size < 4) throw new Broken(`a part that says that it has ${size} bytes`, start + 2);
      reader.skip(size - 4, `a part that says that it has ${size} bytes`);
      const part = new Reader(bytes, start + 4, reader.at);
      if (type === 1) time = Number(part.u64('the time')) * 1000;
      else if (type === 8) time = highResolution(part) * 1000;
      else readPart(type, part, state, time, fields);
    }
    return true;
  },
};

/** It begins with a host, as collectd writes it, or with a signature. */
function hasSigns(bytes) {
  const [high, low, sizeHigh, sizeLow] = bytes;
  const type = high * 256 + low;
  const size = sizeHigh * 256 + sizeLow;
  if (bytes.length < 6) return false;
  if (type === SIGNED || type === ENCRYPTED) return size >= 36 && size <= bytes.length;
  if (type !== 0 || size < 6 || size > 260) return false;
  const text = bytes.subarray(4, Math.min(size - 1, bytes.length));
  return text.every((byte) => byte > 0x20 && byte !== 0x7f) && (size > bytes.length || bytes[size - 1] === 0);
}

function readPart(type, part, state, time, fields) {
  if (TEXTS.has(type)) {
    const text = part.text(Math.max(0, part.left - 1), TEXTS.get(type));
    state.set(type, text);
    if (type === 4) state.delete(5);
    if (type === 2) [3, 4, 5].forEach((one) => state.delete(one));
    if (type === 0x100) fields.add('message', text);
  } else if (type === VALUES) {
    readValues(part, state, time, fields);
  } else if (type === 7) {
    fields.put({ name: 'interval', value: part.u64('the interval'), unit: 's' });
  } else if (type === 9) {
    if (!state.has(9)) fields.put({ name: 'interval', value: highResolution(part), unit: 's' });
    state.set(9, '');
  } else if (type === 0x101) {
    const severity = part.u64('the severity');
    fields.add('severity', SEVERITIES.get(severity) ?? String(severity));
  } else if (type === SIGNED) {
    fields.add('signature', hex(part.take(32, 'the signature')));
    fields.add('user', part.text(part.left));
  } else if (type === ENCRYPTED) {
    const size = part.u16('the user');
    fields.add('user', part.text(size, 'the user'));
    fields.add('payload', 'encrypted');
  } else if (!NUMBERS.has(type)) {
    fields.add(`part 0x${type.toString(16).padStart(4, '0')}`, hex(part.bytes.subarray(part.at, part.end)));
  }
}

function readValues(part, state, time, fields) {
  const count = part.u16('the values');
  const types = part.take(count, 'the types of values');
  const plugin = [state.get(2), state.get(3)].filter(Boolean).join('-');
  const type = [state.get(4), state.get(5)].filter(Boolean).join('-');
  const name = [state.get(0), plugin, type].filter(Boolean).join('/');
  types.forEach((kind, n) => {
    const field = fields.put({ name: count === 1 ? name : `${name}[${n}]`, value: readValue(part, kind) });
    if (time !== undefined) field.time = time;
  });
}

function readValue(part, kind) {
  // A gauge alone is written as the machines have it: little endian.
  if (kind === 1) return part.f64('a gauge', true);
  if (kind === 2) return part.i64('a value');
  if (kind === 0 || kind === 3) return part.u64('a value');
  throw new Broken(`a value of the unknown type ${kind}`, part.at);
}

/** In units of 2^-30 seconds. */
function highResolution(part) {
  const raw = BigInt(part.u64('the time'));
  return Number(narrow(raw >> 30n)) + Number(raw & 0x3fffffffn) / 2 ** 30;
}
