/** The layouts of this page: the gateway's, and those typed here, which the browser remembers. */

import { address } from '../api.js';
import { parseLayout } from '../decode/layout.js';
import { Layouts, keyOf } from '../decode/layouts.js';
import { recall, remember } from '../remembered.js';

const STORE = 'event-gateway layouts';
const MOST = 200;

let configured = null; // asked for once

/** What was typed: [key, text] pairs, the newest last. */
export function typedLayouts() {
  try {
    const stored = JSON.parse(recall(STORE) ?? '[]');
    return stored.filter((pair) => Array.isArray(pair) && pair.length === 2 && pair.every((one) => typeof one === 'string'));
  } catch {
    return []; // not ours
  }
}

export async function ownLayouts() {
  configured ??= fetch(address('layouts'), { headers: { Accept: 'application/json' } })
    .then((answer) => (answer.ok ? answer.json() : { layouts: [] }))
    .then(({ layouts }) => layouts);
  const list = await configured.catch(() => {
    configured = null; // asked again with the next event
    return [];
  });
  return new Layouts(list, typedLayouts());
}

/** Remembers a layout for the event's source and port; '' forgets it. Throws where it is broken. */
export function rememberLayout(event, text) {
  if (text !== '') parseLayout(text);
  const key = keyOf(event);
  const others = typedLayouts().filter(([one]) => one !== key);
  if (text !== '') others.push([key, text]);
  remember(STORE, JSON.stringify(others.slice(-MOST)));
}
