/**
 * The chosen event beside the live table; on a phone above everything. The focus goes in when it
 * opens and back to where it was when it closes; Escape closes.
 */

import { eventPage } from '../api.js';
import { button, make } from '../dom.js';
import { facts } from './facts.js';
import { sourceLinks } from './source_links.js';
import { eventView } from './view.js';

const COVERS = '(max-width: 1080px)';

export class Detail {
  #element;
  #closed;
  #choose;
  #shown = new AbortController();
  #before = null; // what had the focus
  #covered = []; // what is inert while the panel covers it
  #heading = make('h2', { tabIndex: -1 });

  /**
   * @param {HTMLElement} element hidden until an event is shown
   * @param {{closed?: () => void, choose?: (source: string) => void}} listener `closed`: the user
   *   has closed it; `choose`: the user wants to see only this source
   */
  constructor(element, { closed = () => {}, choose } = {}) {
    this.#element = element;
    this.#closed = closed;
    this.#choose = choose && ((source) => {
      if (matchMedia(COVERS).matches) this.#close();
      choose(source);
    });
    element.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape' || event.defaultPrevented) return;
      event.preventDefault();
      event.stopPropagation();
      this.#close();
    });
  }

  /** Shows an event (the API's JSON of it, parsed). */
  show(event) {
    const isOpening = this.#element.hidden;
    const hadFocus = this.#element.contains(document.activeElement);
    this.#draw(event);
    if (isOpening) {
      this.#before = document.activeElement;
      this.#element.hidden = false;
      this.#cover();
    }
    this.#element.scrollTop = 0;
    if (isOpening || hadFocus) this.#heading.focus({ preventScroll: true });
  }

  hide() {
    if (this.#element.hidden) return;
    const hadFocus = this.#element.contains(document.activeElement);
    this.#shown.abort();
    this.#element.hidden = true;
    for (const one of this.#covered.splice(0)) one.inert = false;
    if (hadFocus && this.#before?.isConnected) this.#before.focus();
    this.#before = null;
    this.#element.replaceChildren();
  }

  #close() {
    this.hide();
    this.#closed();
  }

  #draw(event) {
    this.#shown.abort();
    this.#shown = new AbortController();
    const { signal } = this.#shown;
    this.#heading.replaceChildren(make('a', { href: eventPage(event.seq) }, `Event ${event.seq}`));
    this.#element.replaceChildren(
      make('div', { className: 'detail-head' }, this.#heading,
        button('✕', () => this.#close(), { className: 'close', 'aria-label': 'Close the event', title: 'Close (Escape)' })),
      sourceLinks(event, signal, { go: (other) => this.show(other), choose: this.#choose }),
      eventView(event, signal),
      facts(event));
  }

  /** On a small screen nothing behind the panel can be reached. */
  #cover() {
    if (!matchMedia(COVERS).matches) return;
    for (let one = this.#element; one !== document.body; one = one.parentElement) {
      for (const other of one.parentElement.children) {
        if (other === one || other.inert || other.localName === 'script') continue;
        other.inert = true;
        this.#covered.push(other);
      }
    }
  }
}
