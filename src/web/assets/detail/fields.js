/** Decoded fields as a list of names and values. */

import { make } from '../dom.js';
import { visible } from './dom.js';

/** @param {object[]} fields as decoders make them */
export function fieldList(fields) {
  return make('dl', { className: 'fields' }, ...fields.map((field) => make('div', {},
    make('dt', {}, ...(field.name === '' ? ['value'] : visible(field.name))),
    make('dd', {}, ...valueNodes(field)))));
}

function valueNodes({ value, unit, time, x, y, z, flags }) {
  const isPoint = x !== undefined && y !== undefined;
  const text = isPoint ? [x, y, z].filter((one) => one !== undefined).map(numeral).join(', ') : undefined;
  const nodes = [make('span', { className: kindOf(value) }, ...(text ? [text] : visible(shown(value), true)))];
  if (unit) nodes.push(' ', ...visible(unit));
  const notes = [time === undefined ? '' : timeText(time), flags ?? ''].filter(Boolean).join(', ');
  if (notes) nodes.push(' ', make('span', { className: 'note' }, ...visible(notes)));
  return nodes;
}

const kindOf = (value) => (typeof value === 'string' ? 'text' : typeof value === 'number' || typeof value === 'bigint' ? 'number' : 'word');

const shown = (value) => (typeof value === 'number' ? numeral(value) : value === '' ? '""' : String(value));

const numeral = (value) => (Object.is(value, -0) ? '-0' : String(value));

/** Milliseconds as a number, nanoseconds as a bigint; what is beyond a calendar as it is. */
export function timeText(time) {
  const ms = typeof time === 'bigint' ? Number(time / 1_000_000n) : time;
  const date = new Date(ms);
  if (Number.isNaN(date.getTime())) return `time ${time}`;
  if (ms < 1e11 && ms > -1e11) return `time ${time}`; // a device's own clock, since it was switched on
  if (typeof time !== 'bigint') return date.toISOString();
  const rest = String(((time % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n).padStart(9, '0');
  return `${date.toISOString().slice(0, 19)}.${rest}Z`;
}
