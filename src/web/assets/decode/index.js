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
import csv from './csv.js';
import json from './json.js';
import keyvalue from './keyvalue.js';
import statsd from './statsd.js';
import teleplot from './teleplot.js';

const OF_TEXT = [json, statsd, teleplot, keyvalue, csv];
const OF_BYTES = [];
// These have first signs that no other text has: they say what is wrong with a text that has flaws.
const OF_FLAWED_TEXT = [json];

const NOTHING = Object.freeze({ kind: '', title: '', fields: Object.freeze([]), error: '' });

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
 * @returns {{kind: string, title: string, fields: object[], error: string, note?: string,
 *   lines?: string, pending?: () => Promise<object>}} kind '': nothing recognises it. `error` says
 *   what is broken and at which byte, `note` what is left out.
 */
export function decode(bytes, options = {}) {
  return run(Input.ofBytes(bytes, options));
}

/** The same, of an event, which saves the way from its text to bytes and back. */
export function decodeEvent(event, options = {}) {
  return event.encoding === 'utf-8' ? run(Input.ofText(event.data, options)) : decode(bytesOf(event), options);
}

function run(input) {
  if (input.isEmpty) return NOTHING;
  if (!input.isText) return attempt(input, OF_BYTES) ?? (input.hasTextSigns && flawed(input)) ?? NOTHING;
  return attempt(input, OF_TEXT) ?? NOTHING;
}

function attempt(input, decoders) {
  let fields = new Fields();
  for (const decoder of decoders) {
    try {
      const read = decoder.read(input, fields);
      if (read) return result(decoder, fields, read);
    } catch (error) {
      return { ...result(decoder, fields, {}), error: `${decoder.title}, broken: ${input.sentence(error)}` };
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

function result(decoder, { list, total }, read) {
  const made = { kind: decoder.kind, title: decoder.title, fields: list, error: '' };
  if (total > list.length) made.note = `The first ${list.length} of ${total} fields.`;
  return read === true ? made : Object.assign(made, read);
}
