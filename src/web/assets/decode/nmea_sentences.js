/** What the commas of NMEA's common sentences separate. */

import { number } from './field.js';

const FIX = ['none', 'GPS', 'DGPS', 'PPS', 'RTK', 'float RTK', 'estimated', 'manual', 'simulator'];
const DIMENSIONS = ['', 'no fix', '2D', '3D'];

/** Adds what is there: numbers as such, text as text; empty is left out. */
export function put(fields, name, text, unit) {
  if (text === undefined || text === '') return;
  const field = fields.put({ name, value: number(text) ?? text });
  if (unit) field.unit = unit;
}

const word = (fields, name, text) => text && fields.add(name, text);

/** "092750.000" as a time of day; "280511" as a date. */
function clock(fields, text = '') {
  const [, h, m, s] = /^(\d\d)(\d\d)(\d\d(?:\.\d+)?)$/.exec(text) ?? [];
  word(fields, 'time', s ? `${h}:${m}:${s} UTC` : text);
}

/** "5321.6802","N" as degrees: 53.36137. */
function angle(fields, name, text = '', side = '') {
  const [, degrees, minutes] = /^(\d{1,3})(\d\d(?:\.\d+)?)$/.exec(text) ?? [];
  if (minutes === undefined) return word(fields, name, text);
  const value = Number((Number(degrees) + Number(minutes) / 60).toFixed(7));
  return fields.put({ name, value: side === 'S' || side === 'W' ? -value : value, unit: '°' });
}

function place(fields, [latitude, ns, longitude, ew]) {
  angle(fields, 'latitude', latitude, ns);
  angle(fields, 'longitude', longitude, ew);
}

function gga(parts, fields) {
  clock(fields, parts[0]);
  place(fields, parts.slice(1));
  word(fields, 'fix', FIX[parts[5]] ?? parts[5]);
  put(fields, 'satellites', parts[6]);
  put(fields, 'hdop', parts[7]);
  put(fields, 'altitude', parts[8], 'm');
  put(fields, 'geoid separation', parts[10], 'm');
}

function rmc(parts, fields) {
  clock(fields, parts[0]);
  word(fields, 'status', parts[1] === 'A' ? 'valid' : parts[1] === 'V' ? 'warning' : parts[1]);
  place(fields, parts.slice(2));
  put(fields, 'speed', parts[6], 'kn');
  put(fields, 'course', parts[7], '°');
  const [, d, m, y] = /^(\d\d)(\d\d)(\d\d)$/.exec(parts[8] ?? '') ?? [];
  // Two digits of a year: GPS began in 1980.
  word(fields, 'date', y ? `${y < 80 ? 20 : 19}${y}-${m}-${d}` : parts[8]);
  if (parts[9]) put(fields, 'magnetic variation', parts[10] === 'W' ? `-${parts[9]}` : parts[9], '°');
}

function vtg(parts, fields) {
  put(fields, 'course', parts[0], '°');
  put(fields, 'magnetic course', parts[2], '°');
  put(fields, 'speed', parts[4], 'kn');
  put(fields, 'speed over ground', parts[6], 'km/h');
}

function gsa(parts, fields) {
  word(fields, 'mode', parts[0] === 'A' ? 'automatic' : parts[0] === 'M' ? 'manual' : parts[0]);
  word(fields, 'fix', DIMENSIONS[parts[1]] ?? parts[1]);
  word(fields, 'satellites used', parts.slice(2, 14).filter(Boolean).join(' '));
  put(fields, 'pdop', parts[14]);
  put(fields, 'hdop', parts[15]);
  put(fields, 'vdop', parts[16]);
}

function gsv(parts, fields) {
  word(fields, 'part', parts[1] && `${parts[1]} of ${parts[0]}`);
  put(fields, 'satellites in view', parts[2]);
  for (let at = 3; at + 3 < parts.length; at += 4) {
    const name = `satellite ${parts[at]}`;
    put(fields, `${name}.elevation`, parts[at + 1], '°');
    put(fields, `${name}.azimuth`, parts[at + 2], '°');
    put(fields, `${name}.snr`, parts[at + 3], 'dB');
  }
}

function gll(parts, fields) {
  place(fields, parts);
  clock(fields, parts[4]);
  word(fields, 'status', parts[5] === 'A' ? 'valid' : parts[5] === 'V' ? 'warning' : parts[5]);
}

/** AIS: the sentence around, and of its payload who sends what. */
function vdm(parts, fields) {
  word(fields, 'part', parts[1] && `${parts[1]} of ${parts[0]}`);
  word(fields, 'message id', parts[2]);
  word(fields, 'channel', parts[3]);
  word(fields, 'payload', parts[4]);
  put(fields, 'fill bits', parts[5]);
  const bits = Array.from((parts[4] ?? '').slice(0, 7), sixBits);
  if (parts[1] !== '1' || bits.length < 7 || bits.includes(-1)) return;
  fields.add('message type', String(bits[0]));
  const joined = bits.reduce((sum, six) => sum * 64n + BigInt(six), 0n); // 42 bits: 6, 2, 30, 4
  fields.add('mmsi', String((joined >> 4n) & 0x3fffffffn).padStart(9, '0'));
}

function sixBits(char) {
  const code = char.charCodeAt(0) - 48;
  const value = code > 40 ? code - 8 : code;
  return value >= 0 && value < 64 ? value : -1;
}

export const SENTENCES = new Map([['GGA', gga], ['RMC', rmc], ['VTG', vtg], ['GSA', gsa], ['GSV', gsv], ['GLL', gll],
  ['VDM', vdm], ['VDO', vdm]]);
