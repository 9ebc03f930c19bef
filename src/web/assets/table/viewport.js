/**
 * The scroll container of the table: which stretch of a list of any length is in sight. Browsers
 * limit how high an element can be, to some 17 million pixels: above MAX_PX the scroll bar shows the
 * list reduced. Near both ends a pixel stays a pixel; in between, turning the wheel moves the list
 * by pixels all the same, and dragging the bar by its share of the whole.
 */

const MAX_PX = 8_000_000;
const EDGE_PX = 1_000_000;
// No wheel or finger moves so far within one frame, and no bar's pixel is worth less.
const DRAG_PX = 4000;
const SETTLE_MS = 150;

export class Viewport {
  #scroller;
  #space;
  #body;
  #moved;
  #count = 0;
  #top = 0; // where the sight begins, in pixels of the whole list
  #at = 0; // the scroll bar's place for it, as last seen or set
  #settling = 0;

  /** Of one row, of the heading, and of the sight below it, in pixels. */
  rowHeight = 28;
  #headHeight = 0;
  #height = 0;

  /**
   * @param {HTMLElement} scroller holds `space`, which is as high as the list, which holds `body`
   * @param {(byUser: boolean) => void} moved called after somebody scrolled, or the sight got another
   *   size
   */
  constructor(scroller, space, head, body, moved) {
    this.#scroller = scroller;
    this.#space = space;
    this.#body = body;
    this.#moved = moved;
    scroller.addEventListener('scroll', () => this.#scrolled(), { passive: true });
    const sized = new ResizeObserver(() => {
      this.#measure(head);
      this.#resize();
      moved(false);
    });
    sized.observe(scroller);
    sized.observe(head);
    this.#measure(head);
  }

  get top() {
    return this.#top;
  }

  get height() {
    return this.#height;
  }

  /** The greatest top there is. */
  get bottom() {
    return Math.max(0, this.#count * this.rowHeight - this.#height);
  }

  /** The rows in sight, also those of which only a part is: [first, behind the last). */
  get sight() {
    const first = Math.floor(this.#top / this.rowHeight);
    return [Math.max(0, first), Math.min(this.#count, Math.ceil((this.#top + this.#height) / this.rowHeight))];
  }

  /** How many rows the list has from now on; `top` is where the sight begins in it. */
  setCount(count, top) {
    if (count !== this.#count) {
      this.#count = count;
      this.#resize();
    }
    this.moveTo(top);
  }

  moveTo(top) {
    this.#top = Math.min(Math.max(0, top), this.bottom);
    this.#settle();
  }

  /** Puts the drawn rows, of which the first is row `first` of the list, where they belong. */
  place(first) {
    const y = `${this.#headHeight + first * this.rowHeight + this.#at - this.#top}px`;
    if (this.#body.style.top !== y) this.#body.style.top = y;
  }

  get #isReduced() {
    return this.#count * this.rowHeight > MAX_PX;
  }

  #measure(head) {
    this.rowHeight = parseFloat(getComputedStyle(this.#scroller).getPropertyValue('--row')) || 28;
    // On narrow screens the heading is for screen readers only.
    this.#headHeight = getComputedStyle(head).position === 'absolute' ? 0 : head.offsetHeight;
    this.#height = Math.max(0, this.#scroller.clientHeight - this.#headHeight);
  }

  #resize() {
    this.#space.style.height = `${Math.min(this.#count * this.rowHeight, MAX_PX) + this.#headHeight}px`;
  }

  #scrolled() {
    const now = this.#scroller.scrollTop;
    const delta = now - this.#at;
    if (Math.abs(delta) < 1) return; // our own
    this.#at = now;
    if (!this.#isReduced) {
      this.#top = Math.max(0, now);
    } else if (Math.abs(delta) > DRAG_PX) {
      this.#top = this.#topOf(now);
    } else {
      this.#top = Math.min(Math.max(0, this.#top + delta), this.bottom);
      this.#settleLater(now);
    }
    this.#moved(true);
  }

  /** The bar follows when the wheel rests: to set it meanwhile would stop it. */
  #settleLater(now) {
    clearTimeout(this.#settling);
    const end = MAX_PX - this.#height;
    const isAtEnd = now < DRAG_PX || now > end - DRAG_PX;
    if (isAtEnd && Math.abs(this.#barOf(this.#top) - now) > 1) this.#settle();
    else this.#settling = setTimeout(() => { this.#settle(); this.#moved(false); }, SETTLE_MS);
  }

  #settle() {
    clearTimeout(this.#settling);
    const bar = this.#isReduced ? this.#barOf(this.#top) : this.#top;
    if (Math.abs(bar - this.#at) < 1) return;
    this.#scroller.scrollTop = bar;
    this.#at = this.#scroller.scrollTop; // as the browser has rounded it
    if (!this.#isReduced) this.#top = this.#at;
  }

  /** The scroll bar's place for a top, and the other way round: monotonous, exact at the edges. */
  #barOf(top) {
    const end = MAX_PX - this.#height;
    if (top <= EDGE_PX) return top;
    if (this.bottom - top <= EDGE_PX) return end - (this.bottom - top);
    return EDGE_PX + (top - EDGE_PX) * this.#reduction;
  }

  #topOf(bar) {
    const end = MAX_PX - this.#height;
    if (bar <= EDGE_PX) return bar;
    if (end - bar <= EDGE_PX) return this.bottom - (end - bar);
    return Math.round(EDGE_PX + (bar - EDGE_PX) / this.#reduction);
  }

  get #reduction() {
    return (MAX_PX - this.#height - 2 * EDGE_PX) / (this.bottom - 2 * EDGE_PX);
  }
}
