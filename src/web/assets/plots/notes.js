/** What the plots don't show, in words. */

import { count, plural } from '../format.js';
import { duration } from './words.js';

const STATES = new Map([['connecting', 'Connecting'], ['reconnecting', 'Reconnecting'], ['refused', 'The gateway refuses this filter']]);

export function describe({ unkept, further, left, unopened, slow, gone, isFiltered, shift }, state, size) {
  const words = [size === 1 ? '1 series' : `${count(size)} series`];
  if (STATES.has(state)) words.unshift(STATES.get(state));
  if (unkept > 0) words.push(`about ${count(further)} further series not kept (${plural(unkept, 'value')})`);
  if (left > 0) words.push(`${plural(left, 'value')} not plotted: behind the first 1,000 of a datagram`);
  if (unopened > 0) words.push(`${plural(unopened, 'compressed message')} not plotted: they come faster than they are opened`);
  if (slow > 0) words.push(`${isFiltered ? 'at most ' : ''}${plural(slow, 'datagram')} not plotted: they come faster than this page reads them`);
  if (gone > 0) words.push(`${plural(gone, 'datagram')} not plotted: evicted before this page could read them`);
  if (shift > 0) words.push(`the gateway's clock was set back: times are ${duration(shift)} ahead of it`);
  return words.join(' · ');
}
