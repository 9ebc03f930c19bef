/** NMEA 0183: "$GPGGA,...*47" and "!AIVDM,...*5C", one sentence a line, with their checksums. */

import { Broken, everyLine } from './field.js';
import { SENTENCES, put } from './nmea_sentences.js';

const START = /^(?:\\[^\\\n]{0,200}\\)?[$!](?:P[A-Z]{3}|[A-Z]{2}[A-Z0-9]{3})[A-Z0-9]{0,6},/;

export default {
  kind: 'nmea',
  title: 'NMEA 0183',
  read({ text }, fields) {
    if (!'$!\\'.includes(text[0]) || !START.test(text)) return false;
    let wrong = null;
    everyLine(text, (line, at) => {
      const flaw = line ? readSentence(line, at, fields) : null;
      wrong ??= flaw;
    });
    if (wrong) throw wrong;
    return true;
  },
};

/** Adds the fields of one sentence; returns what is wrong with it. */
function readSentence(line, at, fields) {
  const start = line.search(/[$!]/);
  if (!START.test(line)) return new Broken('a line that is no sentence', at);
  const star = line.lastIndexOf('*');
  const end = star < 0 ? line.length : star;
  const [address, ...parts] = line.slice(start + 1, end).split(',', 100);
  const isOwn = address[0] === 'P';
  const talker = isOwn ? 'P' : address.slice(0, 2);
  const type = isOwn ? address.slice(1) : address.slice(2);
  fields.add('sentence', address);
  if (SENTENCES.has(type)) SENTENCES.get(type)(parts, fields, type);
  else parts.forEach((part, n) => put(fields, `${talker}${type}[${n + 1}]`, part));
  if (star < 0) return null;
  return checked(line, start, star, at);
}

function checked(line, start, star, at) {
  const said = line.slice(star + 1).toUpperCase();
  if (!/^[0-9A-F]{2}$/.test(said)) return new Broken(`"${said.slice(0, 10)}" is no checksum`, at + star + 1);
  let sum = 0;
  for (let i = start + 1; i < star; i += 1) sum ^= line.charCodeAt(i);
  const made = sum.toString(16).toUpperCase().padStart(2, '0');
  return said === made ? null : new Broken(`the checksum is ${said}, but the sentence has ${made},`, at + star + 1);
}
