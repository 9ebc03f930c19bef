/** syslog, RFC 5424 ("<34>1 ...") and RFC 3164 ("<34>Oct 11 22:14:15 ..."); the message's own JSON or pairs as well. */

import { Broken } from './field.js';
import { readJson } from './json.js';
import { readPairs } from './keyvalue.js';
import { facility, severity } from './severity.js';

const PRIORITY = /^<(\d{1,3})>/;
const TIME_3164 = /^(?:[A-Z][a-z]{2} [ \d]\d (?:\d{4} )?\d\d:\d\d:\d\d(?:\.\d+)?|\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:?\d\d)?)(?=[ :]|$)/;
const TAG = /^([^\s:[\]]{1,64})(?:\[([^\]]{0,64})\])?: ?/;
const HEADER = ['timestamp', 'host', 'app', 'pid', 'message id'];
const MAX_PARAMS = 500;

export default {
  kind: 'syslog',
  title: 'syslog',
  read(input, fields) {
    const { text } = input;
    if (text.charCodeAt(0) !== 0x3c) return false;
    const [head, priority] = PRIORITY.exec(text) ?? [];
    if (!head) return false;
    if (Number(priority) > 191) throw new Broken(`a priority of ${priority}, which is more than 191,`, 1);
    fields.add('facility', facility(Number(priority) >> 3));
    fields.add('severity', severity(Number(priority) & 7));
    if (/^\d{1,2} /.test(text.slice(head.length, head.length + 3))) return read5424(text, head.length, fields);
    return read3164(text, head.length, fields);
  },
};

function read3164(text, start, fields) {
  fields.title = 'syslog, RFC 3164';
  let at = start;
  const [time] = TIME_3164.exec(text.slice(at, at + 64)) ?? [];
  if (time) {
    fields.add('timestamp', time);
    at += time.length;
    while (text[at] === ' ' || text[at] === ':') at += 1;
    // The host may be left out; then the tag with its colon comes at once.
    const blank = text.indexOf(' ', at);
    const host = text.slice(at, blank);
    if (blank > at && !TAG.test(`${host} `) && host.length < 256) {
      fields.add('host', host);
      at = blank + 1;
    }
  }
  const [tag, app, pid] = TAG.exec(text.slice(at, at + 160)) ?? [];
  if (tag) {
    fields.add('app', app);
    if (pid !== undefined) fields.add('pid', pid);
    at += tag.length;
  }
  readMessage(text, at, fields);
  return true;
}

function read5424(text, start, fields) {
  fields.title = 'syslog, RFC 5424';
  const version = text.slice(start, text.indexOf(' ', start));
  let at = start + version.length + 1;
  if (version !== '1') throw new Broken(`version ${version}, where RFC 5424 is version 1,`, start);
  for (const name of HEADER) {
    const blank = text.indexOf(' ', at);
    if (blank < 0) throw new Broken(`unexpected end at the ${name}`, text.length);
    if (blank === at) throw new Broken(`an empty ${name}`, at);
    const value = text.slice(at, blank);
    if (value !== '-') fields.add(name, value);
    at = blank + 1;
  }
  at = readStructured(text, at, fields);
  if (at < text.length && text[at] !== ' ') throw new Broken('structured data that go on behind their end', at);
  readMessage(text, at + 1, fields);
  return true;
}

/** "-" or "[id name=\"value\" ...][...]". */
function readStructured(text, start, fields) {
  if (text[start] === '-') return start + 1;
  if (text[start] !== '[') throw new Broken(start < text.length ? 'structured data that are missing' : 'unexpected end at the structured data', start);
  let at = start;
  for (let n = 0; text[at] === '['; ) {
    const id = /^[^\s="\]]{1,64}/.exec(text.slice(at + 1, at + 70))?.[0];
    if (!id) throw new Broken('structured data without a name', at + 1);
    at += 1 + id.length;
    if (text[at] === ']') fields.add(id, '');
    while (text[at] === ' ' && n < MAX_PARAMS) {
      at = readParam(text, at + 1, id, fields);
      n += 1;
    }
    if (text[at] !== ']') throw new Broken(at < text.length ? 'structured data without their "]"' : 'unexpected end inside structured data', at);
    at += 1;
  }
  return at;
}

function readParam(text, at, id, fields) {
  const name = /^[^\s="\]]{1,64}(?==")/.exec(text.slice(at, at + 70))?.[0];
  if (!name) throw new Broken('a parameter that is not name="value"', at);
  const from = at + name.length + 2;
  let to = from;
  while (to < text.length && text[to] !== '"') to += text[to] === '\\' ? 2 : 1;
  if (to >= text.length) throw new Broken('unexpected end inside a parameter', text.length);
  fields.add(`${id}.${name}`, text.slice(from, to).replace(/\\(["\\\]])/g, '$1'));
  return to + 1;
}

function readMessage(text, at, fields) {
  const message = text.slice(at).replace(/^\ufeff/, '').trimEnd();
  fields.add('message', message);
  const body = message.replace(/^@cee: ?/, '');
  if (body.startsWith('{"')) {
    const before = fields.total;
    try {
      readJson(body, 0, fields);
    } catch (error) {
      // Told with the place in the whole of the text; what was read before it stays.
      if (before < fields.total || body !== message) throw new Broken(`JSON in the message: ${error.message}`, text.indexOf(body, at) + error.at);
    }
  } else {
    readPairs(body, fields);
  }
}
