/**
 * The plots' worker: follows the gateway on a stream of its own, decodes each datagram, keeps the
 * points, and answers what the page asks. The page ends it with terminate().
 */

import { sources } from '../api.js';
import { ArrivalClock, TimeReader } from './clock.js';
import { csv } from './csv.js';
import { Follow } from './follow.js';
import { Frames } from './frame.js';
import { namesOf } from './names.js';
import { Reading } from './reading.js';
import { statistics } from './statistics.js';
import { Store } from './store.js';

const NEWS_MS = 250;
const NAMES_MS = 15_000;

const store = new Store();
const frames = new Frames(store);
const clock = new ArrivalClock();
const reader = new TimeReader();
const reading = new Reading((source, result, arrival) => store.add(source, result, arrival));
const missing = { slow: 0, gone: 0 };
const told = new Map(); // values of the series that the page knows, by id
let state = 'connecting';
let isFiltered = false;
let namesTold = '[]';

/** This machine's clock, in ms since 1970, as one that nobody sets meanwhile. */
const local = () => performance.timeOrigin + performance.now();

function onEvent(raw) {
  const event = JSON.parse(raw);
  // A capture is somebody's web page, a redirect somebody's visit.
  if (event.via !== 'udp' && event.via !== 'http') return;
  const arrival = clock.place(reader.read(event.time));
  clock.heard(local());
  reading.read(event, arrival);
}

/** Series that are new or gone, and the last value of each. */
function tell() {
  const added = [];
  const values = [];
  for (const series of store.series.values()) {
    const { id, source, name, kind, label, isQuiet, isShape, unit, count, last, odd, backwards } = series;
    const known = told.get(id);
    if (!known) added.push({ id, source, name, kind, label, isQuiet, isShape });
    if (known === count) continue;
    told.set(id, count);
    values.push({ id, unit, count, last, odd, backwards, clock: store.clockOf(source).offset });
  }
  const gone = store.gone.splice(0);
  for (const id of gone) told.delete(id);
  const { unkept, further, left } = store;
  const { unopened } = reading;
  const notes = { unkept, further, left, unopened, ...missing, isFiltered, shift: clock.shift };
  postMessage({ type: 'news', added, values, gone, state, notes });
}

async function readNames() {
  const known = await sources().catch(() => null);
  if (!known) return;
  const found = namesOf(known.sources);
  if (JSON.stringify([...found]) === namesTold) return;
  namesTold = JSON.stringify([...found]);
  postMessage({ type: 'names', names: found });
}

async function start({ filter, since, typed }) {
  isFiltered = Object.keys(filter).length > 0;
  const follow = new Follow(filter, {
    event: onEvent,
    missing: (n, reason) => {
      missing[reason] += n;
      store.break();
    },
    state: (word) => { state = word; },
    resumeAt: () => clock.now(local()) - clock.shift,
  });
  await reading.useLayouts(typed);
  follow.begin(since);
  setInterval(tell, NEWS_MS);
  setInterval(readNames, NAMES_MS);
  readNames();
}

const chosen = (ids) => ids.map((id) => store.series.get(id)).filter(Boolean);

const answers = {
  start,
  frame(wish) {
    const { answer, transfer } = frames.build(wish, clock.now(local()), performance.now());
    postMessage(answer, { transfer });
  },
  statistics({ ids, from, to }) {
    const until = to ?? clock.now(local());
    const rows = chosen(ids).filter(({ ring }) => ring).map(({ id, ring }) => ({ id, ...statistics(ring, from ?? -Infinity, until) }));
    postMessage({ type: 'statistics', rows });
  },
  async csv({ ids, from, to }) {
    postMessage({ type: 'csv', blob: await csv(chosen(ids), from, to) });
  },
};

onmessage = ({ data }) => answers[data.type](data);
