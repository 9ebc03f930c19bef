/**
 * The filter's form. Its words live in the page's address, so that a filtered view can be
 * bookmarked and is still there after a look at one event.
 */

import { sources } from './api.js';

const DEBOUNCE_MS = 250;
const NAMES = ['source', 'contains'];

export class Filter {
  #form;
  #clear;
  #changed;
  #timer = 0;
  #applied = '';

  /** @param {(filter: object) => void} changed called when another filter holds */
  constructor(form, clear, suggestions, changed) {
    this.#form = form;
    this.#clear = clear;
    this.#changed = changed;
    this.#read();
    form.addEventListener('input', () => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#apply(), DEBOUNCE_MS);
    });
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#apply();
    });
    form.addEventListener('reset', (event) => {
      event.preventDefault();
      this.clear();
    });
    window.addEventListener('popstate', () => {
      this.#read();
      this.#apply();
    });
    form.elements.source.addEventListener('focus', () => suggest(suggestions));
  }

  /** Only what is set: {source?, contains?}. */
  get value() {
    const filter = {};
    for (const name of NAMES) {
      const text = this.#form.elements[name].value;
      if (text.trim()) filter[name] = name === 'source' ? text.trim() : text;
    }
    return filter;
  }

  get isSet() {
    return this.#applied !== '';
  }

  clear() {
    for (const name of NAMES) this.#form.elements[name].value = '';
    this.#apply();
    this.#form.elements.contains.focus();
  }

  /** Only this source; '' is all of them. */
  choose(source) {
    this.#form.elements.source.value = source;
    this.#apply();
  }

  #read() {
    const query = new URLSearchParams(location.search);
    for (const name of NAMES) this.#form.elements[name].value = query.get(name) ?? '';
    this.#applied = new URLSearchParams(this.value).toString();
    this.#clear.hidden = !this.isSet;
  }

  #apply() {
    clearTimeout(this.#timer);
    const query = new URLSearchParams(this.value).toString();
    if (query === this.#applied) return;
    this.#applied = query;
    this.#clear.hidden = !this.isSet;
    history.replaceState(null, '', query ? `?${query}` : location.pathname);
    this.#changed(this.value);
  }
}

/** Offers who has sent something: first whole devices, then their single sockets. */
async function suggest(list) {
  const known = await sources().catch(() => ({ sources: [] }));
  const sockets = known.sources.map(({ source }) => source).slice(0, 100);
  const devices = sockets.map((socket) => socket.slice(0, socket.lastIndexOf(':')));
  list.replaceChildren(...[...new Set([...devices, ...sockets])].map((choice) => new Option(choice)));
}
