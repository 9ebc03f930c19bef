/** BER as SNMP uses it: tags of one byte, definite lengths. */

import { Broken, hex, narrow } from './field.js';

const MAX_ARCS = 128;
const lenient = new TextDecoder('utf-8', { fatal: true });

/** Reads the head at `reader.at`: the tag, where its content begins and ends; goes on to the content. */
export function readHead(reader, what) {
  const start = reader.at;
  const tag = reader.u8(what);
  let length = reader.u8(`the length of ${what}`);
  if (length === 0x80 || length > 0x84) throw new Broken(`a length of ${what} that SNMP does not write`, start + 1);
  if (length > 0x80) {
    const octets = length & 0x7f;
    length = 0;
    for (let i = 0; i < octets; i += 1) length = length * 256 + reader.u8(`the length of ${what}`);
  }
  const end = reader.at + length;
  if (end > reader.end) throw new Broken(`${what} says that it has ${length} bytes, ${reader.end - reader.at} are there,`, start);
  return { tag, start, from: reader.at, end };
}

/** The content of the next element, which has to have `tag`. */
export function expect(reader, tag, what) {
  const head = readHead(reader, what);
  if (head.tag !== tag) throw new Broken(`${what} has the tag ${hex(Uint8Array.of(head.tag))}, not ${hex(Uint8Array.of(tag))},`, head.start);
  return head;
}

export function readInteger(reader, what) {
  const { from, end } = expect(reader, 2, what);
  reader.at = end;
  return integer(reader.bytes.subarray(from, end), what, from);
}

export function integer(bytes, what, at, isUnsigned = false) {
  if (bytes.length === 0 || bytes.length > 9) throw new Broken(`${what} is a number of ${bytes.length} bytes`, at);
  let value = 0n;
  for (const byte of bytes) value = value * 256n + BigInt(byte);
  return narrow(isUnsigned ? value : BigInt.asIntN(bytes.length * 8, value));
}

/** "1.3.6.1.2.1": of a hostile one only the first arcs. */
export function oid(bytes) {
  const arcs = [];
  let arc = 0n;
  for (const byte of bytes) {
    arc = arc * 128n + BigInt(byte & 0x7f);
    if (byte & 0x80) {
      if (arc > 2n ** 64n) return `${arcs.join('.')}…`;
      continue;
    }
    if (arcs.length === 0) {
      const first = arc < 80n ? arc / 40n : 2n;
      arcs.push(first, arc - 40n * first);
    } else {
      arcs.push(arc);
    }
    if (arcs.length > MAX_ARCS) return `${arcs.join('.')}…`;
    arc = 0n;
  }
  return arcs.join('.');
}

/** An OCTET STRING: as text where it is one, else as hexadecimal digits. */
export function octets(bytes) {
  try {
    const text = lenient.decode(bytes);
    // eslint-disable-next-line no-control-regex
    if (!/[\0-\x08\x0e-\x1f\x7f]/.test(text)) return text;
  } catch {
    // Bytes, then.
  }
  return hex(bytes);
}
