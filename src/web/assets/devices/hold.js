/**
 * When the list has to stand still: while somebody points at it, has just touched it, or goes
 * through it with the keyboard. And the keyboard itself: one stop for the tabulator, arrows within.
 */

const AFTER_TOUCH_MS = 3000;

export class Hold {
  #list;
  #isPointedAt = false;
  #touchedAt = -Infinity;

  /** @param {() => void} released called when nobody points at the list any more */
  constructor(list, released) {
    this.#list = list;
    list.addEventListener('pointerenter', ({ pointerType }) => { this.#isPointedAt = pointerType === 'mouse'; });
    list.addEventListener('pointerleave', () => {
      this.#isPointedAt = false;
      released();
    });
    for (const touch of ['touchstart', 'touchmove', 'scroll']) {
      list.addEventListener(touch, () => { this.#touchedAt = performance.now(); }, { passive: true });
    }
    list.addEventListener('focusin', ({ target }) => this.#stopAt(target.closest('li').querySelector('.pick')));
    list.addEventListener('focusout', () => requestAnimationFrame(() => { if (!this.isHeld) released(); }));
    list.addEventListener('keydown', (event) => this.#key(event));
  }

  get isHeld() {
    return this.#isPointedAt || performance.now() - this.#touchedAt < AFTER_TOUCH_MS
      || this.#list.querySelector(':focus-visible') !== null;
  }

  /** After the list was drawn: it has a stop if it has anything. */
  keepOneStop() {
    if (!this.#list.querySelector('.pick[tabindex="0"]')) this.#stopAt(this.#list.querySelector('.pick'));
  }

  #stopAt(pick) {
    for (const other of this.#list.querySelectorAll('[tabindex="0"]')) other.tabIndex = -1;
    if (!pick) return;
    pick.tabIndex = 0;
    pick.closest('.device').querySelector('.toggle').tabIndex = 0;
  }

  #key(event) {
    const picks = [...this.#list.querySelectorAll('.pick')];
    const at = picks.indexOf(event.target);
    if (at === -1 || event.altKey || event.ctrlKey || event.metaKey) return;
    const to = new Map([['ArrowDown', at + 1], ['ArrowUp', at - 1], ['Home', 0], ['End', picks.length - 1]]).get(event.key);
    const toggle = event.target.closest('.device').querySelector('.toggle');
    const opens = new Map([['ArrowRight', 'true'], ['ArrowLeft', 'false']]).get(event.key);
    if (opens && !toggle.hidden && toggle.ariaExpanded !== opens) toggle.click();
    picks[to]?.focus();
    if (opens || to !== undefined) event.preventDefault();
  }
}
