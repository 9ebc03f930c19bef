/** statsd and DogStatsD: "name:value|type|@rate|#tags", a line for each; also their events and checks. */

import { Broken, everyLine, number } from './field.js';

const TYPES = new Map([['c', 'counter'], ['g', 'gauge'], ['ms', 'timing'], ['h', 'histogram'], ['d', 'distribution'],
  ['s', 'set'], ['m', 'meter']]);
const CHECKS = ['OK', 'warning', 'critical', 'unknown'];

export default {
  kind: 'statsd',
  title: 'statsd',
  read({ text }, fields) {
    if (text.indexOf('|') < 0) return false;
    let isTeleplot = true; // so far: it takes gauges as well
    return everyLine(text, (line, at) => {
      if (line && !readLine(line, at, fields)) {
        if (at === 0 || (isTeleplot && line.includes(':'))) return false;
        throw new Broken('a line that is no metric', at);
      }
      isTeleplot &&= line.endsWith('|g');
      return true;
    }) && fields.total > 0;
  },
};

function readLine(line, at, fields) {
  if (line.startsWith('_e{')) return readEvent(line, at, fields);
  if (line.startsWith('_sc|')) return readCheck(line, at, fields);
  const bar = line.indexOf('|');
  const colon = line.indexOf(':');
  if (colon < 1 || colon > bar) return false;
  const parts = line.slice(bar + 1).split('|', 8);
  const type = TYPES.get(parts[0]);
  if (!type) return false;
  const values = line.slice(colon + 1, bar).split(':');
  // Teleplot's "name:time:value;time:value|g" is not several values.
  if (values.length > 1 && (Number(values[0]) > 1e11 || values.at(-2).includes(';'))) return false;
  const name = tagged(line.slice(0, colon), parts);
  const rate = parts.find((part) => part.startsWith('@'));
  const flags = rate ? `${type} ${rate}` : type;
  let offset = at + colon + 1;
  for (const value of values) {
    const read = type === 'set' ? value : number(value);
    if (read === undefined) throw new Broken(`"${value.slice(0, 40)}" is no number`, offset);
    const field = fields.put({ name, value: read, flags });
    if (type === 'timing') field.unit = 'ms';
    offset += value.length + 1;
  }
  return true;
}

/** The tags make another series of the same name: shop.orders{env:test}. */
function tagged(name, parts) {
  const tags = parts.find((part) => part.startsWith('#'));
  return tags && tags.length > 1 ? `${name}{${tags.slice(1)}}` : name;
}

function readEvent(line, at, fields) {
  const [, title, text] = /^_e\{(\d+),(\d+)\}:/.exec(line) ?? [];
  if (title === undefined) throw new Broken('an event without its two lengths', at);
  const start = line.indexOf(':') + 1;
  const bar = line.indexOf('|', start);
  if (bar < 0) throw new Broken('an event without its text', at + line.length);
  fields.add('event', line.slice(start, bar));
  const [body, ...others] = line.slice(bar + 1).split('|', 16);
  fields.add('text', body.replaceAll('\\n', '\n'));
  for (const part of others) {
    if (part.startsWith('#')) fields.add('tags', part.slice(1));
    else if (part[1] === ':') fields.add(part[0], part.slice(2));
  }
  return true;
}

function readCheck(line, at, fields) {
  const [, name, status, ...others] = line.split('|', 16);
  if (!CHECKS[status]) throw new Broken('a service check without a status from 0 to 3', at);
  fields.add(tagged(name, others), `${CHECKS[status]} (${status})`);
  const message = others.find((part) => part.startsWith('m:'));
  if (message) fields.add('message', message.slice(2));
  return true;
}
