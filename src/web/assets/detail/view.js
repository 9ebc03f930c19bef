/** One event, looked at: decoded, as text, as bytes. What the panel and the event's page share. */

import { bytesOf } from '../decode/index.js';
import { button, make } from '../dom.js';
import { copy } from './dom.js';
import { DecodedView } from './decoded_view.js';
import { HexView, hexOf } from './hex_view.js';
import { payloadOf } from './neighbours.js';
import { Tabs } from './tabs.js';
import { textView } from './text_view.js';

/** @param {AbortSignal} signal aborted when the event is no longer shown */
export function eventView(event, signal) {
  const bytes = bytesOf(event);
  const kind = make('p', { className: 'kind', role: 'status' });
  let tabs = null;
  let first = '';
  const found = ({ title, error }) => {
    // What no decoder knows is looked at as it is.
    first = title || error ? 'Decoded' : event.encoding === 'base64' ? 'Hex' : 'Text';
    tabs?.start(first);
    kind.textContent = error ? `⚠ ${title}, broken` : title || 'Of no known kind';
    kind.classList.toggle('wrong', error !== '');
  };
  const hex = new HexView(bytes);
  const decoded = new DecodedView(event, bytes, { signal, found });
  tabs = new Tabs([
    { name: 'Decoded', make: () => decoded.nodes },
    { name: 'Text', make: () => textView(event, bytes, { signal, choose: (from, to) => hex.choose(from, to) }) },
    { name: 'Hex', make: () => hex.nodes },
  ], 'Payload', first);
  return make('div', { className: 'view' }, make('div', { className: 'view-head' }, kind, takeAway(event, bytes)), tabs.element, decoded.form);
}

/** The raw bytes: to download, to copy. */
function takeAway(event, bytes) {
  const done = make('span', { className: 'note', role: 'status' });
  const copier = (name, text) => button(name, async () => {
    done.textContent = await copy(text()) ? `Copied as ${name}.` : 'The browser did not let it be copied.';
  }, { 'aria-label': `Copy as ${name}` });
  return make('div', { className: 'take' },
    make('a', { href: payloadOf(event.seq), download: `event-${event.seq}.bin` }, 'Download'),
    make('span', { className: 'copies', role: 'group', 'aria-label': 'Copy the payload' }, make('span', { 'aria-hidden': 'true' }, 'Copy'),
      copier('hex', () => hexOf(bytes)), copier('text', () => new TextDecoder().decode(bytes)), copier('base64', () => base64(event, bytes))), done);
}

function base64(event, bytes) {
  if (event.encoding === 'base64') return event.data;
  let binary = '';
  for (let at = 0; at < bytes.length; at += 8192) binary += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(binary);
}
