/**
 * The chosen row: moved by keys or a click, and opened beside the table. Whoever chooses a row reads
 * it, so the rows stand still from then on.
 */

import * as api from '../api.js';

export class Chooser {
  #view;
  #follow;
  #detail;
  #say;
  #isOpen = false;

  /**
   * @param {{show(event: object), hide()}} detail
   * @param {(problem: string) => void} say a sentence where an event can't be shown
   */
  constructor(view, follow, detail, say) {
    this.#view = view;
    this.#follow = follow;
    this.#detail = detail;
    this.#say = say;
  }

  get chosen() {
    return this.#view.chosen;
  }

  /** Marks a row; an open detail shows it too. */
  choose(seq) {
    if (!seq) return;
    this.#follow.pause('choice');
    this.#view.chosen = seq;
    this.#view.reveal(seq);
    if (this.#isOpen) this.open();
  }

  /** The row so many below the chosen one, or above. */
  step(many) {
    this.choose(this.#view.neighbour(many));
  }

  /** Shows the chosen event beside the table. */
  async open(seq = this.chosen) {
    if (!seq) return;
    this.#isOpen = true;
    if (seq !== this.chosen) this.choose(seq);
    const event = await this.#whole(seq);
    if (!event || seq !== this.chosen || !this.#isOpen) return;
    this.#say('');
    this.#detail.show(event);
  }

  close() {
    this.#isOpen = false;
    this.#detail.hide();
  }

  /** No row is chosen any more: the table shows another list. */
  forget() {
    this.close();
    this.#view.chosen = 0;
  }

  /** The event with all of its payload: the row has it, or the ring, or nobody any more. */
  async #whole(seq) {
    const { list } = this.#follow;
    const row = list.has(seq) ? list.at(list.indexOf(seq)) : {};
    if (row.gap || (row.event && !row.event.isCut)) return row.event;
    try {
      return await api.event(seq);
    } catch (error) {
      this.#say(`Event ${seq}: ${error.message}`);
      return null;
    }
  }
}
