/**
 * The chosen event beside the table: what it is and its payload as text.
 */

import { eventPage } from '../api.js';
import { preview } from '../payload.js';

export class Detail {
  #element;
  #title = document.createElement('h2');
  #text = document.createElement('pre');

  /** @param {{closed()}} told called when somebody closes it */
  constructor(element, { closed }) {
    this.#element = element;
    const close = document.createElement('button');
    close.type = 'button';
    close.textContent = 'Close';
    close.addEventListener('click', closed);
    element.replaceChildren(this.#title, close, this.#text);
  }

  show(event) {
    const link = document.createElement('a');
    link.href = eventPage(event.seq);
    link.textContent = `Event ${event.seq}`;
    this.#title.replaceChildren(link);
    this.#text.textContent = preview(event).map(({ text }) => text).join('');
    this.#element.hidden = false;
  }

  hide() {
    this.#element.hidden = true;
  }
}
