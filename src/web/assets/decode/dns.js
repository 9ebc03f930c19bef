/** DNS, mDNS and LLMNR: the head, questions and answers. */

import { dataOf, readName, TYPES } from './dns_records.js';
import { Broken } from './field.js';
import { Reader } from './reader.js';

const OPCODES = ['query', 'inverse query', 'status', '3', 'notify', 'update'];
const CODES = ['no error', 'format error', 'server failure', 'no such name', 'not implemented', 'refused', 'name exists',
  'record set exists', 'no such record set', 'not authoritative', 'not in zone'];
const FLAGS = [[0x0400, 'authoritative'], [0x0200, 'truncated'], [0x0100, 'recursion desired'],
  [0x0080, 'recursion available'], [0x0020, 'authentic data'], [0x0010, 'checking disabled']];
const SECTIONS = ['answer', 'authority', 'additional'];
const CLASSES = new Map([[1, 'IN'], [3, 'CH'], [4, 'HS'], [254, 'none'], [255, 'any']]);
const OPT = 41;

export default {
  kind: 'dns',
  title: 'DNS',
  read({ bytes }, fields) {
    if (!hasSigns(bytes)) return false;
    const reader = new Reader(bytes);
    fields.title = bytes[2] & 0x80 ? 'DNS answer' : 'DNS query';
    fields.add('id', `0x${reader.u16().toString(16).padStart(4, '0')}`);
    const flags = reader.u16();
    const isAnswer = (flags & 0x8000) !== 0;
    fields.add('kind', `${isAnswer ? 'answer to a ' : ''}${OPCODES[(flags >> 11) & 15]}`);
    fields.add('flags', FLAGS.filter(([bit]) => flags & bit).map(([, name]) => name).join(', '));
    if (isAnswer) fields.add('code', CODES[flags & 15] ?? String(flags & 15));
    const [questions, ...counts] = [reader.u16(), reader.u16(), reader.u16(), reader.u16()];
    for (let n = 0; n < questions; n += 1) readQuestion(reader, `question[${n}]`, fields);
    counts.forEach((count, section) => {
      for (let n = 0; n < count; n += 1) readRecord(reader, `${SECTIONS[section]}[${n}]`, fields);
    });
    if (reader.left > 0) throw new Broken(`${reader.left} bytes behind the last record`, reader.at);
    return true;
  },
};

/** A known opcode, the zero bit, few questions, and then a name of letters. */
function hasSigns(bytes) {
  if (bytes.length < 12) return false;
  const flags = bytes[2] * 256 + bytes[3];
  const questions = bytes[4] * 256 + bytes[5];
  const [answers, authorities, additions] = [6, 8, 10].map((at) => bytes[at] * 256 + bytes[at + 1]);
  if (((flags >> 11) & 15) > 5 || (flags & 0x40) !== 0 || questions > 32) return false;
  if (answers > 500 || authorities > 500 || additions > 500 || questions + answers + authorities + additions === 0) return false;
  if ((flags & 0x8000) === 0 && (flags & 0x0f) !== 0) return false; // a question with an error's code
  const label = bytes[12] ?? 1;
  if (label === 0) return bytes.length >= 17;
  if (label > 63) return false;
  for (let i = 13; i < 13 + label && i < bytes.length; i += 1) if (bytes[i] < 0x21 || bytes[i] === 0x7f) return false;
  return true;
}

function readQuestion(reader, name, fields) {
  const asked = readName(reader);
  const type = reader.u16('the type of a question');
  const group = reader.u16('the class of a question');
  fields.add(name, `${asked} ${TYPES.get(type) ?? `type ${type}`} ${CLASSES.get(group & 0x7fff) ?? `class ${group}`}`);
}

function readRecord(reader, name, fields) {
  const owner = readName(reader);
  const type = reader.u16('the type of a record');
  const group = reader.u16('the class of a record');
  const ttl = reader.u32('the time to live of a record');
  const size = reader.u16('the size of a record');
  const from = reader.skip(size, 'the data of a record');
  if (type === OPT) {
    fields.add(`${name}`, `EDNS, at most ${group} bytes${ttl & 0x8000 ? ', DNSSEC wanted' : ''}`);
    return;
  }
  const data = dataOf(type, new Reader(reader.bytes, from, reader.at));
  fields.add(name, `${owner} ${TYPES.get(type) ?? `type ${type}`} ${data}`);
  fields.put({ name: `${name}.ttl`, value: ttl, unit: 's' });
}
