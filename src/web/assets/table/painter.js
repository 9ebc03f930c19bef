/**
 * The row elements of the table: a row keeps its element as long as it is drawn, and elements that
 * are left over are filled again.
 */

import { fill, fillTime } from './row.js';

export class Painter {
  #body;
  #template;
  #drawn = new Map(); // row element -> what it shows

  constructor(body, template) {
    this.#body = body;
    this.#template = template.content.firstElementChild;
  }

  /** What is shown is to be filled anew. */
  forget() {
    this.#drawn.clear();
  }

  /** The times alone, where they say how long ago. */
  tick(how) {
    for (const [row, { event }] of this.#drawn) fillTime(row, event, how);
  }

  /**
   * Shows `items` and nothing else. `first` is the place of the first of them in the whole table,
   * `chosen` the number of the chosen event; `enters`: what is newer than all before comes in.
   */
  paint(items, { first, chosen, enters, ...how }) {
    const newest = enters ? Math.max(...Array.from(this.#drawn.values(), ({ seq }) => seq)) : Infinity;
    const wanted = new Set(items.map(({ seq }) => seq));
    const kept = new Map();
    const spare = [];
    for (const row of this.#body.children) {
      const seq = Number(row.dataset.seq);
      if (wanted.delete(seq)) kept.set(seq, row);
      else spare.push(row);
    }
    spare.reverse();
    let next = this.#body.firstElementChild;
    items.forEach((item, n) => {
      const row = kept.get(item.seq) ?? spare.pop() ?? this.#template.cloneNode(true);
      this.#fill(row, item, how, item.seq > newest);
      row.ariaRowIndex = first + n + 2; // the heading is row 1
      row.ariaSelected = item.seq === chosen;
      if (item.seq === chosen) row.id = 'chosen';
      else if (row.id) row.removeAttribute('id');
      if (row === next) next = next.nextElementSibling;
      else this.#body.insertBefore(row, next);
    });
    for (const row of spare) {
      row.remove();
      this.#drawn.delete(row);
    }
  }

  #fill(row, item, how, isNew) {
    const before = this.#drawn.get(row);
    if (before?.seq === item.seq && before.event === item.event && before.state === item.state) return;
    fill(row, item, how);
    if (isNew) row.classList.add('new');
    this.#drawn.set(row, item);
  }
}
