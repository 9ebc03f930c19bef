/** What the plots compute, without a page: rings, columns of pixels, statistics, clocks, axes. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

const assets = '../../src/web/assets/plots';
const { Budget, KEEP_MS, Ring } = await import(`${assets}/ring.js`);
const { BREAK, Buckets, crossing } = await import(`${assets}/decimate.js`);
const { statistics, valueAt } = await import(`${assets}/statistics.js`);
const { ArrivalClock, DeviceClock, TimeReader } = await import(`${assets}/clock.js`);
const { Distinct } = await import(`${assets}/distinct.js`);
const { Track } = await import(`${assets}/track.js`);
const { range, ticks, tickWords, within } = await import(`${assets}/scale.js`);
const { equal } = await import(`${assets}/xy.js`);
const { markedColumns } = await import(`${assets}/marks.js`);
const { View } = await import(`${assets}/view.js`);

/** A ring with these points: [time, value]. */
function ringOf(points, budget = new Budget()) {
  const ring = new Ring(budget);
  for (const [time, value] of points) ring.push(time, value);
  return ring;
}

const points = (ring) => Array.from({ length: ring.length }, (_, n) => [ring.time(ring.first + n), ring.value(ring.first + n)]);
const drawn = (ring, step, from, n, buckets = new Buckets(ring, step, n + 2)) => {
  const out = new Float64Array(2 * n);
  buckets.write(out, from, n);
  return [...out];
};

test('a ring grows, keeps five minutes, and finds a time', () => {
  const ring = ringOf(Array.from({ length: 5000 }, (_, n) => [n * 100, n]));
  assert.equal(ring.end, 5000);
  assert.equal(ring.time(ring.first), 499_900 - KEEP_MS);
  assert.equal(ring.value(ring.search(499_850)), 4999);
  assert.equal(ring.search(1e9), ring.end);
  ring.clear();
  assert.deepEqual(points(ring), []);
  ring.push(499_900, 7);
  assert.deepEqual(points(ring), [[499_900, 7]]);
});

test('a ring keeps the newest where the budget or its own bound ends', () => {
  const budget = Object.assign(new Budget(), { left: 600 });
  const ring = ringOf(Array.from({ length: 2000 }, (_, n) => [n, n]), budget);
  assert.equal(ring.length, 512);
  assert.deepEqual([ring.value(ring.first), ring.value(ring.end - 1)], [1488, 1999]);
  ring.release();
  assert.equal(budget.left, 600);
  const large = ringOf([]);
  for (let n = 0; n < 400_000; n += 1) large.push(n / 10, n);
  assert.equal(large.length, 300_000);
});

test('columns show the least and the greatest value in the order in which they came', () => {
  const ring = ringOf([[0, 5], [1, 9], [2, 1], [10, 3], [21, 2], [22, 8]]);
  assert.deepEqual(drawn(ring, 10, 0, 4), [9, 1, 3, NaN, 2, 8, NaN, NaN]);
});

test('columns that are followed are those that are computed anew', () => {
  const ring = ringOf([]);
  const buckets = new Buckets(ring, 7, 52);
  for (let n = 0; n < 3000; n += 1) {
    ring.push(n, n % 97 === 0 ? NaN : Math.sin(n) * n);
    const from = Math.floor(n / 7) - 49;
    if (n > 400 && n % 13 === 0) assert.deepEqual(drawn(ring, 7, from, 50, buckets), drawn(ring, 7, from, 50));
  }
  // And back into the past.
  assert.deepEqual(drawn(ring, 7, 100, 50, buckets), drawn(ring, 7, 100, 50));
});

test('what is not finite ends the line, and missing columns do not', () => {
  assert.deepEqual(drawn(ringOf([[0, 1], [30, 2]]), 10, 0, 4), [1, NaN, NaN, NaN, NaN, NaN, 2, NaN]);
  assert.deepEqual(drawn(ringOf([[0, 1], [5, NaN], [30, 2]]), 10, 0, 4), [1, BREAK, NaN, NaN, NaN, NaN, 2, NaN]);
  assert.deepEqual(drawn(ringOf([[0, 1], [12, NaN], [30, 2]]), 10, 0, 4), [1, NaN, BREAK, NaN, NaN, NaN, 2, NaN]);
  assert.deepEqual(drawn(ringOf([[0, 1], [1, 2], [5, NaN], [30, 2]]), 10, 0, 4), [1, 2, BREAK, NaN, NaN, NaN, 2, NaN]);
});

test('a line crosses the edge of the picture where it would', () => {
  const ring = ringOf([[0, 0], [10, 100], [20, NaN], [30, 1]]);
  assert.equal(crossing(ring, 5), 50);
  assert.ok(Number.isNaN(crossing(ring, 25)));
  assert.ok(Number.isNaN(crossing(ring, 40)));
  assert.ok(Number.isFinite(crossing(ringOf([[0, -1.7e308], [10, 1.7e308]]), 5)));
});

test('statistics of a stretch', () => {
  const ring = ringOf([[0, 100], [1000, 2], [1500, 4], [2000, NaN], [2500, 4], [3000, 6], [9000, 1]]);
  const { deviation, ...rest } = statistics(ring, 1000, 3000);
  assert.deepEqual(rest, { count: 4, min: 2, max: 6, mean: 4, rate: 2, last: 6, since: null });
  assert.ok(Math.abs(deviation - Math.sqrt(8 / 3)) < 1e-12);
  assert.equal(statistics(ring, 4000, 5000).count, 0);
  assert.equal(valueAt(ring, 1600), 4);
  assert.ok(Number.isNaN(valueAt(ring, 2100)));
  assert.ok(Number.isNaN(valueAt(ring, -1)));
});

test('statistics of the largest and the smallest numbers are numbers', () => {
  const s = statistics(ringOf([[0, 1e308], [1, -1e308], [2, 1e308], [3, 1]]), 0, 10);
  assert.deepEqual([s.min, s.max], [-1e308, 1e308]);
  assert.ok(Math.abs(s.mean / 2.5e307 - 1) < 1e-9);
  assert.ok(Number.isFinite(s.deviation));
  const small = statistics(ringOf([[0, 2e-200], [1, 4e-200]]), 0, 10);
  assert.ok(Math.abs(small.mean / 3e-200 - 1) < 1e-9);
  assert.ok(Math.abs(small.deviation / (Math.SQRT2 * 1e-200) - 1) < 1e-9);
  assert.deepEqual([statistics(ringOf([[0, -0], [1, 0]]), 0, 10).deviation, statistics(ringOf([[0, 5e-324]]), 0, 1).mean], [0, 5e-324]);
});

test('statistics hold when the mean is far from zero, and against the two-pass way', () => {
  const values = Array.from({ length: 1000 }, (_, n) => 1e9 + Math.sin(n));
  const { mean, deviation } = statistics(ringOf(values.map((value, n) => [n, value])), 0, 1e6);
  const straight = values.reduce((sum, value) => sum + (value - 1e9), 0) / 1000;
  const squares = values.reduce((sum, value) => sum + (value - 1e9 - straight) ** 2, 0);
  assert.ok(Math.abs(mean - 1e9 - straight) < 1e-6);
  assert.ok(Math.abs(deviation / Math.sqrt(squares / 999) - 1) < 1e-6);
});

test('statistics say from when on a fast series is kept, and its rate is of that stretch', () => {
  const ring = ringOf(Array.from({ length: 2000 }, (_, n) => [n, n]), Object.assign(new Budget(), { left: 600 }));
  const { count, rate, since } = statistics(ring, 0, 1999);
  assert.deepEqual([count, since, Math.round(rate)], [512, 1487, 1000]);
  assert.equal(statistics(ring, 1500, 1999).since, null);
  assert.equal(statistics(ringOf([[0, 1], [KEEP_MS * 2, 2]]), 0, KEEP_MS * 2).since, null, 'age is no want of room');
});

test('axes for any finite numbers', () => {
  const ends = [0, 1, -1, 5e-324, 1e-310, 1e-9, 0.1, 1e15, 1e15 + 1, 1e200, 1e308, -1e308, 1.7e308];
  for (const a of ends) {
    for (const b of ends) {
      const [low, high] = range(Math.min(within(a), within(b)), Math.max(within(a), within(b)));
      assert.ok(low < high && Number.isFinite(high - low), `${a} ${b}: ${low} ${high}`);
      const at = ticks(low, high, 5);
      assert.ok(at.length >= 1 && at.length <= 13, `${a} ${b}: ${at.length} ticks`);
      assert.ok(at.every((tick) => tick >= low - (high - low) * 1e-9 && tick <= high), `${a} ${b}`);
      assert.equal(new Set(tickWords(at)).size, at.length, `${a} ${b}: ${tickWords(at)}`);
    }
  }
  assert.deepEqual(range(undefined, null), [0, 1]);
  assert.deepEqual(tickWords(ticks(0, 1, 5)), ['0.0', '0.2', '0.4', '0.6', '0.8', '1.0']);
  assert.deepEqual(tickWords([0, 5e9, 1e10]), ['0', '5.0e9', '1.0e10']);
});

test('equal scales: as many units a pixel on both axes, all of both ranges', () => {
  const [[left, right], [bottom, top]] = equal([0, 10], [0, 1], 200, 100);
  assert.equal((right - left) / 200, (top - bottom) / 100);
  assert.ok(left <= 0 && right >= 10 && bottom <= 0 && top >= 1);
});

test('nanoseconds are read as the API writes them', () => {
  const reader = new TimeReader();
  assert.equal(reader.read('1970-01-01T00:00:01.500000000Z'), 1500);
  assert.equal(reader.read('1970-01-01T00:00:01.250750000Z'), 1250.75);
  assert.equal(reader.read('1970-01-01T00:00:02Z'), 2000);
});

test("the gateway's clock never goes back, and says by how much it was set", () => {
  const clock = new ArrivalClock();
  assert.deepEqual([1e6, 1e6 + 100, 1e6 + 40, 1e6 + 200].map((ms) => clock.place(ms)), [1e6, 1e6 + 100, 1e6 + 100, 1e6 + 200]);
  assert.equal(clock.shift, 0);
  assert.equal(clock.place(1e6 - 60_000), 1e6 + 200);
  assert.equal(clock.shift, 60_200);
  assert.equal(clock.place(1e6 - 59_000), 1e6 + 1200);
});

test("a device's clock is taken where it is near, and moved as a whole where it is not", () => {
  const near = new DeviceClock();
  near.heard(1e12 - 5000, 1e12);
  assert.equal(near.offset, 0);
  const boot = new DeviceClock();
  boot.heard(2000, 1e12);
  assert.equal(boot.offset, 1e12 - 2000);
  boot.heard(3000, 1e12 + 1100);
  assert.deepEqual([boot.offset, boot.segment], [1e12 - 2000, 0]);
  boot.heard(50, 1e12 + 2e6); // started again
  assert.deepEqual([boot.offset, boot.segment], [1e12 + 2e6 - 50, 1]);
});

test('zoom while paused: it stays paused, around the moment that is asked for, and new data moves nothing', () => {
  const view = new View(() => {});
  view.now = 1e6;
  view.pause();
  view.scale(0.5, 990_000);
  assert.deepEqual([view.isLive, view.from, view.end], [false, 980_000, 995_000]);
  view.now += 60_000;
  assert.deepEqual([view.from, view.end, view.behind], [980_000, 995_000, 65_000]);
  view.zoom(982_000, 983_000);
  assert.deepEqual([view.from, view.end], [982_000, 983_000]);
  for (let n = 0; n < 100; n += 1) view.scale(0.5);
  assert.equal(view.span, 2);
  for (let n = 0; n < 100; n += 1) view.scale(2);
  assert.equal(view.span, KEEP_MS);
  view.follow();
  assert.deepEqual([view.isLive, view.span], [true, 30_000]);
});

test('letters in lines stand at the same moments, and those of others beside them', () => {
  const at = (from, index) => markedColumns(from, 500, index).map((column) => from + column);
  assert.ok(at(0, 0).length >= 3);
  assert.deepEqual(at(7, 1), at(0, 1).filter((column) => column >= 7).concat(at(7, 1).filter((column) => column >= 500)));
  const first = Array.from({ length: 8 }, (_, index) => at(0, index)[0] % 160).sort((a, b) => a - b);
  assert.ok(first.every((column, n) => n === 0 || column - first[n - 1] > 10), String(first));
});

test('how many different names, to within a percent', () => {
  const distinct = new Distinct();
  for (let round = 0; round < 2; round += 1) for (let n = 0; n < 300_000; n += 1) distinct.add(`10.0.0.1 s${n}`);
  assert.ok(Math.abs(distinct.count / 300_000 - 1) < 0.01, String(distinct.count));
});

test('a text holds until the next one', () => {
  const track = new Track();
  for (const [time, text] of [[0, 'a'], [5, 'a'], [10, 'b'], [20, 'a']]) track.push(time, text);
  assert.deepEqual(track.between(7, 15, 10), [{ from: 0, to: 10, text: 'a' }, { from: 10, to: 15, text: 'b' }]);
  assert.equal(track.at(12), 'b');
  for (let n = 0; n < 10_000; n += 1) track.push(21 + n, `${n} ${'x'.repeat(5000)}`);
  assert.ok(track.spans.length <= 1500 && track.spans.every(({ text }) => text.length <= 201));
});
