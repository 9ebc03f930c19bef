/**
 * The plots' room on the live page. It opens by itself when the first series is found, and only
 * then loads what draws. While it is closed, or the page hidden, there is no worker and no stream.
 */

import { recall, remember } from '../remembered.js';

const CLOSED = 'plots.closed';
// What the charts begin with is what the last minute has brought.
const PAST_MS = 60_000;
const MOST_PAST_MS = 5 * 60_000;

export class Plots {
  #element;
  #enlarged;
  #filter = {};
  #worker = null;
  #isStarted = false;
  #desk = null; // or the promise of it
  #waiting = []; // messages that came before it was there

  /**
   * @param {HTMLElement} element the section
   * @param {{enlarged?: (is: boolean) => void}} listener told when the plots take the whole page
   */
  constructor(element, { enlarged = () => {} } = {}) {
    this.#element = element;
    this.#enlarged = enlarged;
    if (this.#isClosed) this.#showClosed();
    window.addEventListener('popstate', () => this.#showView());
    this.#showView();
  }

  /** The page is seen. */
  start() {
    this.#isStarted = true;
    this.#begin();
  }

  /** The page is hidden. */
  stop() {
    this.#isStarted = false;
    this.#end();
  }

  /** Only what this filter lets through: {source?, contains?}. */
  follow({ source, contains }) {
    this.#filter = Object.fromEntries(Object.entries({ source, contains }).filter(([, text]) => text));
    this.#end();
    this.#begin();
  }

  get #isClosed() {
    return recall(CLOSED) === 'yes';
  }

  #begin() {
    if (!this.#isStarted || this.#isClosed || this.#worker) return;
    const worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });
    this.#worker = worker;
    worker.onmessage = ({ data }) => this.#take(data);
    this.#desk?.begin?.(worker);
    const [now, filter] = [Date.now(), this.#filter];
    const since = Math.max(now - MOST_PAST_MS, Math.min(now - PAST_MS, this.#desk?.wantedSince?.() ?? now));
    import('../detail/own_layouts.js').then(({ typedLayouts }) => typedLayouts(), () => [])
      .then((typed) => worker.postMessage({ type: 'start', filter, since, typed }));
  }

  #end() {
    this.#worker?.terminate();
    this.#worker = null;
    this.#waiting = [];
    this.#desk?.end?.();
  }

  #take(message) {
    if (this.#desk?.take) {
      this.#desk.take(message);
      return;
    }
    this.#waiting.push(message);
    if (!this.#desk && (message.added?.length > 0 || this.#isEnlarged)) this.#desk = this.#open();
  }

  async #open() {
    const { Desk } = await import('./desk.js');
    this.#desk = new Desk(this.#element, {
      close: () => this.#close(),
      enlarge: (is) => this.#enlarge(is),
    });
    this.#showView();
    this.#element.hidden = false;
    if (!this.#worker) return;
    this.#desk.begin(this.#worker);
    for (const message of this.#waiting.splice(0)) this.#desk.take(message);
  }

  #close() {
    remember(CLOSED, 'yes');
    this.#enlarge(false);
    this.#end();
    this.#desk = null;
    this.#showClosed();
    this.#element.querySelector('button').focus();
  }

  #showClosed() {
    const title = this.#element.querySelector('h2');
    const open = document.createElement('button');
    open.type = 'button';
    open.textContent = 'Show plots';
    open.addEventListener('click', () => {
      remember(CLOSED, null);
      open.remove();
      this.#begin();
    });
    this.#element.replaceChildren(title, open);
    this.#element.classList.add('closed');
    this.#element.hidden = false;
  }

  get #isEnlarged() {
    return new URLSearchParams(location.search).get('view') === 'plots';
  }

  #enlarge(is) {
    if (is === this.#isEnlarged) return;
    const url = new URL(location.href);
    if (is) url.searchParams.set('view', 'plots');
    else url.searchParams.delete('view');
    history.pushState(null, '', url);
    this.#showView();
  }

  #showView() {
    const is = this.#isEnlarged;
    document.body.classList.toggle('only-plots', is);
    if (is) this.#element.hidden = false;
    this.#desk?.show?.(is);
    this.#enlarged(is);
  }
}
