/**
 * The way of a test datagram, step by step, as far as it has come.
 */

import { eventPage } from '../api.js';
import { count } from '../format.js';

const MARKS = new Map([['done', '✓'], ['waiting', '…'], ['failed', '✕']]);
const WORDS = new Map([['done', 'Done:'], ['waiting', 'Waiting:'], ['failed', 'Failed:']]);

function element(tag, className, ...content) {
  const made = document.createElement(tag);
  made.className = className;
  made.append(...content);
  return made;
}

function step(how, ...content) {
  return element('li', how, element('span', 'mark', element('span', '', MARKS.get(how)), ' '),
    element('span', 'unseen', `${WORDS.get(how)} `), element('span', '', ...content));
}

/** Microseconds as a person reads them. */
export function duration(us) {
  if (us < 1000) return `${count(us)} µs`;
  return us < 10_000 ? `${(us / 1000).toFixed(1)} ms` : `${count(Math.round(us / 1000))} ms`;
}

function stored({ seq, stored_us: us }) {
  const link = element('a', '', `event ${seq}`);
  link.href = eventPage(seq);
  return step('done', 'Stored as ', link, `, after ${duration(us)} at most.`);
}

/** @param {{state: 'waiting' | 'seen' | 'failed', us?: number, why?: string}} live */
function seen(live) {
  if (live.state === 'seen') return step('done', `Seen in the live stream by this page, ${duration(live.us)} after the click.`);
  return live.state === 'failed' ? step('failed', live.why) : step('waiting', 'The live stream of this page.');
}

/** The steps of one datagram: {udp, from, to, state, seq, received_us, stored_us, why}. */
function steps(trial, live) {
  if (trial.state === 'unsent') return [step('failed', trial.why)];
  const sent = step('done', `Sent from ${trial.from} to ${trial.to}.`);
  switch (trial.state) {
    case 'stored':
      return [sent, step('done', `Received by the kernel after ${duration(trial.received_us)}.`), stored(trial), seen(live)];
    case 'rejected':
      return [sent, step('done', 'Received by the kernel.'), step('failed', trial.why)];
    case 'waiting':
      return [sent, step('waiting', 'The kernel, and the ring.')];
    default: // dropped, missing
      return [sent, step('failed', trial.why)];
  }
}

/** @param {(trial: object) => object} liveOf what the page's stream has of it */
export function drawWay(place, test, liveOf) {
  place.replaceChildren(...test.listeners.map((trial) => {
    const list = element('ol', 'steps', ...steps(trial, liveOf(trial)));
    const title = element('h4', '', element('code', '', `udp ${trial.udp}`));
    return element('div', 'trial', title, list);
  }));
}

/** Why there is no way to draw. */
export function drawProblem(place, sentence) {
  place.replaceChildren(element('ol', 'steps', step('failed', sentence)));
}
