/** A payload as text: breaks as breaks, everything else that would be invisible as an escape. */

import { button, make, visible } from './dom.js';

const FIRST = 16_384; // characters that are shown at once

export function textView(event, bytes) {
  const text = event.encoding === 'base64' ? new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes) : event.data;
  const box = make('pre', { className: 'wrap', id: 'text', tabIndex: 0, role: 'region', 'aria-label': 'Text' });
  box.append(...(text === '' ? [make('span', { className: 'note' }, 'empty')] : visible(text.slice(0, FIRST), true)));
  const nodes = [box];
  if (event.encoding === 'base64') nodes.unshift(make('p', { className: 'note' }, 'These bytes are no UTF-8: what is none is shown as �.'));
  if (text.length > FIRST) {
    const more = button(`Show all ${text.length.toLocaleString('en-US')} characters`, () => {
      box.replaceChildren(...visible(text, true));
      more.remove();
      box.focus();
    });
    nodes.push(more);
  }
  return nodes;
}
