/**
 * When an event came, as the table says it: on a clock, with the date where that is not today's, or
 * how long ago.
 */

import { localTime } from '../format.js';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `mode`: local, utc or relative; `iso` is an event's time, `now` in ms of Date.now(). */
export function timeText(iso, mode, now) {
  if (mode === 'relative') return ago(now - Date.parse(`${iso.slice(0, 23)}Z`));
  return mode === 'utc' ? utcTime(iso, new Date(now)) : localTime(iso, new Date(now));
}

function utcTime(iso, now) {
  const today = now.toISOString();
  if (iso.slice(0, 10) === today.slice(0, 10)) return iso.slice(11, 23);
  const year = iso.slice(0, 4) === today.slice(0, 4) ? '' : ` ${Number(iso.slice(0, 4))}`;
  return `${MONTHS[Number(iso.slice(5, 7)) - 1]} ${Number(iso.slice(8, 10))}${year} ${iso.slice(11, 19)}`;
}

/** A device's clock is not this one's: what seems to come from the future says so. */
function ago(ms) {
  const s = Math.floor(Math.abs(ms) / 1000);
  if (s === 0) return 'now';
  const minutes = Math.floor(s / 60);
  const hours = Math.floor(minutes / 60);
  const long = s < 60 ? `${s} s` : minutes < 60 ? `${minutes} min ${s % 60} s`
    : hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
  return ms < 0 ? `in ${long}` : `${long} ago`;
}
