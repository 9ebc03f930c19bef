/**
 * What the table says of its rows. Counts are exact.
 */

import { count, plural } from '../format.js';

/** All events from `low` to `high`, of which `lost` before them were never read. */
export function ringNote(low, high, lost, isLive) {
  if (high < low) return '';
  const many = `${plural(high - low + 1, 'event')}, #${low} to #${high}.`;
  if (!isLive) return many;
  if (low === 1) return `${many} The oldest is the first event.`;
  const unread = lost ? `, ${count(lost)} of them before this page could read them` : '';
  return `${many} The ring holds no more: ${plural(low - 1, 'older event')} evicted${unread}.`;
}

/** So many matches are here; others may be behind either end. */
export function matchNote(many, hasNewer, hasOlder) {
  if (many === 0) return '';
  const here = `${count(many)} ${many === 1 ? 'match' : 'matches'} here.`;
  const sides = hasNewer && hasOlder ? 'Newer and older' : hasNewer ? 'Newer' : 'Older';
  const more = hasNewer || hasOlder ? ` ${sides} matches are searched when you scroll.` : '';
  return `${here}${more}${hasOlder ? '' : ' No older event matches.'}`;
}

/** What has come while the rows stood still, and how many of it can't be seen any more. */
export const freshWords = ({ fresh, lost }) => `${count(fresh)} new${lost ? `, ${count(lost)} evicted` : ''}`;

/** Events that are no row. */
export function gapWords({ from, to, lost }) {
  const seqs = from === to ? `#${from}` : `#${from} to #${to}`;
  return `${plural(lost, 'event')} lost here (${seqs}): evicted before this page could read them`;
}
