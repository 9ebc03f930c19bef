/**
 * Teleplot's text: "name:value", "name:time:value;time:value§unit|flags" with times in ms,
 * "name:x:y|xy", "name:text|t", ">:a log line", a line for each. Programs that forward what a serial
 * port says send ">name:value".
 */

import { Broken, everyLine, number } from './field.js';

const FLAGS = /^(?:g|np|t|xyz?|clr|,)*$/;
const HAS_LETTER = /[^\d\s.,+-]/;
const CLOCK = / \d+$/; // "at 12:30" is a time of day
const SHAPE = /^(3D|JPG|PNG)\|([^:,]*)(?:,([^:]*))?:(?:(\d[\d.]*):)?/;

export default {
  kind: 'teleplot',
  title: 'Teleplot',
  read({ text }, fields) {
    if (text.indexOf(':') < 0) return false;
    let wrong = null; // the first; each line is one of its own, and those behind are read
    let note = '';
    const isAll = everyLine(text, (whole, at) => {
      const line = whole.trimStart();
      try {
        if (SHAPE.test(line)) note = readShape(line, fields);
        else if (line && !readLine(line, at, fields)) {
          if (!wrong && (fields.total === 0 || !/^[^:=\s]+:|^>/.test(line))) return false;
          wrong ??= new Broken('a line that is no telemetry', at);
        }
      } catch (error) {
        wrong ??= error;
      }
      return true;
    });
    if (wrong) throw wrong;
    return note ? { note } : isAll && fields.total > 0;
  },
};

function readLine(whole, at, fields) {
  let line = whole;
  let isMarked = false;
  if (line.startsWith('>')) {
    const colon = line.indexOf(':');
    if (colon < 0) return false;
    const time = line.slice(1, colon);
    if (time === '' || number(time) !== undefined) return readLog(line.slice(colon + 1), time, fields);
    line = line.slice(1);
    isMarked = true;
  }
  const colon = line.indexOf(':');
  if (colon < 1) return false;
  let end = line.lastIndexOf('|');
  const flags = end < 0 ? '' : line.slice(end + 1).trim();
  if (end < 0) end = line.length;
  else if (end < colon || !FLAGS.test(flags)) return false;
  const [name, label] = line.slice(0, colon).split(',', 2);
  isMarked ||= end < line.length;
  if (!HAS_LETTER.test(name) || (!isMarked && CLOCK.test(name))) return false;
  const sign = line.indexOf('§', colon);
  const unit = sign >= 0 && sign < end ? line.slice(sign + 1, end) : '';
  if (unit) end = sign;
  const values = line.slice(colon + 1, end);
  const common = { unit, flags, label, at: at + colon + 1, isSure: isMarked || unit !== '' };
  return readValues(name, values, common, fields);
}

function readValues(name, values, { unit, flags, label, at, isSure }, fields) {
  const read = flags.includes('xy') ? readPoint : flags.includes('t') ? readText : readNumber;
  let offset = at;
  for (const value of values.includes(';') ? values.split(';') : [values]) {
    offset += value.length + 1;
    if (value === '') continue;
    const field = read(name, value, flags);
    if (!field && !isSure) return false;
    if (!field) throw new Broken(`"${value.slice(0, 40)}" is no value`, offset - value.length - 1);
    if (unit) field.unit = unit;
    if (flags) field.flags = flags;
    if (label) field.label = label;
    fields.put(field);
  }
  return values !== '';
}

function readNumber(name, text) {
  const colon = text.indexOf(':');
  const value = number(text.slice(colon + 1).trim());
  if (value === undefined) return null;
  if (colon < 0) return { name, value };
  const time = number(text.slice(0, colon).trim());
  return time === undefined ? null : { name, value, time };
}

function readText(name, text) {
  const colon = text.indexOf(':');
  const time = colon > 0 ? number(text.slice(0, colon)) : undefined;
  const value = time === undefined ? text : text.slice(colon + 1);
  return time === undefined ? { name, value } : { name, value, time };
}

function readPoint(name, text, flags) {
  const isSpace = flags.includes('xyz');
  const parts = text.split(':', 5).map((part) => number(part.trim()));
  const axes = isSpace ? 3 : 2;
  if (parts.length < axes || parts.length > axes + 1 || parts.includes(undefined)) return null;
  const field = { name, value: parts[1], x: parts[0], y: parts[1] };
  if (isSpace) field.z = parts[2];
  if (parts.length > axes) field.time = parts[axes];
  return field;
}

function readLog(text, time, fields) {
  const field = fields.put({ name: 'log', value: text, flags: 't' });
  if (time) field.time = number(time);
  return true;
}

/** A shape or a picture: said what it is of, and not drawn. */
function readShape(line, fields) {
  const [head, flags, name, label, time] = SHAPE.exec(line);
  const field = fields.put({ name, value: line.slice(head.length), flags });
  if (time) field.time = Number(time);
  if (label) field.label = label;
  return 'Shapes and pictures are told as text, and not drawn.';
}
