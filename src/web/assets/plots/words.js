/**
 * Values, times and names of series as text.
 */

import { clock } from '../format.js';
import { preview } from '../payload.js';

const LONGEST_NAME = 60;

/** Seven digits, which is more than a sensor has; a text as it is. */
export function value(v) {
  if (typeof v === 'string') return visible(v);
  if (v === null || Number.isNaN(v)) return '–';
  if (!Number.isFinite(v)) return 'too large';
  const size = Math.abs(v);
  const short = Number(v.toPrecision(7));
  return size >= 1e9 || (size < 1e-5 && size > 0) ? short.toExponential() : String(short);
}

export const withUnit = (v, unit) => (unit && value(v) !== '–' ? `${value(v)} ${visible(unit)}` : value(v));

/** What somebody else chose as one short line, with all that would be unseen shown as escapes. */
export function visible(text) {
  if (text === '') return '(no name)';
  const line = preview({ size: 1, encoding: 'utf-8', data: text }).map((part) => part.text).join('');
  const chars = [...line.slice(0, 4 * LONGEST_NAME)];
  return chars.length > LONGEST_NAME ? `${chars.slice(0, LONGEST_NAME - 1).join('')}…` : line;
}

/** Hours to milliseconds, in the browser's time zone. */
export function moment(ms, digits = 3) {
  const fraction = String(Math.floor(ms) % 1000).padStart(3, '0').slice(0, digits);
  return clock(new Date(ms)) + (digits ? `.${fraction}` : '');
}

/** "30 s", "1.5 min", "20 ms". */
export function duration(ms) {
  const short = (n) => String(Number(n.toPrecision(3)));
  if (ms < 1000) return `${short(ms)} ms`;
  if (ms < 120_000) return `${short(ms / 1000)} s`;
  if (ms < 7_200_000) return `${short(ms / 60_000)} min`;
  return ms < 48 * 3_600_000 ? `${short(ms / 3_600_000)} h` : `${short(ms / 86_400_000)} days`;
}
