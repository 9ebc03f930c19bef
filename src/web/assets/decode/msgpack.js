/** MessagePack: one map or array that is the whole payload. */

import { Decoder } from '../vendor/msgpack/decoder.min.js';
import { Broken, MAX_DEPTH, hex, narrow } from './field.js';

const lenient = new TextDecoder();
// In front of each key: the library makes objects, refuses the key __proto__ and would sort numbers.
const MARK = '.';
const keyDecoder = {
  canBeCached: () => true,
  decode: (bytes, at, size) => MARK + lenient.decode(bytes.subarray(at, at + size)),
};
const mapKeyConverter = (key) => (typeof key === 'string' && key.startsWith(MARK) ? key : MARK + String(key));

/** One that does not follow a sender deeper than a page can. */
class BoundedDecoder extends Decoder {
  pushArrayState(size) {
    this.#goDeeper();
    super.pushArrayState(size);
  }

  pushMapState(size) {
    this.#goDeeper();
    super.pushMapState(size);
  }

  #goDeeper() {
    if (this.stack.length >= MAX_DEPTH) throw new Error(`nested deeper than ${MAX_DEPTH} levels`);
  }
}

export default {
  kind: 'msgpack',
  title: 'MessagePack',
  read({ bytes }, fields) {
    const [first, second] = bytes;
    if (bytes.length < 2 || !((first >= 0x80 && first <= 0x9f) || (first >= 0xdc && first <= 0xdf))) return false;
    // A map whose first key is a text is meant to be one.
    const isLikely = first <= 0x8f && first > 0x80 && ((second > 0xa0 && second <= 0xbf) || second === 0xd9);
    const decoder = new BoundedDecoder({
      useBigInt64: true, maxMapLength: bytes.length, maxArrayLength: bytes.length, keyDecoder, mapKeyConverter,
    });
    let value;
    try {
      value = decoder.decode(bytes);
    } catch (error) {
      if (!isLikely) return false;
      const isCut = error instanceof RangeError && /bounds|Insufficient/i.test(error.message);
      throw new Broken(isCut ? 'unexpected end' : error.message.replace(/^Extra.*/, 'more bytes behind the value'), isCut ? bytes.length : decoder.pos);
    }
    put(fields, '', value);
    return true;
  },
};

function put(fields, name, value) {
  if (value === null || typeof value !== 'object') fields.add(name, typeof value === 'bigint' ? narrow(value) : value);
  else if (Array.isArray(value)) list(fields, name, value);
  else if (value instanceof Uint8Array) fields.add(name, hex(value));
  else if (value instanceof Date) fields.add(name, Number.isNaN(value.getTime()) ? 'a time out of range' : value.toISOString());
  else if (value.data instanceof Uint8Array) fields.put({ name, value: hex(value.data), flags: `extension ${value.type}` });
  else object(fields, name, value);
}

function list(fields, name, items) {
  if (items.length === 0) fields.add(name, '[]');
  items.forEach((item, n) => put(fields, `${name}[${n}]`, item));
}

function object(fields, name, members) {
  const all = Object.entries(members);
  if (all.length === 0 && name) fields.add(name, '{}');
  for (const [key, member] of all) {
    const text = key.slice(MARK.length);
    put(fields, name ? `${name}.${text}` : text, member);
  }
}
