/** What is said of a device, in words. */

import { clock, count, localTime } from '../format.js';
import { preview } from '../payload.js';

/** Text that somebody else chose, as one line with its controls visible. */
export const visible = (text) =>
  preview({ size: text.length, encoding: 'utf-8', data: text }).map((part) => part.text).join('');

/** "3 s ago" */
export function ago(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 60) return `${seconds} s ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h ago`;
  return `${Math.floor(seconds / 86_400)} d ago`;
}

/** "silent since 12:03:07", with the date on another day. */
export function silentSince(ms, today = new Date()) {
  const date = new Date(ms);
  const isToday = date.toDateString() === today.toDateString();
  return `silent since ${isToday ? clock(date) : localTime(date.toISOString(), today)}`;
}

/** What a device's own numbers say; empty where it has none. */
export function lossOf(sequence) {
  if (!sequence) return '';
  const { missing, duplicated, reordered, restarts } = sequence;
  const parts = [[missing, 'lost'], [duplicated, 'twice'], [reordered, 'late'], [restarts, restarts === 1 ? 'restart' : 'restarts']]
    .filter(([n]) => n > 0).map(([n, what]) => `${count(n)} ${what}`);
  return missing > 0 ? parts.join(', ') : ['nothing lost', ...parts].join(', ');
}

/** "7 devices, 1 silent" in its two halves. */
export function summaryOf(devices) {
  const silent = devices.filter((device) => device.silent).length;
  return {
    known: `${count(devices.length)} ${devices.length === 1 ? 'device' : 'devices'}`,
    silent: silent > 0 ? `${count(silent)} silent` : '',
  };
}
