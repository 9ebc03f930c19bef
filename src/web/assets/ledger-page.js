/**
 * The page /ledger, kept up to date: it comes with its figures and works without this. The server
 * draws the same in ledger_view.cpp.
 */

import { count, plural } from './format.js';
import { Poll } from './poll.js';

const NEVER_NARROWER = 0.6; // percent of the page, for what is not nothing

const figureOf = (stats, name) => name.split('.').reduce((part, key) => part?.[key], stats) ?? 0;

/** Untouched text is not announced again by screen readers. */
function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** Where the parts of a bar are that ends at `to` percent: one behind the other, as wide as their shares. */
export function placeParts(values, to = 100) {
  const some = values.filter((value) => value > 0).length;
  const sum = values.reduce((all, value) => all + value, 0);
  const least = some === 0 ? 0 : Math.min(NEVER_NARROWER, to / some / 2);
  let from = 0;
  return values.map((value) => {
    const width = value === 0 ? 0 : least + ((to - least * some) * value) / sum;
    from += width;
    return { x: from - width, width };
  });
}

function drawBar(name, stats, to) {
  const rects = [...document.querySelectorAll(`[data-bar=${name}] rect`)];
  const places = placeParts(rects.map((rect) => figureOf(stats, rect.dataset.figure)), to);
  places.forEach(({ x, width }, i) => {
    rects[i].setAttribute('x', `${x.toFixed(3)}%`);
    rects[i].setAttribute('width', `${width.toFixed(3)}%`);
  });
  return new Map(rects.map((rect, i) => [rect.dataset.figure, places[i]]));
}

function showVerdict({ unexplained }) {
  const verdict = document.getElementById('verdict');
  verdict.dataset.balanced = unexplained === 0 ? 'yes' : '';
  setText(verdict, unexplained === 0
    ? 'The ledger balances: all that came in is stored, and all that was stored is held or evicted.'
    : `The ledger does not balance: it is off by ${plural(unexplained, 'event')}.`);
}

/** Clients are text, whatever they call themselves. */
function streamItem({ client, since, delivered, skipped }) {
  const item = document.createElement('li');
  const part = (tag, className, ...content) => {
    const element = document.createElement(tag);
    element.className = className;
    element.append(...content);
    return element;
  };
  const second = `${since.slice(0, 19)}Z`;
  const time = part('time', '', second);
  time.dateTime = second;
  item.append(part('span', 'client', client), ' ', part('span', 'note', 'since ', time), ' ',
    part('span', '', part('b', 'delivered', count(delivered)), ' delivered, ', part('b', 'skipped', count(skipped)), ' skipped'));
  return item;
}

function showStreams({ streams, http }) {
  const items = streams.open.map(streamItem);
  const note = (text) => {
    const item = document.createElement('li');
    item.className = 'note';
    item.textContent = text;
    items.push(item);
  };
  if (http.open_streams === 0) note('No stream is open.');
  if (http.open_streams > streams.open.length) note(`and ${count(http.open_streams - streams.open.length)} more`);
  document.getElementById('streams').replaceChildren(...items);
}

function show(stats) {
  for (const element of document.querySelectorAll('main [data-figure]:not(rect)')) {
    const value = figureOf(stats, element.dataset.figure);
    setText(element, count(value));
    element.closest('.part')?.classList.toggle('some', value > 0);
  }
  const storedEnd = drawBar('arrived', stats).get('udp.rejected').x;
  drawBar('fall', stats);
  drawBar('kept', stats, storedEnd);
  drawBar('streamed', stats);
  drawBar('kafka', stats);
  showVerdict(stats.balance);
  showStreams(stats);
  const now = `${new Date().toISOString().slice(0, 19)}Z`;
  const time = document.querySelector('#at time');
  time.dateTime = now;
  setText(time, now);
}

const poll = new Poll(show);
document.addEventListener('visibilitychange', () => {
  if (document.hidden) poll.stop();
  else poll.start();
});
poll.start();
