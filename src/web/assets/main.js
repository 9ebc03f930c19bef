/**
 * The live page: builds the parts and passes on what happens between them.
 */

import { Chart } from './chart.js';
import { Filter } from './filter.js';
import { rate } from './format.js';
import { Ledger } from './ledger.js';
import { Names } from './names.js';
import { Poll } from './poll.js';
import { Rates } from './rates.js';
import { Rooms } from './rooms.js';
import { Surroundings } from './surroundings.js';
import { Chooser } from './table/chooser.js';
import { applySettings, showSettings } from './table/columns.js';
import { Follow } from './table/follow.js';
import { Jump, windowOf } from './table/jump.js';
import { Keys } from './table/keys.js';
import { pageAddress, readPlace, wordsOfPlots } from './table/links.js';
import { closeByThemselves } from './table/menus.js';
import { Settings } from './table/settings.js';
import { View } from './table/view.js';

const $ = (id) => document.getElementById(id);

const settings = new Settings(() => {
  applySettings($('grid'), settings);
  view.redraw();
  surroundings.refresh();
});
const names = new Names(() => view.redraw());
const view = new View({ grid: $('grid'), table: $('table'), head: $('head'), body: $('rows'), template: $('row') },
  settings, names, (isAtNewest) => follow.scrolled(isAtNewest));
const follow = new Follow(view, () => surroundings.refresh());
const filter = new Filter($('filter'), $('clear'), $('sources'), () => open());
const rooms = new Rooms({ closed: () => close(), choose: (source) => filter.choose(source), heard: (sources) => names.take(sources) });
const chooser = new Chooser(view, follow, rooms.detail, (problem) => surroundings.say(problem));
const surroundings = new Surroundings({ follow, filter, view, settings, place: () => place });
const ledger = new Ledger($('ledger'), $('loss'));
const rates = new Rates();
const chart = new Chart($('chart'), $('rate-note'));
const poll = new Poll(onStats);
const jump = new Jump($('jump'), () => settings.time === 'utc', {
  goTo: async (seq) => {
    $('goto').open = false;
    await follow.goTo(seq);
    chooser.choose(seq);
    $('grid').focus({ preventScroll: true });
  },
  only: (where) => showOnly(where),
});
const keys = new Keys($('grid'), $('keys'), {
  step: (many) => chooser.step(many),
  first: () => chooser.step(-Infinity),
  last: () => chooser.step(Infinity),
  open: () => chooser.open(),
  close: () => close(),
  pause: () => follow.toggle(),
  find: () => filter.focus(),
  goTo: () => {
    $('goto').open = true;
    $('jump').elements.seq.focus();
  },
});

/** The window that the page's address names: {after?, before?, since?, until?}. */
let { seq: wanted = 0, ...place } = readPlace(location.search);

function onStats(stats) {
  ledger.update(stats);
  const sample = rates.add(stats, Date.now());
  if (sample) $('rate-now').textContent = rate(sample.received);
  chart.update(rates.samples);
  $('listeners').textContent = stats.ring.read_only ? 'a ring file, read only'
    : stats.listeners.map(({ udp }) => `udp ${udp}`).join('  ');
  follow.check(stats);
  surroundings.know(stats);
}

/** Shows what the filter and the window say. */
async function open() {
  history.replaceState(null, '', pageAddress({ ...filter.value, ...wordsOfPlots() }, wanted ? { ...place, seq: wanted } : place));
  chooser.forget();
  rooms.follow(filter.value);
  const seq = wanted;
  wanted = 0;
  try {
    await follow.open(filter.value, await windowOf(place), seq);
    if (seq) await chooser.open(seq);
  } catch (error) {
    surroundings.say(error.message);
  }
}

async function showOnly(where) {
  await windowOf(where); // what the gateway refuses is not shown
  $('goto').open = false;
  place = where;
  await open();
}

function close() {
  chooser.close();
  if ($('detail').contains(document.activeElement) || document.activeElement === document.body) $('grid').focus({ preventScroll: true });
}

$('pause').addEventListener('click', () => follow.toggle());
$('fresh').addEventListener('click', () => follow.resume());
$('help').addEventListener('click', () => keys.help());
$('goto').addEventListener('toggle', () => jump.show());
$('window').querySelector('button').addEventListener('click', () => {
  place = {};
  open();
});

// A click anywhere on a row opens its event, unless it ended a selection of text.
$('rows').addEventListener('click', (event) => {
  const row = event.target.closest('tr');
  if (!row || row.classList.contains('gap') || event.ctrlKey || event.metaKey || !getSelection().isCollapsed) return;
  event.preventDefault();
  const seq = Number(row.dataset.seq);
  if (event.shiftKey && chooser.chosen) {
    showOnly({ after: Math.min(seq, chooser.chosen) - 1, before: Math.max(seq, chooser.chosen) + 1 });
  } else {
    chooser.open(seq);
  }
});
$('rows').addEventListener('mousedown', (event) => {
  if (event.shiftKey) event.preventDefault(); // no selection of text
});

document.addEventListener('visibilitychange', () => {
  if (document.hidden) {
    poll.stop();
    follow.sleep();
    rooms.stop();
  } else {
    poll.start();
    follow.wake();
    rooms.start();
  }
});
setInterval(() => {
  if (settings.time === 'relative' && !document.hidden) view.tick();
}, 1000);

showSettings($('settings'), settings);
applySettings($('grid'), settings);
closeByThemselves(document.querySelectorAll('.menu'));
poll.start();
rooms.start();
open();
