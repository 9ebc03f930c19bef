/**
 * JSON, one value or several on lines of their own. Read by hand rather than by JSON.parse, which
 * does not say everywhere at which character it failed, rounds integers beyond 2^53 and makes
 * objects of which the names are the sender's. NaN and Infinity are taken, as Python writes them.
 */

import { Broken, MAX_DEPTH, number } from './field.js';
import { indented } from './json_lines.js';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const WORDS = [['true', true], ['false', false], ['null', null], ['NaN', NaN], ['Infinity', Infinity], ['-Infinity', -Infinity]];

export default {
  kind: 'json',
  title: 'JSON',
  read(input, fields) {
    const { text } = input;
    const start = skip(text, 0);
    const first = text[start];
    if (first !== '{' && first !== '[') return false;
    if (!hasSigns(text, start)) return false;
    try {
      readAll(text, start, fields);
    } catch (error) {
      // "[12.3] usb 1-1: new device" only begins like a list of numbers.
      if (first === '[' && !/^\[\s*[[{"]/.test(text.slice(start, start + 80)) && error.at < text.length) return false;
      throw error;
    }
    return input.wantsLines ? { lines: indented(text) } : true;
  },
};

/** Reads one value at `at`, names below `prefix`, and returns where it ends. */
export function readJson(text, at, fields, prefix = '') {
  return value(text, skip(text, at), fields, prefix, 0);
}

/** Whether it begins as an object or a list of JSON does. */
function hasSigns(text, start) {
  const next = text[skip(text, start + 1)];
  if (next === undefined) return true;
  return text[start] === '{' ? next === '"' || next === '}' : /[\]{["\-\dtfnNI]/.test(next);
}

function readAll(text, start, fields) {
  let at = start;
  for (;;) {
    const end = readJson(text, at, fields);
    at = skip(text, end);
    if (at === text.length) return;
    if (text[at] !== '{' && text[at] !== '[') throw new Broken(`${shown(text, at)} behind the end of the value`, at);
  }
}

function value(text, at, fields, name, depth) {
  const code = text.charCodeAt(at);
  if (code === QUOTE) {
    const end = stringEnd(text, at);
    fields.add(name, unquote(text, at, end));
    return end;
  }
  if (code === 0x7b || code === 0x5b) {
    if (depth >= MAX_DEPTH) throw new Broken(`nested deeper than ${MAX_DEPTH} levels`, at);
    return code === 0x7b ? members(text, at, fields, name, depth) : items(text, at, fields, name, depth);
  }
  if (code === 0x2d || (code >= 0x30 && code <= 0x39)) {
    const end = numberEnd(text, at);
    const read = end > at ? number(text.slice(at, end)) : undefined;
    if (read !== undefined) {
      fields.add(name, read);
      return end;
    }
  }
  for (const [word, meaning] of WORDS) {
    if (text.startsWith(word, at)) {
      fields.add(name, meaning);
      return at + word.length;
    }
  }
  throw unexpected(text, at);
}

function members(text, start, fields, name, depth) {
  let at = skip(text, start + 1);
  if (text[at] === '}') {
    if (name) fields.add(name, '{}');
    return at + 1;
  }
  for (;;) {
    if (text.charCodeAt(at) !== QUOTE) throw unexpected(text, at);
    const end = stringEnd(text, at);
    const key = unquote(text, at, end);
    at = skip(text, end);
    if (text[at] !== ':') throw unexpected(text, at);
    at = skip(text, value(text, skip(text, at + 1), fields, name ? `${name}.${key}` : key, depth + 1));
    if (text[at] === '}') return at + 1;
    if (text[at] !== ',') throw unexpected(text, at);
    at = skip(text, at + 1);
  }
}

function items(text, start, fields, name, depth) {
  let at = skip(text, start + 1);
  if (text[at] === ']') {
    fields.add(name, '[]');
    return at + 1;
  }
  for (let n = 0; ; n += 1) {
    at = skip(text, value(text, at, fields, `${name}[${n}]`, depth + 1));
    if (text[at] === ']') return at + 1;
    if (text[at] !== ',') throw unexpected(text, at);
    at = skip(text, at + 1);
  }
}

function skip(text, at) {
  for (;; at += 1) {
    const code = text.charCodeAt(at);
    if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return at;
  }
}

/** Where the string that begins at `at` ends, behind its quote. */
function stringEnd(text, at) {
  for (let i = at + 1; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code === QUOTE) return i + 1;
    if (code === BACKSLASH) i += 1;
    else if (code < 0x20) throw new Broken('a control character inside a string', i);
  }
  throw new Broken('unexpected end inside a string', text.length);
}

function unquote(text, at, end) {
  const inside = text.slice(at + 1, end - 1);
  if (!inside.includes('\\')) return inside;
  try {
    return JSON.parse(text.slice(at, end));
  } catch {
    throw new Broken('an escape that JSON does not have inside a string', at);
  }
}

// No number of JSON begins with a needless 0 or ends with a point.
const JSON_NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

function numberEnd(text, at) {
  JSON_NUMBER.lastIndex = at;
  return JSON_NUMBER.test(text) ? JSON_NUMBER.lastIndex : at;
}

const unexpected = (text, at) => (at >= text.length
  ? new Broken('unexpected end', text.length) : new Broken(`unexpected ${shown(text, at)}`, at));

const shown = (text, at) => `"${String.fromCodePoint(text.codePointAt(at))}"`;
