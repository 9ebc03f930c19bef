/**
 * A payload as text: breaks as breaks, everything else that would be invisible as an escape. What is
 * chosen in it is chosen among the bytes.
 */

import { button, make } from '../dom.js';
import { visible } from './dom.js';
import { wordsOf } from './inspector.js';

const FIRST = 16_384; // characters that are shown at once

/**
 * @param {AbortSignal} signal aborted when the event is no longer shown
 * @param {(from: number, to: number) => void} choose told which bytes are chosen
 */
export function textView(event, bytes, { signal, choose }) {
  const text = event.encoding === 'base64' ? new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes) : event.data;
  const box = make('pre', { className: 'wrap', id: 'text', tabIndex: 0, role: 'region', 'aria-label': 'Text' });
  box.append(...(text === '' ? [make('span', { className: 'note' }, 'empty')] : visible(text.slice(0, FIRST), true)));
  const nodes = [box];
  if (event.encoding !== 'base64' && text !== '') nodes.push(chosenBytes(box, text, signal, choose));
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

/** Which bytes of UTF-8 the chosen text is, in words; told to `choose`. */
function chosenBytes(box, text, signal, choose) {
  const words = make('p', { className: 'note', role: 'status' });
  const size = (index) => new TextEncoder().encode(text.slice(0, index)).length;
  document.addEventListener('selectionchange', () => {
    const selection = document.getSelection();
    if (selection.isCollapsed || !selection.containsNode(box, true)) return;
    const range = selection.getRangeAt(0);
    const from = size(indexOf(box, range.startContainer, range.startOffset, 0) ?? 0);
    const to = size(indexOf(box, range.endContainer, range.endOffset, 1) ?? text.length);
    if (to <= from) return;
    choose(from, to);
    words.textContent = `${wordsOf({ from, to })}: marked in Hex.`;
  }, { signal });
  return words;
}

/** Where a place of the document is in the text; undefined outside. An escape is as long as what it stands for. */
function indexOf(box, node, offset, isEnd) {
  let index = 0;
  for (const [at, child] of [...box.childNodes].entries()) {
    const { length = Number(child.dataset?.of) } = child;
    if (node === box && at === offset) return index;
    if (child.contains(node)) return index + (child === node ? Math.min(offset, length) : isEnd * length);
    index += length;
  }
  return node === box ? index : undefined;
}
