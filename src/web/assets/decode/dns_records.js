/** Names and data of DNS records. */

import { Broken, hex } from './field.js';
import { octets } from './ber.js';

export const TYPES = new Map([[1, 'A'], [2, 'NS'], [5, 'CNAME'], [6, 'SOA'], [12, 'PTR'], [13, 'HINFO'], [15, 'MX'], [16, 'TXT'],
  [28, 'AAAA'], [33, 'SRV'], [35, 'NAPTR'], [41, 'OPT'], [43, 'DS'], [46, 'RRSIG'], [47, 'NSEC'], [48, 'DNSKEY'],
  [64, 'SVCB'], [65, 'HTTPS'], [252, 'AXFR'], [255, 'ANY'], [257, 'CAA']]);

const MAX_NAME = 255;
const MAX_JUMPS = 32;

/** A name, with its pointers followed: only backwards, so that no circle can be walked. */
export function readName(reader) {
  const labels = [];
  let { at } = reader;
  let length = 0;
  let behind = -1; // where to go on once a pointer was followed
  for (let jumps = 0; ;) {
    const size = reader.bytes[at];
    if (size === undefined || at >= reader.bytes.length) throw new Broken('unexpected end inside a name', reader.bytes.length);
    if (size >= 0xc0) {
      if (at + 1 >= reader.bytes.length) throw new Broken('unexpected end inside a name', reader.bytes.length);
      const target = (size & 0x3f) * 256 + reader.bytes[at + 1];
      if (target >= at || jumps >= MAX_JUMPS) throw new Broken('a pointer of a name that does not lead backwards', at);
      if (behind < 0) behind = at + 2;
      jumps += 1;
      at = target;
      continue;
    }
    if (size > 63) throw new Broken('a label of a name of a kind that is not known', at);
    at += 1;
    if (size === 0) break;
    if (at + size > reader.bytes.length) throw new Broken('unexpected end inside a name', reader.bytes.length);
    length += size + 1;
    if (length > MAX_NAME) throw new Broken('a name longer than 255 bytes', at);
    labels.push(octets(reader.bytes.subarray(at, at + size)));
    at += size;
  }
  reader.at = behind < 0 ? at : behind;
  return labels.length ? labels.join('.') : '.';
}

/** What a record says; `reader` holds its data, in the whole of the message. */
export function dataOf(type, reader) {
  const size = reader.left;
  switch (type) {
    case 1: return reader.ip4('an address');
    case 28: return reader.ip6('an address');
    case 2: case 5: case 12: return readName(reader);
    case 15: return `${reader.u16('a preference')} ${readName(reader)}`;
    case 16: return texts(reader);
    case 33: return `${reader.u16('a priority')} ${reader.u16('a weight')} ${reader.u16('a port')} ${readName(reader)}`;
    case 6: return `${readName(reader)} ${readName(reader)} ${reader.u32('a serial')}`;
    default: return hex(reader.take(size));
  }
}

function texts(reader) {
  const parts = [];
  while (reader.left > 0) {
    const size = reader.u8('a text');
    parts.push(`"${octets(reader.take(size, 'a text'))}"`);
  }
  return parts.join(' ');
}
