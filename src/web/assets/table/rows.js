/**
 * Rows in the order of their numbers, bounded in number and in characters: those that are added at
 * one end push out those at the other.
 */

const MAX_ROWS = 3000;
const MAX_CHARS = 8e6;
const SLACK = 200; // goes at once: each time all the others move

export class Rows {
  /** The oldest first: {seq, raw or event or gap, chars}. */
  all = [];
  #chars = 0;

  /** Adds newer ones; true where older ones had to go. */
  append(rows) {
    this.#add(rows);
    this.all.push(...rows);
    if (this.all.length <= MAX_ROWS + SLACK && this.#chars <= MAX_CHARS) return false;
    let many = 0;
    while (this.#isTooMuch(many)) {
      this.#chars -= this.all[many].chars;
      many += 1;
    }
    this.all.splice(0, many);
    return many > 0;
  }

  /** Adds older ones; where newer ones had to go, the number of the newest of them, else 0. */
  prepend(rows) {
    this.#add(rows);
    this.all.unshift(...rows);
    const newest = this.all.at(-1)?.seq ?? 0;
    let many = 0;
    while (this.#isTooMuch(many)) {
      many += 1;
      this.#chars -= this.all.at(-many).chars;
    }
    this.all.length -= many;
    return many > 0 ? newest : 0;
  }

  /** The place of an event, or of the next newer one. */
  indexOf(seq) {
    let from = 0;
    for (let to = this.all.length - 1; from < to;) {
      const middle = (from + to) >> 1;
      if (this.all[middle].seq < seq) from = middle + 1;
      else to = middle;
    }
    return from;
  }

  #add(rows) {
    for (const { chars } of rows) this.#chars += chars;
  }

  #isTooMuch(gone) {
    const many = this.all.length - gone;
    return many > 1 && (many > MAX_ROWS || this.#chars > MAX_CHARS);
  }
}
