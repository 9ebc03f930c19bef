/** Reads bytes from front to back; what is not there is Broken, with its name and place. */

import { Broken, narrow } from './field.js';

const lenient = new TextDecoder('utf-8', { ignoreBOM: true });

export class Reader {
  #view;

  /** Reads `bytes` from `at` up to `end`; places in errors count from the start of `bytes`. */
  constructor(bytes, at = 0, end = bytes.length) {
    this.bytes = bytes;
    this.at = at;
    this.end = end;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get left() {
    return this.end - this.at;
  }

  /** Goes on by `n` bytes and returns where they began. */
  skip(n, what) {
    if (n > this.end - this.at) throw new Broken(`unexpected end inside ${what}`, this.end);
    this.at += n;
    return this.at - n;
  }

  u8(what) {
    return this.bytes[this.skip(1, what)];
  }

  u16(what) {
    return this.#view.getUint16(this.skip(2, what));
  }

  u32(what) {
    return this.#view.getUint32(this.skip(4, what));
  }

  i32(what) {
    return this.#view.getInt32(this.skip(4, what));
  }

  u64(what) {
    return narrow(this.#view.getBigUint64(this.skip(8, what)));
  }

  i64(what) {
    return narrow(this.#view.getBigInt64(this.skip(8, what)));
  }

  f32(what) {
    return this.#view.getFloat32(this.skip(4, what));
  }

  f64(what, isLittle = false) {
    return this.#view.getFloat64(this.skip(8, what), isLittle);
  }

  take(n, what) {
    const at = this.skip(n, what);
    return this.bytes.subarray(at, at + n);
  }

  text(n, what) {
    return lenient.decode(this.take(n, what));
  }

  ip4(what) {
    return this.take(4, what).join('.');
  }

  ip6(what) {
    return ip6(this.take(16, what));
  }
}

/** An IPv6 address in its short form: the first of the longest runs of zeros left out. */
function ip6(bytes) {
  const groups = Array.from({ length: 8 }, (_, at) => (bytes[2 * at] * 256 + bytes[2 * at + 1]).toString(16));
  const [longest] = groups.join(':').match(/\b0(?::0)+\b/g)?.sort((a, b) => b.length - a.length) ?? [];
  if (!longest) return groups.join(':');
  const [before, after] = cutAt(groups.join(':'), longest);
  return `${before.replace(/:$/, '')}::${after.replace(/^:/, '')}`;
}

function cutAt(text, part) {
  const at = text.search(new RegExp(`\\b${part}\\b`));
  return [text.slice(0, at), text.slice(at + part.length)];
}
