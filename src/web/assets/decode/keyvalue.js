/** key=value pairs, as logfmt and many devices write them: "boiler temp=21.4 state=\"on fire\" ok=true". */

import { number } from './field.js';

// A pair, or a word that is none. What separates them: blanks, commas, semicolons, '&'.
const TOKEN = /([A-Za-z_][\w.\-/[\]]*)=(?:"((?:[^"\\]|\\.)*)"|([^\s,;&]*))|[^\s,;&]+/gy;
const GAP = /[\s,;&]*/y;
const MEASURED = /^([+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)([%A-Za-zµ°Ω/²³]{1,6})$/;
const UNITS = new Set(('% °C C °F F K V mV kV A mA µA uA W mW kW Wh kWh Hz kHz MHz GHz s ms us µs ns min h m mm cm km hPa Pa kPa '
  + 'bar mbar dB dBm lux lx ppm ppb rpm B KB kB MB GB KiB MiB GiB ° deg rad m/s km/h m² m³ l L Ω kΩ').split(' '));

export default {
  kind: 'keyvalue',
  title: 'key=value',
  read({ text }, fields) {
    return readPairs(text, fields);
  },
};

/** True where at least half of the words are pairs. */
export function readPairs(text, fields, prefix = '') {
  if (text.indexOf('=') < 1) return false;
  const found = [];
  let words = 0;
  for (let at = gapEnd(text, 0); at < text.length;) {
    TOKEN.lastIndex = at;
    const token = TOKEN.exec(text);
    if (!token) return false;
    const [, key, quoted, plain] = token;
    if (key === undefined || (plain !== undefined && plain.startsWith('='))) words += 1;
    else found.push([key, quoted, plain]);
    if (words > found.length + 8) return false;
    at = gapEnd(text, TOKEN.lastIndex);
  }
  if (found.length === 0 || words > found.length) return false;
  for (const [key, quoted, plain] of found) put(fields, prefix + key, quoted, plain);
  return true;
}

function gapEnd(text, at) {
  GAP.lastIndex = at;
  GAP.test(text);
  return GAP.lastIndex;
}

function put(fields, name, quoted, plain) {
  if (quoted !== undefined) {
    fields.add(name, quoted.replace(/\\(["\\])/g, '$1'));
    return;
  }
  const value = number(plain);
  if (value !== undefined) {
    fields.add(name, value);
    return;
  }
  const [, digits, unit] = MEASURED.exec(plain) ?? [];
  if (unit && UNITS.has(unit)) fields.put({ name, value: Number(digits), unit });
  else fields.add(name, plain === 'true' ? true : plain === 'false' ? false : plain);
}
