/** Which bytes are chosen: from an anchor to a focus, moved by pointer and keyboard. */

export class Selection {
  #size;
  #changed;
  anchor = -1;
  focus = -1;

  constructor(size, changed) {
    this.#size = size;
    this.#changed = changed;
  }

  get isEmpty() {
    return this.focus < 0;
  }

  get from() {
    return Math.min(this.anchor, this.focus);
  }

  /** The first byte behind. */
  get to() {
    return this.isEmpty ? -1 : Math.max(this.anchor, this.focus) + 1;
  }

  has(at) {
    return !this.isEmpty && at >= this.from && at < this.to;
  }

  /** Goes to a byte; `extend` keeps where the selection began. */
  moveTo(at, extend) {
    if (this.#size === 0) return;
    this.focus = Math.max(0, Math.min(at, this.#size - 1));
    if (!extend || this.anchor < 0) this.anchor = this.focus;
    this.#changed();
  }

  all() {
    if (this.#size === 0) return;
    this.anchor = 0;
    this.focus = this.#size - 1;
    this.#changed();
  }

  /** What a key does in rows of `width` bytes, `page` rows at a time; false where it does nothing. */
  key(event, width, page) {
    const { key } = event;
    const withControl = event.ctrlKey || event.metaKey;
    if (withControl && key.toLowerCase() === 'a') {
      this.all();
      return true;
    }
    const here = Math.max(this.focus, 0);
    const steps = new Map([['ArrowLeft', here - 1], ['ArrowRight', here + 1], ['ArrowUp', here - width], ['ArrowDown', here + width],
      ['PageUp', here - width * page], ['PageDown', here + width * page],
      ['Home', withControl ? 0 : here - (here % width)], ['End', withControl ? this.#size - 1 : here - (here % width) + width - 1]]);
    if (!steps.has(key) || event.altKey || (withControl && key.startsWith('Arrow'))) return false;
    const to = steps.get(key);
    // Up and down stay in their column at the ends; the first arrow shows where one is.
    const leaves = (key === 'ArrowUp' && to < 0) || (key === 'ArrowDown' && to >= this.#size);
    const begins = this.isEmpty && key.startsWith('Arrow');
    this.moveTo(begins || leaves ? here : to, event.shiftKey);
    return true;
  }
}
