/** NetFlow: the head and the flows of version 5, the head and the sets of version 9. */

import { Broken } from './field.js';
import { Reader } from './reader.js';

const V5_HEAD = 24;
const V5_RECORD = 48;
const V9_HEAD = 20;
const YEAR_2000 = 946_684_800;
const FAR_YEAR = 4_000_000_000;

export default {
  kind: 'netflow',
  title: 'NetFlow',
  read({ bytes }, fields) {
    if (bytes[0] !== 0 || (bytes[1] !== 5 && bytes[1] !== 9) || bytes.length < 16) return false;
    const reader = new Reader(bytes);
    const version = reader.u16();
    const count = reader.u16();
    const uptime = reader.u32();
    const seconds = reader.u32();
    if (seconds < YEAR_2000 || seconds > FAR_YEAR || count === 0 || (version === 5 && count > 30)) return false;
    fields.title = `NetFlow v${version}`;
    fields.add('version', String(version));
    fields.add(version === 5 ? 'flows' : 'records', count);
    fields.put({ name: 'uptime', value: uptime / 1000, unit: 's' });
    if (version === 5) readV5(reader, fields, count, seconds);
    else readV9(reader, fields, seconds);
    return true;
  },
};

function readV5(reader, fields, count, seconds) {
  const nanoseconds = reader.u32('the time');
  fields.add('time', new Date(seconds * 1000 + Math.min(nanoseconds, 999_999_999) / 1e6).toISOString());
  fields.add('sequence', reader.u32('the sequence'));
  fields.add('engine', `type ${reader.u8('the engine')}, id ${reader.u8('the engine')}`);
  const sampling = reader.u16('the sampling');
  if (sampling) fields.add('sampling', `mode ${sampling >> 14}, 1 of ${sampling & 0x3fff}`);
  const size = V5_HEAD + count * V5_RECORD;
  if (reader.end > size) throw new Broken(`${reader.end - size} bytes behind the last of ${count} flows`, size);
  for (let n = 0; n < count; n += 1) readFlow(new Reader(reader.bytes, reader.skip(V5_RECORD, `flow ${n + 1} of ${count}`)), `flow[${n}]`, fields);
}

function readFlow(reader, name, fields) {
  const [from, to, nextHop] = [reader.ip4(), reader.ip4(), reader.ip4()];
  const [input, output] = [reader.u16(), reader.u16()];
  const [packets, octets, first, last] = [reader.u32(), reader.u32(), reader.u32(), reader.u32()];
  const [fromPort, toPort] = [reader.u16(), reader.u16()];
  reader.u8();
  const [flags, protocol, tos] = [reader.u8(), reader.u8(), reader.u8()];
  const [fromAs, toAs] = [reader.u16(), reader.u16()];
  fields.add(`${name}.source`, `${from}:${fromPort}`);
  fields.add(`${name}.destination`, `${to}:${toPort}`);
  fields.add(`${name}.protocol`, String(protocol));
  fields.add(`${name}.packets`, packets);
  fields.put({ name: `${name}.octets`, value: octets, unit: 'B' });
  fields.put({ name: `${name}.duration`, value: (last - first) / 1000, unit: 's' });
  if (flags) fields.add(`${name}.tcp flags`, `0x${flags.toString(16).padStart(2, '0')}`);
  if (tos) fields.add(`${name}.tos`, tos);
  if (input || output) fields.add(`${name}.interfaces`, `${input} to ${output}`);
  if (fromAs || toAs) fields.add(`${name}.as`, `${fromAs} to ${toAs}`);
  if (nextHop !== '0.0.0.0') fields.add(`${name}.next hop`, nextHop);
}

/** A set's meaning is in a template that came at another time; told is what each set is. */
function readV9(reader, fields, seconds) {
  fields.add('time', new Date(seconds * 1000).toISOString());
  fields.add('sequence', reader.u32('the sequence'));
  fields.add('source id', String(reader.u32('the source id')));
  for (let n = 0; reader.left > 0; n += 1) {
    const start = reader.at;
    const id = reader.u16('the head of a set');
    const length = reader.u16('the head of a set');
    if (length < 4) throw new Broken(`set ${n + 1} says that it has ${length} bytes`, start + 2);
    reader.skip(length - 4, `set ${n + 1}, which says that it has ${length} bytes,`);
    const body = new Reader(reader.bytes, start + 4, reader.at);
    const name = `set[${n}]`;
    fields.add(`${name}.is`, id === 0 ? 'templates' : id === 1 ? 'option templates' : id > 255 ? `data of template ${id}` : `reserved (${id})`);
    fields.put({ name: `${name}.length`, value: length, unit: 'B' });
    if (id === 0) readTemplates(body, name, fields);
  }
  if (reader.end < V9_HEAD) throw new Broken('unexpected end inside the head', reader.end);
}

function readTemplates(body, name, fields) {
  while (body.left >= 4) {
    const id = body.u16();
    const count = body.u16();
    if (id < 256) return; // padding
    fields.add(`${name}.template ${id}`, `${count} fields`);
    body.skip(4 * count, `template ${id}`);
  }
}
