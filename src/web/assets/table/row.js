/**
 * One row of the table as elements. Everything that came from a device goes into text nodes.
 */

import { eventPage } from '../api.js';
import { count } from '../format.js';
import { preview } from '../payload.js';
import { timeText } from './times.js';
import { gapWords } from './words.js';

const STATES = new Map([
  ['waiting', '…'],
  ['evicted', 'evicted: the ring holds it no more'],
  ['missing', 'lost when the ring file was damaged'],
]);

/**
 * Makes `row` show `item` ({seq, event?, state} or {seq, gap}).
 * @param {{time: string, now: number, names: {of(source: string): string}}} how
 */
export function fill(row, item, how) {
  const [seq, time, source, local, via, size, payload] = row.cells;
  row.dataset.seq = item.seq;
  row.className = item.gap ? 'gap' : item.state;
  const { event } = item;
  seq.firstChild.textContent = item.gap ? '' : item.seq;
  if (!item.gap) seq.firstChild.href = eventPage(item.seq);
  seq.firstChild.ariaLabel = `Event ${item.seq}`;
  fillTime(row, event, how);
  time.firstChild.dateTime = event?.time ?? '';
  time.title = event ? `${event.time} (UTC)` : '';
  const name = event ? how.names.of(event.source) : '';
  source.title = event ? `from ${name ? `${name}, ` : ''}${event.source} to ${event.local}` : '';
  source.children[0].textContent = name;
  source.children[1].textContent = event?.source ?? '';
  source.children[2].textContent = event && event.via !== 'udp' ? event.via : '';
  local.textContent = event?.local ?? '';
  via.textContent = event?.via ?? '';
  size.textContent = event ? `${count(event.size)} B` : '';
  if (item.gap) payload.textContent = gapWords(item.gap);
  else if (event) payload.replaceChildren(...preview(event).map(partNode));
  else payload.replaceChildren(partNode({ kind: 'note', text: STATES.get(item.state) }));
}

/** The time alone: of what was long ago it changes. */
export function fillTime(row, event, how) {
  row.cells[1].firstChild.textContent = event ? timeText(event.time, how.time, how.now) : '';
}

function partNode({ kind, text }) {
  if (!kind) return document.createTextNode(text);
  const span = document.createElement('span');
  span.className = kind;
  span.textContent = text;
  return span;
}
