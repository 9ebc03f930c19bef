/** CoAP (RFC 7252): the head, the options, and the payload as its content format says. */

import { readCbor } from './cbor.js';
import { Broken, hex, number } from './field.js';
import { octets } from './ber.js';
import { readJson } from './json.js';
import { Reader } from './reader.js';

const TYPES = ['confirmable', 'non-confirmable', 'acknowledgement', 'reset'];
const METHODS = ['empty', 'GET', 'POST', 'PUT', 'DELETE', 'FETCH', 'PATCH', 'iPATCH'];
const UINT = 'uint';
const OPTIONS = new Map([[1, ['if-match']], [3, ['uri-host', 'text']], [4, ['etag']], [5, ['if-none-match']],
  [6, ['observe', UINT]], [7, ['uri-port', UINT]], [8, ['location-path', 'text']], [9, ['oscore']], [11, ['uri-path', 'text']],
  [12, ['content-format', UINT]], [14, ['max-age', UINT]], [15, ['uri-query', 'text']], [17, ['accept', UINT]],
  [20, ['location-query', 'text']], [23, ['block2', UINT]], [27, ['block1', UINT]], [28, ['size2', UINT]],
  [35, ['proxy-uri', 'text']], [39, ['proxy-scheme', 'text']], [60, ['size1', UINT]], [258, ['no-response', UINT]]]);
const FORMATS = new Map([[0, 'text/plain'], [40, 'application/link-format'], [41, 'application/xml'],
  [42, 'application/octet-stream'], [50, 'application/json'], [60, 'application/cbor'], [110, 'application/senml+json'],
  [112, 'application/senml+cbor']]);

export default {
  kind: 'coap',
  title: 'CoAP',
  read({ bytes }, fields) {
    const [head, code] = bytes;
    const isKnown = (code >> 5) === 0 ? METHODS[code] !== undefined : [2, 4, 5].includes(code >> 5);
    const tokenSize = head & 15;
    if ((head & 0xc0) !== 0x40 || bytes.length < 4 || tokenSize > 8 || !isKnown) return false;
    // An empty message is only its head.
    if (code === 0 && (tokenSize !== 0 || bytes.length !== 4)) return false;
    const reader = new Reader(bytes, 2);
    const name = (code >> 5) === 0 ? METHODS[code] : `${code >> 5}.${String(code & 31).padStart(2, '0')}`;
    fields.title = `CoAP ${name}`;
    fields.add('type', TYPES[(head >> 4) & 3]);
    fields.add('code', name);
    fields.add('message id', String(reader.u16()));
    if (tokenSize) fields.add('token', hex(reader.take(tokenSize, 'the token')));
    const options = readOptions(reader);
    show(options, fields);
    const isSure = options.some(({ id }) => OPTIONS.has(id));
    if (options.some(({ id }) => !OPTIONS.has(id)) && !isSure) return false;
    if (reader.left > 0) readPayload(reader, options, fields);
    return true;
  },
};

function readOptions(reader) {
  const options = [];
  let id = 0;
  while (reader.left > 0) {
    const start = reader.at;
    const byte = reader.u8();
    if (byte === 0xff) {
      if (reader.left === 0) throw new Broken('a payload that is announced and empty', start);
      return options;
    }
    id += extended(reader, byte >> 4, start);
    const size = extended(reader, byte & 15, start);
    options.push({ id, bytes: reader.take(size, `option ${id}`) });
  }
  return options;
}

/** Deltas and lengths beyond 12 stand in one or two bytes of their own. */
function extended(reader, nibble, start) {
  if (nibble < 13) return nibble;
  if (nibble === 13) return reader.u8('an option') + 13;
  if (nibble === 14) return reader.u16('an option') + 269;
  throw new Broken('an option with the reserved length 15', start);
}

function show(options, fields) {
  const path = options.filter(({ id }) => id === 11).map(({ bytes }) => octets(bytes));
  if (path.length) fields.add('uri-path', `/${path.join('/')}`);
  for (const { id, bytes } of options) {
    const [name, form] = OPTIONS.get(id) ?? [`option ${id}`];
    if (id === 11) continue;
    if (id === 12 || id === 17) fields.add(name, formatName(uint(bytes)));
    else fields.add(name, form === 'text' ? octets(bytes) : form === UINT ? uint(bytes) : hex(bytes));
  }
}

const uint = (bytes) => bytes.subarray(0, 6).reduce((sum, byte) => sum * 256 + byte, 0);
const formatName = (id) => (FORMATS.has(id) ? `${FORMATS.get(id)} (${id})` : String(id));

function readPayload(reader, options, fields) {
  const start = reader.at;
  const payload = reader.take(reader.left);
  const given = options.find(({ id }) => id === 12);
  const format = given ? uint(given.bytes) : 0;
  if (format === 60 || format === 112) {
    readCbor(payload, fields, 'payload', start);
    return;
  }
  const text = octets(payload);
  const value = number(text.trim());
  fields.add('payload', format === 42 ? hex(payload) : value ?? text);
  if (format !== 50 && format !== 110) return;
  try {
    readJson(text, 0, fields, 'payload');
  } catch (error) {
    throw new Broken(`JSON in the payload: ${error.message}`, start + (error.at ?? 0));
  }
}
