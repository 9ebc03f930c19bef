/** What the plots keep, without a page: series by source and name, whatever comes, and their points as CSV. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';

const assets = '../../src/web/assets/plots';
const { csv } = await import(`${assets}/csv.js`);
const { pairs } = await import(`${assets}/pairs.js`);
const { Reading } = await import(`${assets}/reading.js`);
const { MOST_SERIES, Store } = await import(`${assets}/store.js`);

const points = (ring) => Array.from({ length: ring.length }, (_, n) => [ring.time(ring.first + n), ring.value(ring.first + n)]);
const number = (name, value, more = {}) => ({ kind: 'teleplot', fields: [{ name, value, ...more }] });
const only = (store) => [...store.series.values()][0];

test('a clock that runs backwards: every point, in order of arrival, and how often', () => {
  const store = new Store();
  for (let n = 0; n < 50; n += 1) store.add('10.0.0.1:5', number('a', n, { time: 1e12 - n * 200 }), 1e12 + n * 10);
  const { ring, backwards } = only(store);
  assert.equal(backwards, 49);
  const kept = points(ring);
  assert.deepEqual(kept.map(([, value]) => value).filter((value) => !Number.isNaN(value)), Array.from({ length: 50 }, (_, n) => n));
  assert.ok(kept.every(([time], n) => n === 0 || time >= kept[n - 1][0]));
  assert.ok(kept.some(([, value]) => Number.isNaN(value)), 'the line ends where the clock went back');
});

test('times of a batch keep their distances', () => {
  const store = new Store();
  const batch = [10, 20, 30].map((time, value) => ({ name: 'a', value, time }));
  store.add('10.0.0.1:5', { kind: 'teleplot', fields: batch }, 1e12);
  assert.deepEqual(points(only(store).ring), [[1e12 - 20, 0], [1e12 - 10, 1], [1e12, 2]]);
});

test('values that are no finite number are gaps and counted', () => {
  const store = new Store();
  for (const value of [1, NaN, Infinity, -Infinity, 'n/a', 1e308, true, 12n]) store.add('10.0.0.1:5', number('a', value), 1000);
  const { ring, odd, count } = only(store);
  assert.deepEqual([count, odd], [8, 4]);
  assert.deepEqual(points(ring).map(([, value]) => value), [1, NaN, NaN, NaN, NaN, 1e308, 1, 12]);
});

test('names are only names', () => {
  const store = new Store();
  for (const name of ['__proto__', 'constructor', 'toString', '', '__proto__']) store.add('10.0.0.1:5', number(name, 1), 1000);
  assert.deepEqual([...store.series.values()].map(({ name, count }) => [name, count]), [['__proto__', 2], ['constructor', 1], ['toString', 1], ['', 1]]);
  assert.equal({}.count, undefined);
});

test('two million names: some are kept, the rest is counted, and memory is bounded', () => {
  const store = new Store();
  for (let n = 0; n < 2e6; n += 1) store.add(`10.0.0.${n % 7}:5`, number(`name ${n}`, n), 1e12 + n / 100);
  assert.equal(store.series.size, MOST_SERIES);
  assert.equal(store.unkept, 2e6 - MOST_SERIES);
  assert.ok(Math.abs(store.further / store.unkept - 1) < 0.01, String(store.further));
  // When they say no more, others get their room.
  store.add('10.0.0.9:1', number('fresh', 1), 1e12 + 1e6);
  assert.ok([...store.series.values()].some(({ name }) => name === 'fresh'));
  assert.equal(store.gone.length, MOST_SERIES);
});

test('one source leaves room for others', () => {
  const store = new Store();
  for (let n = 0; n < 5000; n += 1) store.add('10.0.0.1:5', number(`n${n}`, n), 1000);
  store.add('10.0.0.2:5', number('temp', 1), 1000);
  assert.ok([...store.series.values()].some(({ name }) => name === 'temp'));
});

test('a new port for each datagram is one device; two ports that take turns are two', () => {
  const store = new Store();
  for (let port = 40_000; port < 40_050; port += 1) store.add(`10.0.0.1:${port}`, number('a', 1), 1000);
  assert.deepEqual([...store.series.values()].map(({ source, count }) => [source, count]), [['10.0.0.1', 50]]);
  for (let n = 0; n < 6; n += 1) store.add(`[2001:db8::1]:${n % 2}`, number('b', 1), 1000);
  const sources = [...store.series.values()].slice(1).map(({ source, count }) => [source, count]);
  assert.deepEqual(sources, [['[2001:db8::1]', 2], ['[2001:db8::1]:0', 2], ['[2001:db8::1]:1', 2]]);
});

test("Teleplot's flags: quiet, cleared, against each other, text", () => {
  const store = new Store();
  const at = (fields) => store.add('10.0.0.1:5', { kind: 'teleplot', fields }, 1000);
  at([{ name: 'a', value: 1 }, { name: 'q', value: 1, flags: 'np' }]);
  at([{ name: 'a', value: 2, flags: 'clr' }, { name: 't', value: 2, x: 1, y: 2, flags: 'xy,np' }, { name: 's', value: 'on', flags: 't' }]);
  const [a, q, t, s] = store.series.values();
  assert.deepEqual(points(a.ring), [[1000, 2]]);
  assert.deepEqual([a.isQuiet, q.isQuiet, t.isQuiet, s.isQuiet], [false, true, true, false]);
  assert.deepEqual([t.kind, s.kind], ['xy', 'text']);
  const { xs, ys } = pairs(t, t, 0, 2000, 10);
  assert.deepEqual([[...xs], [...ys]], [[1], [2]]);
});

test("Teleplot's scans: all points of a datagram that clears, none of the one before", () => {
  const store = new Store();
  const scan = (...values) => store.add('10.0.0.1:5', { kind: 'teleplot', fields: values.map((value) => ({ name: 'lidar', value, x: value, y: value, flags: 'xy,clr' })) }, 1000);
  scan(1, 2, 3);
  scan(4, 5);
  assert.deepEqual(points(only(store).ring).map(([, value]) => value), [4, 5]);
});

test('a time without end poisons no series', () => {
  const store = new Store();
  for (const times of [[Infinity, 1e300], [NaN, -1e300], [-Infinity, 5e12]]) {
    store.add('10.0.0.1:5', { kind: 'teleplot', fields: times.map((time) => ({ name: 'a', value: 1, time })) }, 1e12);
  }
  store.add('10.0.0.1:5', number('a', 2), 1e12 + 10);
  const kept = points(only(store).ring);
  assert.deepEqual(kept.at(-1), [1e12 + 10, 2]);
  assert.equal(kept.filter(([, value]) => value === 1).length, 6);
});

test('values behind the first thousand of a datagram are counted', () => {
  const store = new Store();
  new Reading((...all) => store.add(...all)).read({ encoding: 'utf-8', data: JSON.stringify(Array.from({ length: 5000 }, (_, n) => n)), source: '10.0.0.1:5', local: '1:1' }, 1000);
  assert.deepEqual([store.series.size, store.unkept, store.left], [500, 500, 4000]);
});

test('a flood of compressed bombs: one at a time, in order, and what was not opened is counted', async () => {
  const taken = [];
  const reading = new Reading((source, { title, fields, error }) => { taken.push([title, fields[0]?.value ?? error]); });
  const event = (payload) => ({ encoding: 'base64', data: Buffer.from(payload).toString('base64'), source: '10.0.0.1:5', local: '1:1' });
  const bomb = event(gzipSync(Buffer.alloc(64 * 1024 * 1024)));
  for (let n = 0; n < 10; n += 1) reading.read(bomb, 1000);
  for (let n = 0; n < 300; n += 1) reading.read(event(gzipSync(`a:${n}`)), 1000);
  const inner = () => taken.filter(([title]) => title === 'Teleplot, gzip');
  for (const end = Date.now() + 20_000; inner().length + reading.unopened < 300 && Date.now() < end;) await new Promise((resolve) => { setImmediate(resolve); });
  assert.ok(reading.unopened > 0);
  assert.deepEqual(inner().map(([, value]) => value), Array.from({ length: 300 - reading.unopened }, (_, n) => n));
  assert.equal(taken.filter(([, what]) => what === 'gzip, broken: more than 4 MiB inside').length, 10);
});

test('one series over another of a slower or a stopped clock: what it said last', () => {
  const store = new Store();
  for (let n = 0; n < 100; n += 1) store.add('10.0.0.1:5', number('fast', n, { time: 1e12 + n * 10 }), 1e12 + n * 10);
  for (let n = 0; n < 3; n += 1) store.add('10.0.0.2:5', number('slow', n * 10, { time: 5000 + n * 300 }), 1e12 + n * 300 + 5);
  const [fast, slow] = store.series.values();
  const { xs, ys } = pairs(slow, fast, 0, 2e12, 1000);
  assert.deepEqual([...ys], Array.from({ length: 100 }, (_, n) => n));
  assert.deepEqual([xs[0], xs[1], xs[30], xs[31], xs[99]], [NaN, 0, 0, 10, 20]);
});

test('one series over another: what it said last', () => {
  const store = new Store();
  for (const [time, name, value] of [[1, 'x', 1], [2, 'y', 10], [3, 'y', 20], [4, 'x', 2], [4, 'y', 30]]) store.add('h:1', number(name, value), time);
  const [x, y] = store.series.values();
  const { xs, ys } = pairs(x, y, 0, 10, 10);
  assert.deepEqual([[...xs], [...ys]], [[1, 1, 2], [10, 20, 30]]);
  assert.equal(pairs(x, y, 0, 10, 2).ys.length, 2);
});

test('missing datagrams end all lines', () => {
  const store = new Store();
  store.add('h:1', number('a', 1), 1000);
  store.break();
  store.add('h:1', number('a', 2), 2000);
  assert.deepEqual(points(only(store).ring).map(([, value]) => value), [1, NaN, 2]);
});

test('the kept points as CSV, with nothing that a spreadsheet runs', async () => {
  const store = new Store();
  store.add('10.0.0.1:5', number('=cmd', 1.5, { unit: 'a,"b' }), 1000.25);
  store.add('10.0.0.1:5', number('=cmd', NaN), 2000);
  store.add('10.0.0.1:5', number('=cmd', -2), 3000);
  store.add('10.0.0.1:5', { kind: 'teleplot', fields: [{ name: 's', value: '+on' }] }, 1000);
  const text = await (await csv([...store.series.values()], 0, 5000)).text();
  assert.equal(text, 'time,source,name,unit,value,x\r\n'
    + '1970-01-01T00:00:01.000Z,10.0.0.1,\'=cmd,"a,""b",1.5,\r\n1970-01-01T00:00:03.000Z,10.0.0.1,\'=cmd,"a,""b",-2,\r\n'
    + "1970-01-01T00:00:01.000Z,10.0.0.1,s,,'+on,\r\n");

  // A text that holds since before all dates.
  const wild = new Store();
  wild.add('10.0.0.1:5', { kind: 'teleplot', fields: [{ name: 's', value: 'on', time: -1e300 }, { name: 't', value: 1, time: 1e12 }] }, 1e12);
  const [state] = wild.series.values();
  assert.match(await (await csv([state], 1e12 - 10, 1e12)).text(), /\r\n,10\.0\.0\.1,s,,on,\r\n$/);
});
