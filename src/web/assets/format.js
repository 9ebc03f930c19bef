/**
 * Figures and times as text. Counts are never rounded: the page promises exact ones.
 */

const grouped = new Intl.NumberFormat('en-US');
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const pad = (n, width = 2) => String(n).padStart(width, '0');

export const count = (n) => grouped.format(n);

/** "1 event", "2 events". */
export const plural = (n, word) => `${count(n)} ${word}${n === 1 ? '' : 's'}`;

/** A rate: whole above ten, one decimal below. */
export const rate = (perSecond) =>
  perSecond > 0 && perSecond < 10 ? String(Number(perSecond.toFixed(1))) : count(Math.round(perSecond));

/** A share of a whole; what is not nothing never shows as "0 %". */
export function percent(part, whole) {
  if (!part || !whole) return '0 %';
  const share = (100 * part) / whole;
  if (share < 0.01) return 'under 0.01 %';
  return `${share < 1 ? share.toFixed(2) : share < 10 ? share.toFixed(1) : Math.round(share)} %`;
}

/** Bytes in the units of the command line: KiB, MiB, GiB. */
export function bytes(n) {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let unit = 0;
  while (n >= 1024 && unit < units.length - 1) {
    n /= 1024;
    unit += 1;
  }
  return `${unit === 0 || n >= 100 ? Math.round(n) : Number(n.toFixed(1))} ${units[unit]}`;
}

/** Hours, minutes and seconds of a Date, in the browser's time zone. */
export const clock = (date) =>
  `${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}`;

/**
 * An event's time (RFC 3339, UTC, nanoseconds) in the browser's time zone: the milliseconds today,
 * the date on any other day.
 */
export function localTime(iso, today = new Date()) {
  // Browsers agree on three decimals; nine are beyond what the standard defines.
  const date = new Date(`${iso.slice(0, 23)}Z`);
  if (date.toDateString() === today.toDateString()) {
    return `${clock(date)}.${pad(date.getMilliseconds(), 3)}`;
  }
  const year = date.getFullYear() === today.getFullYear() ? '' : ` ${date.getFullYear()}`;
  return `${months[date.getMonth()]} ${date.getDate()}${year} ${clock(date)}`;
}
