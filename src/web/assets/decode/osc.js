/** OSC: a message "/address" with its arguments, or a bundle of them with a time tag. */

import { Broken, MAX_DEPTH, hex, single } from './field.js';
import { Reader } from './reader.js';

const SINCE_1900 = 2_208_988_800; // seconds from 1900 to 1970

export default {
  kind: 'osc',
  title: 'OSC',
  read({ bytes }, fields) {
    if (bytes[0] === 0x2f) {
      if (!hasSigns(bytes)) return false;
      readMessage(new Reader(bytes), fields, undefined);
      return true;
    }
    if (bytes[0] !== 0x23 || !startsWith(bytes, '#bundle\0')) return false;
    fields.title = 'OSC bundle';
    readBundle(new Reader(bytes), fields, 0);
    return true;
  },
};

/** An address of printable characters, padded with NULs, and behind it a comma or nothing. */
function hasSigns(bytes) {
  const end = bytes.indexOf(0);
  if (end < 1) return false;
  for (let i = 0; i < end; i += 1) if (bytes[i] < 0x20 || bytes[i] > 0x7e) return false;
  const next = (end & ~3) + 4;
  return bytes.subarray(end, next).every((byte) => byte === 0) && (next >= bytes.length || bytes[next] === 0x2c);
}

function startsWith(bytes, text) {
  for (let i = 0; i < text.length; i += 1) if (bytes[i] !== text.charCodeAt(i)) return false;
  return true;
}

function readBundle(reader, fields, depth) {
  if (depth > MAX_DEPTH) throw new Broken(`bundles nested deeper than ${MAX_DEPTH} levels`, reader.at);
  reader.skip(8, 'a bundle');
  const time = readTime(reader, 'a time tag');
  fields.add('time tag', time.text);
  while (reader.left > 0) {
    const size = reader.u32('the size of an element');
    const start = reader.skip(size, 'an element of a bundle');
    const element = new Reader(reader.bytes, start, reader.at);
    if (startsWith(reader.bytes.subarray(start, reader.at), '#bundle\0')) readBundle(element, fields, depth + 1);
    else if (reader.bytes[start] === 0x2f) readMessage(element, fields, time.ms);
    else throw new Broken('an element that is neither a message nor a bundle', start);
  }
}

function readMessage(reader, fields, time) {
  const address = readText(reader, 'the address');
  if (reader.left === 0) {
    fields.add(address, null);
    return;
  }
  const start = reader.at;
  const types = readText(reader, 'the types');
  if (types[0] !== ',') throw new Broken('arguments without their types', start);
  const values = [...types.slice(1)].filter((type) => type !== '[' && type !== ']');
  values.forEach((type, n) => {
    const name = values.length === 1 ? address : `${address}[${n}]`;
    const field = fields.put({ name, value: readArgument(reader, type) });
    if (time !== undefined) field.time = time;
  });
  if (values.length === 0) fields.add(address, null);
  if (reader.left > 0) throw new Broken(`${reader.left} bytes behind the last argument`, reader.at);
}

function readArgument(reader, type) {
  const what = `an argument of type ${type}`;
  switch (type) {
    case 'i': return reader.i32(what);
    case 'f': return single(reader.f32(what));
    case 'd': return reader.f64(what);
    case 'h': return reader.i64(what);
    case 's': case 'S': return readText(reader, what);
    case 'b': return readBlob(reader, what);
    case 't': return readTime(reader, what).text;
    case 'c': return String.fromCharCode(reader.u32(what) & 0x7f);
    case 'r': return `#${hex(reader.take(4, what))}`;
    case 'm': return hex(reader.take(4, what));
    case 'T': return true;
    case 'F': return false;
    case 'N': return null;
    case 'I': return Infinity;
    default: throw new Broken(`an argument of the unknown type "${type}"`, reader.at);
  }
}

/** A text with one to four NULs behind it, up to a multiple of four. */
function readText(reader, what) {
  const start = reader.at;
  const end = reader.bytes.indexOf(0, start);
  if (end < 0 || end >= reader.end) throw new Broken(`unexpected end inside ${what}`, reader.end);
  const text = reader.text(end - start, what);
  reader.skip(4 - ((end - start) & 3), what);
  return text;
}

function readBlob(reader, what) {
  const size = reader.u32(what);
  const blob = hex(reader.take(size, what));
  reader.skip((4 - (size & 3)) & 3, what);
  return blob;
}

/** NTP's: seconds since 1900 and a fraction. */
function readTime(reader, what) {
  const seconds = reader.u32(what);
  const fraction = reader.u32(what);
  if (seconds === 0 && fraction === 1) return { text: 'immediately', ms: undefined };
  const ms = (seconds - SINCE_1900) * 1000 + (fraction / 2 ** 32) * 1000;
  return { text: new Date(ms).toISOString(), ms };
}
