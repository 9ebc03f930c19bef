/**
 * InfluxDB line protocol: "cpu,host=a usage=0.64,count=3i 1434055562000000000". A line with neither
 * tags, a time, nor a value that only this protocol writes is left to key=value.
 */

import { Broken, MAX_LINES, narrow } from './field.js';

const FIELD = /[^\s=]+=/y;
const FLOAT = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
const TRUE = new Set(['t', 'T', 'true', 'True', 'TRUE']);
const FALSE = new Set(['f', 'F', 'false', 'False', 'FALSE']);

export default {
  kind: 'influx',
  title: 'InfluxDB line protocol',
  read({ text }, fields) {
    if (text.indexOf('=') < 1) return false;
    const blank = headEnd(text);
    FIELD.lastIndex = blank + 1;
    if (blank < 1 || !FIELD.test(text)) return false;
    const head = text.slice(0, blank);
    const equals = head.indexOf('=');
    const hasTags = equals > 0 && head.lastIndexOf(',', equals) > 0;
    if (/^[,=#]|[\t\n\r]/.test(head) || (equals >= 0 && !hasTags)) return false;
    const state = { at: 0, hasMark: false };
    try {
      for (let n = 0; state.at < text.length && n < MAX_LINES; n += 1) readLine(text, state, fields);
    } catch (error) {
      // Without tags in front it may be anybody's pairs.
      if (!(error instanceof Broken) || !hasTags) return false;
      throw error;
    }
    return state.hasMark;
  },
};

/** Where the measurement and its tags end: at the first blank that is not escaped. */
function headEnd(text) {
  let at = text.indexOf(' ');
  while (at > 0 && text[at - 1] === '\\') at = text.indexOf(' ', at + 1);
  return at;
}

function readLine(text, state, fields) {
  while (text[state.at] === '\n' || text[state.at] === '\r') state.at += 1;
  if (state.at >= text.length) return;
  if (text[state.at] === '#') {
    const end = text.indexOf('\n', state.at);
    state.at = end < 0 ? text.length : end + 1;
    return;
  }
  const measurement = word(text, state, ', \n');
  if (measurement === '') throw new Broken('a measurement without a name', state.at);
  const tags = [];
  while (text[state.at] === ',') {
    state.hasMark = true;
    tags.push(readTag(text, state));
  }
  if (text[state.at] !== ' ') throw new Broken('a line without fields', state.at);
  const added = [];
  const series = tags.length ? `{${tags.join(',')}}` : '';
  do {
    while (text[state.at] === ' ' || text[state.at] === ',') state.at += 1;
    const key = word(text, state, '=, \n');
    if (key === '' || text[state.at] !== '=') throw new Broken('a field without a value', state.at);
    state.at += 1;
    added.push(fields.put({ name: `${measurement}.${key}${series}`, value: readValue(text, state) }));
  } while (text[state.at] === ',');
  state.hasMark ||= added.length > 1;
  readTime(text, state, added);
}

function readTag(text, state) {
  state.at += 1;
  const key = word(text, state, '=, \n');
  if (key === '' || text[state.at] !== '=') throw new Broken('a tag without a value', state.at);
  state.at += 1;
  const value = word(text, state, '=, \n');
  if (value === '') throw new Broken('a tag with an empty value', state.at);
  return `${key}=${value}`;
}

/** Up to one of `stops`; a backslash takes a stop, or a blank, as itself. */
function word(text, state, stops) {
  let out = '';
  let { at } = state;
  let from = at;
  for (; at < text.length && !stops.includes(text[at]); at += 1) {
    if (text[at] !== '\\' || !/[,= ]/.test(text[at + 1] ?? '')) continue;
    out += text.slice(from, at);
    from = at + 1;
    at += 1;
  }
  state.at = at;
  return out + text.slice(from, at);
}

function readValue(text, state) {
  const start = state.at;
  if (text[start] === '"') {
    let to = start + 1;
    while (to < text.length && text[to] !== '"') to += text[to] === '\\' ? 2 : 1;
    if (to >= text.length) throw new Broken('unexpected end inside a text', text.length);
    state.at = to + 1;
    state.hasMark = true;
    return text.slice(start + 1, to).replace(/\\(["\\])/g, '$1');
  }
  while (state.at < text.length && !/[,\s]/.test(text[state.at])) state.at += 1;
  const raw = text.slice(start, state.at);
  if (FLOAT.test(raw)) return Number(raw);
  if (/^-?\d{1,20}[iu]$/.test(raw)) {
    state.hasMark = true;
    return narrow(BigInt(raw.slice(0, -1)));
  }
  if (TRUE.has(raw)) return true;
  if (FALSE.has(raw)) return false;
  throw new Broken(`"${raw.slice(0, 40)}" is no value`, start);
}

function readTime(text, state, added) {
  while (text[state.at] === ' ') state.at += 1;
  const start = state.at;
  while (state.at < text.length && text[state.at] !== '\n') state.at += 1;
  const raw = text.slice(start, state.at).trimEnd();
  if (raw === '') return;
  if (!/^-?\d{1,19}$/.test(raw)) throw new Broken(`"${raw.slice(0, 40)}" is no time`, start);
  state.hasMark = true;
  const time = nanoseconds(raw);
  for (const field of added) field.time = time;
}

/** The line does not say its unit: as many digits as today's seconds, milliseconds ... have. */
function nanoseconds(digits) {
  const short = [[11, 1_000_000_000n], [14, 1_000_000n], [17, 1000n]].find(([most]) => digits.length < most);
  return BigInt(digits) * (short ? short[1] : 1n);
}
