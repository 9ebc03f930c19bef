/**
 * A series as a chart draws it: time is cut into buckets, one for each column of pixels, and of
 * each only the least and the greatest value are drawn, in the order in which they came. Buckets
 * stand on multiples of their width, so that a picture that moves on does not flicker, and only new
 * points are looked at while it does.
 */

/** No point here: the line goes on. */
export const NOTHING = NaN;
/** The line ends here. (No value is infinite: see store.js.) */
export const BREAK = Infinity;

export class Buckets {
  #ring;
  #slots;
  #numbers; // which bucket a slot holds
  #low;
  #high;
  #lowLast; // 1 where the least value came after the greatest
  #ended; // 1 where the line ends in the bucket
  #lowest = Infinity; // the first bucket that was looked at
  #newest = -Infinity;
  #next = 0; // the next point to look at
  #epoch = -1;

  /** @param {number} step a bucket's width in ms @param {number} slots how many are drawn at most */
  constructor(ring, step, slots) {
    this.#ring = ring;
    this.step = step;
    this.#slots = slots;
    this.#numbers = new Float64Array(slots).fill(NaN);
    this.#low = new Float64Array(slots);
    this.#high = new Float64Array(slots);
    this.#lowLast = new Uint8Array(slots);
    this.#ended = new Uint8Array(slots);
  }

  /**
   * Writes the buckets [from, from + n) to `out`, two numbers each: a value, NOTHING or BREAK.
   * @param {Float64Array} out
   */
  write(out, from, n) {
    this.#take(from, from + n);
    let isBroken = false;
    for (let i = 0; i < n; i += 1) {
      const slot = (from + i) % this.#slots;
      const isHere = this.#numbers[slot] === from + i;
      if (!isHere || this.#low[slot] > this.#high[slot]) {
        out[2 * i] = isBroken || isHere ? BREAK : NOTHING;
        out[2 * i + 1] = NOTHING;
        isBroken = false;
        continue;
      }
      isBroken = this.#ended[slot] === 1;
      const low = this.#low[slot];
      const high = this.#high[slot];
      const isSwapped = this.#lowLast[slot] === 1;
      out[2 * i] = isSwapped ? high : low;
      if (low !== high) out[2 * i + 1] = isSwapped ? low : high;
      else out[2 * i + 1] = isBroken ? BREAK : NOTHING;
      if (low === high) isBroken = false;
    }
  }

  /** Looks at the points before bucket `end` that were not looked at yet. */
  #take(from, end) {
    const ring = this.#ring;
    const oldest = Math.max(this.#lowest, this.#newest - this.#slots + 1);
    if (from < oldest || ring.epoch !== this.#epoch) {
      this.#numbers.fill(NaN);
      this.#lowest = from;
      this.#newest = -Infinity;
      this.#epoch = ring.epoch;
      this.#next = ring.search(from * this.step);
    }
    if (this.#next < ring.first) this.#next = ring.first;
    for (; this.#next < ring.end; this.#next += 1) {
      const bucket = Math.floor(ring.time(this.#next) / this.step);
      if (bucket >= end) return;
      this.#add(bucket, ring.value(this.#next));
    }
  }

  #add(bucket, value) {
    const slot = bucket % this.#slots;
    if (this.#numbers[slot] !== bucket) {
      this.#numbers[slot] = bucket;
      this.#low[slot] = Infinity;
      this.#high[slot] = -Infinity;
      this.#newest = bucket;
    }
    this.#ended[slot] = Number.isNaN(value) ? 1 : 0;
    if (value < this.#low[slot]) {
      this.#low[slot] = value;
      this.#lowLast[slot] = 1;
    }
    if (value > this.#high[slot]) {
      this.#high[slot] = value;
      this.#lowLast[slot] = 0;
    }
  }
}

/**
 * Where the line between two points crosses `time`, for lines that come in from the left of the
 * picture or leave it on the right; NOTHING where there is none.
 */
export function crossing(ring, time) {
  const after = ring.search(time);
  if (after === ring.first || after === ring.end) return NOTHING;
  const [from, to] = [ring.time(after - 1), ring.time(after)];
  const [low, high] = [ring.value(after - 1), ring.value(after)];
  if (Number.isNaN(low) || Number.isNaN(high)) return NOTHING;
  const share = to > from ? (time - from) / (to - from) : 1;
  return low * (1 - share) + high * share;
}
