/**
 * CBOR: one map or array (tagged or not) that is the whole payload. cborg reads the single tokens;
 * fields are made of them here, so that any tag and any key can be shown, and nothing is nested
 * deeper than a page can follow.
 */

import { Tokeniser } from '../vendor/cborg/tokeniser.min.js';
import { Broken, MAX_DEPTH, hex, narrow } from './field.js';

const TAGS = new Map([[0, 'time text'], [1, 'time'], [2, 'large number'], [3, 'large negative number'], [4, 'decimal fraction'],
  [24, 'CBOR inside'], [32, 'URI'], [37, 'UUID'], [55799, 'CBOR']]);
const BREAK = Symbol('break');

export default {
  kind: 'cbor',
  title: 'CBOR',
  read({ bytes }, fields) {
    const [first, second] = bytes;
    if (bytes.length < 2 || first < 0x80 || first > 0xdb) return false;
    const isMarked = first === 0xd9 && second === 0xd9 && bytes[2] === 0xf7;
    // A map whose first key is a text that is there is meant to be one.
    const isLikely = isMarked || (first >= 0xa1 && first <= 0xbf && second >= 0x61 && second <= 0x78);
    try {
      readCbor(bytes, fields);
    } catch (error) {
      if (!isLikely) return false;
      throw error;
    }
    return isMarked || !(first > 0xbf && fields.total === 1 && fields.list[0].name === '');
  },
};

/** Reads one value that is all of `bytes`; `offset` is where they are in the payload. */
export function readCbor(bytes, fields, prefix = '', offset = 0) {
  const tokens = new Tokens(bytes);
  try {
    value(tokens, fields, prefix, 0, '');
    if (!tokens.done()) throw new Broken(`${bytes.length - tokens.pos()} bytes behind the value`, tokens.pos());
  } catch (error) {
    const what = String(error.message).replace('CBOR decode error: ', '').replace('not enough data for type', 'unexpected end');
    throw new Broken(what, offset + (error instanceof Broken ? error.at : Math.min(tokens.pos(), bytes.length)));
  }
}

/** cborg's tokens, and texts and bytes of indefinite length, which it does not take. */
class Tokens extends Tokeniser {
  constructor(bytes) {
    super(bytes, { allowIndefinite: true, allowUndefined: true, allowBigInt: true });
  }

  token(what) {
    if (this.done()) throw new Broken(`unexpected end inside ${what}`, this.data.length);
    const start = this.pos();
    const first = this.data[start];
    if (first !== 0x5f && first !== 0x7f) return this.next();
    this._pos += 1;
    const parts = [];
    for (;;) {
      const part = this.token(what);
      if (part.type.name === 'break') break;
      if (part.type.name !== (first === 0x5f ? 'bytes' : 'string')) throw new Broken('a part of another kind', start);
      parts.push(part.value);
    }
    if (first === 0x7f) return { type: { name: 'string' }, value: parts.join('') };
    return { type: { name: 'bytes' }, value: Uint8Array.from(parts.flatMap((part) => [...part])) };
  }
}

function value(tokens, fields, name, depth, flags) {
  const start = tokens.pos();
  const token = tokens.token(depth ? 'an array or a map' : 'the value');
  const { type, value: content } = token;
  if (type.name === 'break') return BREAK;
  if (depth > MAX_DEPTH) throw new Broken(`nested deeper than ${MAX_DEPTH} levels`, start);
  if (type.name === 'tag') return tagged(tokens, fields, name, depth, flags, content);
  if (type.name === 'array') return array(tokens, fields, name, depth, content);
  if (type.name === 'map') return map(tokens, fields, name, depth, content);
  const field = fields.add(name, scalar(type.name, content, flags));
  if (flags) field.flags = flags;
  return undefined;
}

function tagged(tokens, fields, name, depth, flags, number) {
  const words = `tag ${number}${TAGS.has(Number(number)) ? ` (${TAGS.get(Number(number))})` : ''}`;
  const inner = Number(number) === 55799 ? flags : flags ? `${flags}, ${words}` : words;
  if (value(tokens, fields, name, depth + 1, inner) === BREAK) throw new Broken('a tag without a value', tokens.pos() - 1);
}

function array(tokens, fields, name, depth, length) {
  if (length === 0) fields.add(name, '[]');
  for (let n = 0; n < length; n += 1) {
    if (value(tokens, fields, `${name}[${n}]`, depth + 1, '') !== BREAK) continue;
    if (length !== Infinity) throw new Broken('an end inside an array', tokens.pos() - 1);
    return;
  }
}

function map(tokens, fields, name, depth, length) {
  if (length === 0 && name) fields.add(name, '{}');
  for (let n = 0; n < length; n += 1) {
    const start = tokens.pos();
    const key = tokens.token('a map');
    if (key.type.name === 'break') {
      if (length !== Infinity) throw new Broken('an end inside a map', start);
      return;
    }
    if (!key.type.terminal && key.type.name !== 'string' && key.type.name !== 'bytes') throw new Broken('a key that is a list or a map', start);
    const text = String(scalar(key.type.name, key.value, ''));
    if (value(tokens, fields, name ? `${name}.${text}` : text, depth + 1, '') === BREAK) throw new Broken('a key without a value', tokens.pos() - 1);
  }
}

function scalar(type, content, flags) {
  if (type === 'bytes') {
    const isLarge = /tag [23] \(/.test(flags) && content.length > 0 && content.length <= 32;
    if (!isLarge) return hex(content);
    const large = BigInt(`0x${hex(content)}`);
    return narrow(flags.includes('tag 3') ? -1n - large : large);
  }
  if (typeof content === 'bigint') return narrow(content);
  return content === undefined ? 'undefined' : content;
}
