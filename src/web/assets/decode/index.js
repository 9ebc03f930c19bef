/**
 * What a payload says, found by its content. The order is fixed, and each decoder recognises its
 * format strictly:
 *
 *   text:   JSON (and GELF), syslog, NMEA 0183, statsd, Teleplot, InfluxDB lines, key=value, CSV numbers
 *   bytes:  GELF chunks, gzip, zlib, OSC, SNMP, NetFlow, collectd, DNS, CoAP, MessagePack, CBOR
 *
 * Text is what has no control characters but blanks and breaks, and is UTF-8; it is tried first.
 * Pure functions, for pages, workers and tests alike; no payload makes them throw or work long.
 */

import { Fields } from './field.js';
import { Input } from './input.js';
import cbor from './cbor.js';
import coap from './coap.js';
import collectd from './collectd.js';
import { gzip, zlib } from './compressed.js';
import csv from './csv.js';
import dns from './dns.js';
import gelf from './gelf.js';
import gelfChunk from './gelf_chunk.js';
import influx from './influx.js';
import json from './json.js';
import keyvalue from './keyvalue.js';
import { readLayout } from './layout.js';
import msgpack from './msgpack.js';
import netflow from './netflow.js';
import nmea from './nmea.js';
import osc from './osc.js';
import snmp from './snmp.js';
import statsd from './statsd.js';
import syslog from './syslog.js';
import teleplot from './teleplot.js';

const OF_TEXT = [gelf, json, syslog, nmea, statsd, teleplot, influx, keyvalue, csv];
const OF_BYTES = [gelfChunk, gzip, zlib, osc, snmp, netflow, collectd, dns, coap, msgpack, cbor];
// These have first signs that no other text has: they say what is wrong with a text that has flaws.
const OF_FLAWED_TEXT = [gelf, json, syslog, nmea];

const NOTHING = Object.freeze({ kind: '', title: '', fields: Object.freeze([]), left: 0, error: '' });

/** An event's payload; `event` is the API's JSON. */
export function bytesOf(event) {
  if (event.encoding !== 'base64') return new TextEncoder().encode(event.data);
  const binary = atob(event.data);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i += 1) bytes[i] = binary.charCodeAt(i);
  return bytes;
}

/**
 * @param {Uint8Array} bytes
 * @param {{layout?: object, lines?: boolean}} options `layout`: a parsed layout (layout.js), which
 *   comes first unless it is for what nothing else recognises; `lines`: also as a text for readers
 * @returns {{kind: string, title: string, fields: object[], left: number, error: string, note?: string,
 *   lines?: string, pending?: () => Promise<object>}} kind '': nothing recognises it. `error` says
 *   what is broken and at which byte, `note` what is left out, `left` how many fields that is.
 */
export function decode(bytes, options = {}) {
  return run(Input.ofBytes(bytes, options));
}

/** The same, of an event, which saves the way from its text to bytes and back. */
export function decodeEvent(event, options = {}) {
  return event.encoding === 'utf-8' ? run(Input.ofText(event.data, options)) : decode(bytesOf(event), options);
}

function run(input) {
  const { layout } = input;
  if (layout && !layout.isLast) return ofLayout(input, layout);
  const found = input.isEmpty ? NOTHING : recognised(input) ?? NOTHING;
  return layout && found.kind === '' ? ofLayout(input, layout) : found;
}

function recognised(input) {
  if (input.isText) return attempt(input, OF_TEXT);
  return attempt(input, OF_BYTES) ?? (input.hasTextSigns ? flawed(input) : null);
}

const ofLayout = (input, layout) => attempt(input, [{
  kind: 'layout',
  title: 'Layout',
  read: ({ bytes }, fields) => readLayout(layout, bytes, fields),
}]);

function attempt(input, decoders) {
  let fields = new Fields();
  for (const decoder of decoders) {
    try {
      const read = decoder.read(input, fields);
      if (read) return result(decoder, fields, read, input);
    } catch (error) {
      const made = result(decoder, fields, true, input);
      made.error = `${made.title}, broken: ${input.sentence(error)}`;
      return made;
    }
    if (fields.total > 0) fields = new Fields();
  }
  return null;
}

function flawed(input) {
  const found = attempt(input, OF_FLAWED_TEXT);
  if (found && !found.error) found.error = `${found.title}, broken: ${input.flaw()}`;
  return found;
}

function result(decoder, { list, total, title }, read, input) {
  const made = { kind: decoder.kind, title: title || decoder.title, fields: list, error: '' };
  const { inflate, inner, note = '', ...others } = read === true ? {} : read;
  Object.assign(made, others);
  made.left = total - list.length;
  const notes = [made.left > 0 && `The first ${list.length} of ${total} fields.`, note].filter(Boolean);
  if (notes.length > 0) made.note = notes.join(' ');
  if (inflate) made.pending = () => inside(made, inflate, input);
  if (inner) return within(made, decode(inner, input.options));
  return made;
}

/** What is inside of something compressed. It is looked into once: bombs lie within each other. */
async function inside(outer, inflate, input) {
  try {
    const { pending, ...inner } = decode(await inflate(), input.options);
    if (inner.kind === '') return { ...outer, pending: undefined, error: '', note: 'What is inside is of no known kind.' };
    return { ...inner, title: `${inner.title}, ${outer.title}` };
  } catch (error) {
    return { ...outer, pending: undefined, error: `${outer.title}, broken: ${error.message}` };
  }
}

/** A message in an envelope of one part: its fields, with those of the envelope in front. */
function within(outer, inner) {
  if (inner.kind === '') return outer;
  const { pending } = inner;
  const joined = ({ fields, title, ...others }) => ({ ...others, title: `${title}, ${outer.title}`, fields: [...outer.fields, ...fields] });
  return pending ? { ...joined(inner), pending: async () => joined(await pending()) } : joined(inner);
}
