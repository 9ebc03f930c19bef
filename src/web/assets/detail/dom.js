/** Small helpers to show what came from a device: as text nodes, with all that is unseen. */

import { make } from '../dom.js';

// Controls, format characters (bidi overrides, zero width), line separators and lone surrogates.
const UNSEEN_RUN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]+/gu;
const SHORT = new Map([['\n', '\\n'], ['\r', '\\r'], ['\t', '\\t']]);
const encoder = new TextEncoder();

const escaped = (char) => SHORT.get(char)
  ?? Array.from(encoder.encode(char), (byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('');

/** Text as nodes in which all can be seen; breaks and tabs stay themselves where `keepBreaks`. */
export function visible(text, keepBreaks = false) {
  const nodes = [];
  let from = 0;
  for (const { 0: run, index } of text.matchAll(UNSEEN_RUN)) {
    const shown = [...run].map((char) => (keepBreaks && (char === '\n' || char === '\t') ? char : escaped(char))).join('');
    if (index > from) nodes.push(text.slice(from, index));
    nodes.push(shown.trim() === '' ? shown : make('span', { className: 'escape', 'data-of': run.length }, shown));
    from = index + run.length;
  }
  if (from < text.length) nodes.push(text.slice(from));
  return nodes;
}

/** Copies text; also where the page is no secure context, as on a device's plain address. */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = make('textarea', { value: text, className: 'unseen' });
    document.body.append(area);
    area.select();
    const isDone = document.execCommand('copy');
    area.remove();
    return isDone;
  }
}
