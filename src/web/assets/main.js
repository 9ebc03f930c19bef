/**
 * The live page: builds the parts and passes on what happens between them.
 */

import { address, eventPage } from './api.js';
import { Chart } from './chart.js';
import { Feed } from './feed.js';
import { Filter } from './filter.js';
import { count, plural, rate } from './format.js';
import { emptyFile, firstDatagram, noMatch, refused } from './hint.js';
import { Ledger } from './ledger.js';
import { Plots } from './plots/panel.js';
import { Poll } from './poll.js';
import { Rates } from './rates.js';
import { Table } from './table.js';

const $ = (id) => document.getElementById(id);

const table = new Table($('rows'), $('row'), () => redraw());
const feed = new Feed(table, () => redraw());
const filter = new Filter($('filter'), $('clear'), $('sources'), (value) => {
  linkExports();
  feed.follow(value);
  plots.follow(value);
});
const ledger = new Ledger($('ledger'), $('loss'));
const rates = new Rates();
const chart = new Chart($('chart'), $('rate-note'));
const poll = new Poll(onStats);
const plots = new Plots($('plots'));

let latest = null; // the newest ledger
let pausedByScroll = false;
let redrawing = 0;
let hinted = '';

function onStats(stats) {
  latest = stats;
  ledger.update(stats);
  const sample = rates.add(stats, Date.now());
  if (sample) $('rate-now').textContent = rate(sample.received);
  chart.update(rates.samples);
  $('listeners').textContent = stats.ring.read_only ? 'a ring file, read only'
    : stats.listeners.map(({ udp }) => `udp ${udp}`).join('  ');
  feed.check(stats);
  redraw();
}

/** Once a frame, however often something changes. */
function redraw() {
  redrawing ||= requestAnimationFrame(() => {
    redrawing = 0;
    showState();
    showPause();
    showEnds();
  });
}

function showState() {
  const words = new Map([['connecting', 'Connecting'], ['live', 'Live'], ['reconnecting', 'Reconnecting'], ['refused', 'Wrong filter']]);
  const { connection, paused } = feed.state;
  const shown = paused && connection === 'live' ? 'paused' : connection;
  const state = $('state');
  if (state.dataset.state === shown) return;
  state.dataset.state = shown;
  state.textContent = words.get(shown) ?? 'Paused';
  // The last rate is no rate of now.
  if (shown === 'reconnecting') $('rate-now').textContent = '–';
}

function showPause() {
  const { paused, fresh, lost } = feed.state;
  $('pause').textContent = paused ? 'Resume' : 'Pause';
  $('pause').classList.toggle('on', paused);
  $('fresh').hidden = !paused;
  $('fresh').textContent = `${count(fresh)} new${lost ? `, ${count(lost)} lost` : ''}`;
}

/** What stands above nothing, and below the last row. */
function showEnds() {
  const { connection, more, problem } = feed.state;
  const isEmpty = table.isEmpty && connection !== 'connecting' && latest !== null;
  const kind = !isEmpty ? '' : connection === 'refused' ? problem : filter.isSet ? 'no match' : 'first';
  if (kind !== hinted) {
    hinted = kind;
    const parts = kind === '' ? [] : kind === 'first' ? (latest.ring.read_only ? emptyFile() : firstDatagram(latest.listeners))
      : kind === 'no match' ? noMatch(() => filter.clear()) : refused(problem);
    $('hint').replaceChildren(...parts);
    $('hint').hidden = kind === '';
  }
  const hasOlder = !table.isEmpty && (more || table.trimmed);
  $('older').hidden = !hasOlder;
  $('end-note').textContent = problem && !isEmpty ? problem : table.isEmpty || hasOlder ? '' : endOfRing();
}

function endOfRing() {
  if (filter.isSet) return 'No older event matches.';
  const gone = table.oldest - 1;
  return gone === 0 ? 'That is the first event.' : `The ring holds no more: ${plural(gone, 'older event')} evicted.`;
}

function linkExports() {
  for (const link of $('export').querySelectorAll('a')) {
    link.href = address('events', { format: link.dataset.format, ...filter.value });
  }
}

$('pause').addEventListener('click', () => {
  pausedByScroll = false;
  if (feed.state.paused) feed.resume();
  else feed.pause();
});

$('fresh').addEventListener('click', () => {
  pausedByScroll = false;
  feed.resume();
  $('events').scrollIntoView();
});

$('older').addEventListener('click', () => feed.older());

let detail = null;

/** The chosen event beside the table. Its modules come when it is needed first. */
async function look(seq) {
  const [{ Detail }, answer] = await Promise.all([import('./detail/panel.js'), fetch(address(`events/${seq}`))]);
  if (!answer.ok) return location.assign(eventPage(seq));
  detail ??= new Detail($('detail'), { choose: (source) => filter.choose(source) });
  return detail.show(await answer.json());
}

// A click anywhere on a row shows its event, unless it ended a selection of text.
$('rows').addEventListener('click', (event) => {
  const { seq } = event.target.closest('tr:not(.gap)')?.dataset ?? {};
  if (!seq || event.ctrlKey || event.metaKey || event.shiftKey || !getSelection().isCollapsed) return;
  event.preventDefault();
  look(seq);
});

// Who scrolled into the table reads: rows must not run away under the eye.
new IntersectionObserver(([top]) => {
  const isAbove = !top.isIntersecting && top.boundingClientRect.bottom <= top.rootBounds.top;
  if (isAbove && !feed.state.paused && !table.isEmpty) {
    pausedByScroll = true;
    feed.pause();
  } else if (top.isIntersecting && pausedByScroll) {
    pausedByScroll = false;
    feed.resume();
  }
}).observe($('top'));

document.addEventListener('visibilitychange', () => {
  if (document.hidden) {
    poll.stop();
    feed.sleep();
    plots.stop();
  } else {
    poll.start();
    feed.wake();
    plots.start();
  }
});

linkExports();
poll.start();
feed.follow(filter.value);
plots.follow(filter.value);
plots.start();
