/** SNMP: the head of any message, and what a trap says (v1, v2c, and v3 where it is not encrypted). */

import { expect, integer, octets, oid, readHead, readInteger } from './ber.js';
import { Broken, hex } from './field.js';
import { Reader } from './reader.js';

const VERSIONS = new Map([[0, 'v1'], [1, 'v2c'], [3, 'v3']]);
const PDUS = ['get', 'get next', 'response', 'set', 'trap (v1)', 'get bulk', 'inform', 'trap', 'report'];
const GENERIC = ['coldStart', 'warmStart', 'linkDown', 'linkUp', 'authenticationFailure', 'egpNeighborLoss', 'enterpriseSpecific'];
const EXCEPTIONS = new Map([[0x80, 'no such object'], [0x81, 'no such instance'], [0x82, 'end of the view']]);
const TRAP_OID = '1.3.6.1.6.3.1.1.4.1.0';
const UPTIME = '1.3.6.1.2.1.1.3.0';
const STANDARD_TRAPS = '1.3.6.1.6.3.1.1.5.';
const MAX_VARBINDS = 500;

export default {
  kind: 'snmp',
  title: 'SNMP',
  read({ bytes }, fields) {
    const at = signs(bytes);
    if (at < 0) return false;
    const reader = new Reader(bytes);
    const whole = expect(reader, 0x30, 'the message');
    const version = readInteger(reader, 'the version');
    fields.add('version', VERSIONS.get(version));
    fields.title = `SNMP ${VERSIONS.get(version)}`;
    if (version === 3) readV3(reader, fields);
    else readCommunity(reader, fields);
    if (whole.end < bytes.length) throw new Broken(`${bytes.length - whole.end} bytes behind the message`, whole.end);
    return true;
  },
};

/** Where the version is: a SEQUENCE that begins with the INTEGER 0, 1 or 3; -1 where not. */
function signs(bytes) {
  if (bytes[0] !== 0x30 || bytes.length < 5) return -1;
  const at = bytes[1] < 0x80 ? 2 : 2 + (bytes[1] & 0x7f);
  return at < 7 && bytes[at] === 2 && bytes[at + 1] === 1 && VERSIONS.has(bytes[at + 2]) ? at : -1;
}

function readCommunity(reader, fields) {
  const community = expect(reader, 4, 'the community');
  fields.add('community', octets(take(reader, community)));
  readPdu(reader, fields);
}

function readV3(reader, fields) {
  const global = expect(reader, 0x30, 'the global data');
  fields.add('message id', String(readInteger(reader, 'the message id')));
  fields.add('largest message', readInteger(reader, 'the size'));
  const [flags = 0] = take(reader, expect(reader, 4, 'the flags'));
  fields.add('security', `${flags & 1 ? 'authenticated' : 'not authenticated'}, ${flags & 2 ? 'encrypted' : 'not encrypted'}`);
  fields.add('security model', String(readInteger(reader, 'the security model')));
  reader.at = global.end;
  const parameters = expect(reader, 4, 'the security parameters');
  expect(reader, 0x30, 'the user\'s security parameters');
  fields.add('engine id', hex(take(reader, expect(reader, 4, 'the engine id'))));
  fields.add('engine boots', readInteger(reader, 'the engine\'s boots'));
  fields.put({ name: 'engine time', value: readInteger(reader, 'the engine\'s time'), unit: 's' });
  fields.add('user', octets(take(reader, expect(reader, 4, 'the user'))));
  reader.at = parameters.end;
  if (flags & 2) {
    fields.add('payload', 'encrypted');
    return;
  }
  expect(reader, 0x30, 'the scoped PDU');
  fields.add('context engine id', hex(take(reader, expect(reader, 4, 'the context engine id'))));
  fields.add('context', octets(take(reader, expect(reader, 4, 'the context'))));
  readPdu(reader, fields);
}

function readPdu(reader, fields) {
  const pdu = readHead(reader, 'the PDU');
  const name = PDUS[pdu.tag - 0xa0];
  if (!name) throw new Broken(`a PDU with the unknown tag ${hex(Uint8Array.of(pdu.tag))}`, pdu.start);
  fields.add('pdu', name);
  fields.title += ` ${name.replace(' (v1)', '')}`;
  if (pdu.tag === 0xa4) {
    readTrapV1(reader, fields);
  } else {
    fields.add('request id', String(readInteger(reader, 'the request id')));
    fields.add('error', readInteger(reader, 'the error'));
    readInteger(reader, 'the error\'s index');
  }
  readVarbinds(reader, fields);
}

function readTrapV1(reader, fields) {
  fields.add('enterprise', oid(take(reader, expect(reader, 6, 'the enterprise'))));
  fields.add('agent', take(reader, expect(reader, 0x40, 'the agent\'s address')).join('.'));
  const generic = readInteger(reader, 'the generic trap');
  fields.add('trap', GENERIC[generic] ?? String(generic));
  fields.add('specific trap', String(readInteger(reader, 'the specific trap')));
  fields.put({ name: 'uptime', ...ticks(take(reader, expect(reader, 0x43, 'the uptime')), reader.at) });
}

function readVarbinds(reader, fields) {
  const list = expect(reader, 0x30, 'the variables');
  for (let n = 0; reader.at < list.end && n < MAX_VARBINDS; n += 1) {
    expect(reader, 0x30, 'a variable');
    const name = oid(take(reader, expect(reader, 6, 'the name of a variable')));
    const head = readHead(reader, 'the value of a variable');
    const field = value(head.tag, take(reader, head), head.from);
    if (name === TRAP_OID) fields.add('trap', trapName(field.value));
    else fields.put({ ...field, name: name === UPTIME ? 'uptime' : name });
  }
}

function trapName(text) {
  const known = String(text).startsWith(STANDARD_TRAPS) && GENERIC[Number(text.slice(STANDARD_TRAPS.length)) - 1];
  return known ? `${known} (${text})` : text;
}

function value(tag, bytes, at) {
  switch (tag) {
    case 2: return { value: integer(bytes, 'a number', at) };
    case 4: case 0x44: return { value: octets(bytes) };
    case 5: return { value: null };
    case 6: return { value: oid(bytes) };
    case 0x40: return { value: bytes.join('.') };
    case 0x41: case 0x42: case 0x46: return { value: integer(bytes, 'a counter', at, true) };
    case 0x43: return ticks(bytes, at);
    default: return { value: EXCEPTIONS.get(tag) ?? hex(bytes) };
  }
}

/** TimeTicks: hundredths of a second. */
const ticks = (bytes, at) => ({ value: Number(integer(bytes, 'the time', at, true)) / 100, unit: 's' });

function take(reader, { from, end }) {
  reader.at = end;
  return reader.bytes.subarray(from, end);
}
