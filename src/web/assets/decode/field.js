/**
 * What all decoders share: where fields are collected, what they are bounded by, how a text becomes
 * a number, and how a decoder says that what looks like its format is broken.
 *
 * A decoder is `{ kind, title, read(input, fields) }`. `read` looks at the first bytes and returns
 * false where this is not its format; else it adds fields and returns true, or an object of further
 * members of the result. It throws Broken where the input has the format's first signs and yet can't
 * be read.
 *
 * A field is `{ name, value, unit?, time?, x?, y?, z?, flags?, label? }`. `time` is when the sender
 * says that the value was measured: a number of milliseconds since 1970, or a bigint of nanoseconds;
 * `label` the chart that it is meant for.
 */

export const MAX_FIELDS = 1000;
export const MAX_DEPTH = 64;
export const MAX_LINES = 300_000; // more than a datagram has, or a body of 1 MiB
export const MAX_TEXT = 4096; // characters of a value or a name

/** `at` is where, as an index of what the decoder reads: characters of a text, else bytes. */
export class Broken extends Error {
  constructor(what, at) {
    super(what);
    this.at = at;
  }
}

export class Fields {
  list = [];
  /** The decoder's title, where it has found out more: "SNMP v2c trap". */
  title = '';
  /** How many there were, those that are not kept as well. */
  total = 0;

  add(name, value) {
    return this.put({ name, value });
  }

  put(field) {
    this.total += 1;
    if (this.list.length >= MAX_FIELDS) return field;
    if (typeof field.value === 'string' && field.value.length > MAX_TEXT) field.value = cut(field.value);
    if (field.name.length > MAX_TEXT) field.name = cut(field.name);
    this.list.push(field);
    return field;
  }
}

/** Calls `take(line, at)` for each line, until it says false; whether it never did. */
export function everyLine(text, take) {
  let from = 0;
  for (let n = 0; from < text.length && n < MAX_LINES; n += 1) {
    let to = text.indexOf('\n', from);
    if (to < 0) to = text.length;
    if (take(text.slice(from, to).trimEnd(), from) === false) return false;
    from = to + 1;
  }
  return true;
}

const cut = (text) => `${text.slice(0, MAX_TEXT)}…`;

// One way through digits without end: two of them would take their square.
const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
const INTEGER = /^[+-]?\d+$/;
// As C's printf, Python, Java and Prometheus write them.
const SPECIAL = /^([+-]?)(?:(nan)|inf(?:inity)?)$/i;

/** The number that the whole text is, a bigint where it would lose digits; undefined for anything else. */
export function number(text) {
  if (!NUMBER.test(text)) return text.length < 10 && SPECIAL.test(text) ? special(text) : undefined;
  const value = Number(text);
  return text.length > 15 && !Number.isSafeInteger(value) && INTEGER.test(text) ? integer(text) : value;
}

function special(text) {
  const [, sign, nan] = SPECIAL.exec(text);
  return nan ? NaN : sign === '-' ? -Infinity : Infinity;
}

// A device's integers have 64 bits; thousands of digits would only cost time.
function integer(text) {
  return text.length > 40 ? Number(text) : BigInt(text.startsWith('+') ? text.slice(1) : text);
}

/** A bigint as a number where that loses nothing. */
export const narrow = (big) => (big >= Number.MIN_SAFE_INTEGER && big <= Number.MAX_SAFE_INTEGER ? Number(big) : big);

/** A number of single precision with the digits that it has: 21.4, not 21.399999618530273. */
export const single = (value) => (Number.isFinite(value) ? Number(value.toPrecision(7)) : value);

/** Bytes as hexadecimal digits, the first of them. */
export function hex(bytes, limit = 64) {
  const shown = Array.from(bytes.subarray(0, limit), (byte) => byte.toString(16).padStart(2, '0')).join('');
  return bytes.length > limit ? `${shown}…` : shown;
}
