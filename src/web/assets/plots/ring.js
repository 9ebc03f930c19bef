/**
 * The points of one series, oldest first, in typed arrays that grow with what arrives and then go
 * round. Points are numbered from 0 as they come, so that a reader only remembers a number. Times
 * never go back (clock.js); NaN as a value ends the line there.
 */

/** Older points are let go. */
export const KEEP_MS = 5 * 60_000;
const FIRST_CAPACITY = 256;
const MOST_POINTS = 300_000;

/** How many points all series together may keep: 96 MB of times and values. */
export class Budget {
  left = 6_000_000;
}

export class Ring {
  #budget;
  #times = new Float64Array(0);
  #values = new Float64Array(0);
  #xs = null; // of an XY series
  #capacity = 0;

  /** The number of the oldest point, and the one that the next will have. */
  first = 0;
  end = 0;
  /** The time of the newest point that had to go for want of room. */
  cutAt = -Infinity;
  /** Changes when the points before were thrown away. */
  epoch = 0;

  constructor(budget, { xy = false } = {}) {
    this.#budget = budget;
    if (xy) this.#xs = new Float64Array(0);
  }

  get length() {
    return this.end - this.first;
  }

  time(n) {
    return this.#times[n % this.#capacity];
  }

  value(n) {
    return this.#values[n % this.#capacity];
  }

  x(n) {
    return this.#xs[n % this.#capacity];
  }

  push(time, value, x = 0) {
    while (this.first < this.end && this.time(this.first) < time - KEEP_MS) this.first += 1;
    if (this.length === this.#capacity && !this.#grow()) {
      this.cutAt = this.time(this.first);
      this.first += 1;
    }
    const slot = this.end % this.#capacity;
    this.#times[slot] = time;
    this.#values[slot] = value;
    if (this.#xs) this.#xs[slot] = x;
    this.end += 1;
  }

  /** The number of the first point that is not before `time`. */
  search(time) {
    let low = this.first;
    let high = this.end;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (this.time(middle) < time) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  clear() {
    this.first = this.end;
    this.epoch += 1;
  }

  /** Gives the memory back: of a series that is not kept any longer. */
  release() {
    this.#budget.left += this.#capacity;
    this.#capacity = 0;
  }

  #grow() {
    const wanted = Math.min(MOST_POINTS, Math.max(FIRST_CAPACITY, this.#capacity * 2));
    const more = wanted - this.#capacity;
    // The first points of a series are few enough to be always granted: series are counted too.
    if (more === 0 || (this.#capacity > 0 && more > this.#budget.left)) return false;
    this.#budget.left -= more;
    const before = this.#capacity;
    const moved = (old) => {
      const array = new Float64Array(wanted);
      for (let n = this.first; n < this.end; n += 1) array[n % wanted] = old[n % before];
      return array;
    };
    this.#times = moved(this.#times);
    this.#values = moved(this.#values);
    if (this.#xs) this.#xs = moved(this.#xs);
    this.#capacity = wanted;
    return true;
  }
}
