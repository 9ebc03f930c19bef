/** The way from an event to others of its source. */

import { eventPage } from '../api.js';
import { button, make } from '../dom.js';
import { copy } from './dom.js';
import { neighbours } from './neighbours.js';

const home = () => eventPage('').replace(/events\/$/, '');

/**
 * @param {AbortSignal} signal aborted when the event is no longer shown
 * @param {{go?: (event: object) => void, choose?: (source: string) => void}} listener `go` shows
 *   another event in place, `choose` filters in place; without them the links lead to pages
 */
export function sourceLinks(event, signal, { go, choose } = {}) {
  const older = make('span', { className: 'next' });
  const newer = make('span', { className: 'next' });
  const done = make('span', { className: 'note', role: 'status' });
  const only = make('a', { href: `${home()}?source=${encodeURIComponent(event.source)}` }, 'Only this source');
  if (choose) {
    only.addEventListener('click', (clicked) => {
      if (clicked.ctrlKey || clicked.metaKey || clicked.shiftKey) return;
      clicked.preventDefault();
      choose(event.source);
    });
  }
  const link = button('Copy link', async () => {
    const text = new URL(eventPage(event.seq), location.href).href;
    done.textContent = await copy(text) ? 'Copied.' : text;
  });
  neighbours(event, signal).then((found) => {
    if (signal.aborted) return;
    older.replaceChildren(step('← Older', found.older, 'of this source', go));
    newer.replaceChildren(step('Newer →', found.newer, 'of this source', go));
  }, () => {}); // the links stay away
  return make('nav', { className: 'ways', 'aria-label': 'This source' }, make('span', { className: 'note', 'aria-hidden': 'true' }, 'Source:'), older, newer, only, link, done);
}

function step(text, event, what, go) {
  if (!event) return make('span', { className: 'note' }, text.startsWith('←') ? 'no older' : 'no newer');
  const made = make('a', { href: eventPage(event.seq), 'aria-label': `${text.replace(/[←→ ]/g, '')} ${what}` }, text);
  if (!go) return made;
  made.addEventListener('click', (clicked) => {
    if (clicked.ctrlKey || clicked.metaKey || clicked.shiftKey) return;
    clicked.preventDefault();
    go(event);
  });
  return made;
}
