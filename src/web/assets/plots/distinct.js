/**
 * How many different names there were, in a fixed 512 KiB however many come (linear counting): each
 * sets one bit, and the share of bits that are still clear says how many there were, to within a
 * percent for some millions.
 */

const BITS = 2 ** 22;

export class Distinct {
  #bits = null; // most pages never need them
  #set = 0;

  add(text) {
    this.#bits ??= new Uint8Array(BITS / 8);
    const at = hash(text) % BITS;
    const mask = 1 << (at & 7);
    if (this.#bits[at >> 3] & mask) return;
    this.#bits[at >> 3] |= mask;
    this.#set += 1;
  }

  get count() {
    // One bit is always taken as clear: with none the formula knows no end.
    return Math.round(-BITS * Math.log(Math.max(1, BITS - this.#set) / BITS));
  }
}

/** FNV-1a with a last stir, so that names that differ in one digit are spread. */
function hash(text) {
  let h = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) h = Math.imul(h ^ text.charCodeAt(at), 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
