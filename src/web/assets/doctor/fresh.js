/**
 * Keeps the page as it would be served now. The server draws it, and only the server: what it draws
 * anew is put in the place of what is there.
 */

const INTERVAL_MS = 2000;

export class Fresh {
  #drawn = new Map(); // each part as the server had it last
  #changed;
  #timer = 0;
  #asked = new AbortController();

  /** @param {(part: Element) => void} changed */
  constructor(changed) {
    this.#changed = changed;
    for (const part of document.querySelectorAll('[data-live]')) this.#drawn.set(part.id, part.cloneNode(true));
  }

  start() {
    this.stop();
    this.#timer = setTimeout(() => this.#ask(), INTERVAL_MS);
  }

  stop() {
    clearTimeout(this.#timer);
    this.#asked.abort();
    this.#asked = new AbortController();
  }

  async #ask() {
    const { signal } = this.#asked;
    const html = await page(signal);
    if (signal.aborted) return;
    if (html) this.#show(new DOMParser().parseFromString(html, 'text/html'));
    this.#timer = setTimeout(() => this.#ask(), INTERVAL_MS);
  }

  #show(served) {
    for (const part of document.querySelectorAll('[data-live]')) {
      const now = served.getElementById(part.id);
      if (!now || now.isEqualNode(this.#drawn.get(part.id)) || isUsed(part)) continue;
      this.#drawn.set(part.id, now.cloneNode(true));
      part.replaceChildren(...document.adoptNode(now).childNodes);
      this.#changed(part);
    }
    document.getElementById('at').replaceChildren(...document.adoptNode(served.getElementById('at')).childNodes);
  }
}

async function page(signal) {
  try {
    const answer = await fetch(location.pathname, { signal, cache: 'no-store', headers: { Accept: 'text/html' } });
    if (answer.status === 401) location.reload(); // a gateway that began anew asks for its token
    return answer.ok ? await answer.text() : '';
  } catch {
    return ''; // it is asked again
  }
}

/** Somebody is in it with the keyboard, or has selected some of it. */
function isUsed(part) {
  const selection = getSelection();
  return part.contains(document.activeElement) || (!selection.isCollapsed && selection.containsNode(part, true));
}
