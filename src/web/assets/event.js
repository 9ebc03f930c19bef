/**
 * The page of one event: the time in the browser's time zone beside the UTC one, which stays as the
 * gateway recorded it; and in place of the text and the dump the view that the live page has.
 */

import { address } from './api.js';
import { sourceLinks } from './detail/source_links.js';
import { eventView } from './detail/view.js';
import { localTime } from './format.js';

const time = document.querySelector('time');
time.after(` (${localTime(time.dateTime)} here)`);

/** What the gateway wrote stays where the event can't be had any more. */
async function look() {
  const seq = /(\d+)\/?$/.exec(location.pathname)[1];
  const answer = await fetch(address(`events/${seq}`), { headers: { Accept: 'application/json' } });
  if (!answer.ok) return;
  const event = await answer.json();
  const { signal } = new AbortController();
  const blocks = [...document.querySelectorAll('.block')];
  blocks[0].before(sourceLinks(event, signal), eventView(event, signal));
  for (const block of blocks) block.remove();
}

look().catch(() => {});
