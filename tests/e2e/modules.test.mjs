/** The page's plain functions, run in the browser that runs them for users. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { useScene } from './support/scene.mjs';

const scene = useScene();

const MODULES = new URL('../../src/web/assets', import.meta.url).pathname;

/** A page of a gateway that serves the modules one by one, as they are written. */
const blank = async () => scene.page(await scene.gateway({ args: ['--static', MODULES] }), 'events/1');

test('the stream is read the same however its bytes are cut', async () => {
  const page = await blank();
  const stream = ': hello\n\n'
    + 'id: 1\ndata: {"data":"a: b"}\n\n'
    + 'event: gap\ndata: {"from":2,"to":3,"lost":2}\n\n'
    + 'id:4\r\ndata:one\r\ndata: two\r\n\r\n'
    + 'event: nothing\n\n'
    + 'unknown: field\ndata\n\n'
    + 'data: unfinished';
  const cuts = await page.evaluate(async (text) => {
    const { SseParser } = await import('/static/sse.js');
    const read = (...parts) => {
      const seen = [];
      const parser = new SseParser((...message) => seen.push(message));
      for (const part of parts) parser.push(part);
      return seen;
    };
    return [read(text), read(...text), ...Array.from(text, (_, at) => read(text.slice(0, at), text.slice(at)))];
  }, stream);
  for (const seen of cuts) {
    assert.deepEqual(seen, [
      ['', '1', '{"data":"a: b"}'],
      ['gap', '1', '{"from":2,"to":3,"lost":2}'],
      ['', '4', 'one\ntwo'],
      ['', '4', ''],
    ]);
  }
});

test('figures are exact, shares of something are never nothing', async () => {
  const page = await blank();
  const shown = await page.evaluate(async () => {
    const { bytes, count, percent, plural, rate } = await import('/static/format.js');
    return [count(1234567), plural(1, 'event'), plural(0, 'event'), rate(0), rate(0.25), rate(9.96), rate(1234.5),
      percent(0, 10), percent(1, 1e9), percent(1, 300), percent(1, 30), percent(2, 3), percent(3, 0),
      bytes(0), bytes(1023), bytes(1536), bytes(64 * 2 ** 20), bytes(200.4 * 2 ** 30)];
  });
  assert.deepEqual(shown, ['1,234,567', '1 event', '0 events', '0', '0.3', '10', '1,235',
    '0 %', 'under 0.01 %', '0.33 %', '3.3 %', '67 %', '0 %',
    '0 B', '1023 B', '1.5 KiB', '64 MiB', '200 GiB']);
});

test('a time of today has milliseconds, another day its date', async () => {
  const page = await blank();
  const shown = await page.evaluate(async () => {
    const { localTime } = await import('/static/format.js');
    const today = new Date(2026, 10, 23, 20);
    const at = (...local) => `${new Date(...local).toISOString().slice(0, -1)}456789Z`;
    return [at(2026, 10, 23, 17, 0, 0, 123), at(2026, 10, 3, 17, 0, 9), at(2025, 0, 1)].map((iso) => localTime(iso, today));
  });
  assert.deepEqual(shown, ['17:00:00.123', 'Nov 3 17:00:09', 'Jan 1 2025 00:00:00']);
});

test('rates are differences over their own time; a restart is no rate', async () => {
  const page = await blank();
  const samples = await page.evaluate(async () => {
    const { Rates } = await import('/static/rates.js');
    const rates = new Rates();
    const ledger = (received, dropped) => ({ udp: { received, kernel_dropped: dropped } });
    const seen = [
      rates.add(ledger(100, 0), 1000),
      rates.add(ledger(300, 50), 3000),
      rates.add(ledger(5, 0), 4000),
      rates.add(ledger(6, 0), 5000),
    ];
    rates.add(ledger(7, 0), 5000 + 6 * 60_000);
    return { seen, kept: rates.samples.length };
  });
  assert.deepEqual(samples, {
    seen: [null, { from: 1000, to: 3000, received: 100, dropped: 25 }, null, { from: 4000, to: 5000, received: 1, dropped: 0 }],
    kept: 1,
  });
});

test('the first datagram is sent where something listens', async () => {
  const page = await blank();
  const commands = await page.evaluate(async () => {
    const { firstDatagram } = await import('/static/hint.js');
    return ['[::]:9999', '0.0.0.0:5140', ':9999', '192.0.2.1:5000', '[2001:db8::1]:5000'].map(
      (udp) => firstDatagram([{ udp }])[1].textContent);
  });
  assert.deepEqual(commands, ['127.0.0.1 9999', '127.0.0.1 5140', '127.0.0.1 9999', '192.0.2.1 5000', '2001:db8::1 5000']
    .map((target) => `echo "hello" | nc -u -w0 ${target}`));
});

test('times in the table: in UTC with the date of another day, or how long ago', async () => {
  const page = await blank();
  const shown = await page.evaluate(async () => {
    const { timeText } = await import('/static/table/times.js');
    const now = Date.parse('2026-11-27T12:00:00Z');
    const ago = (ms) => timeText(new Date(now - ms).toISOString().replace('Z', '000000Z'), 'relative', now);
    return [
      ...['2026-11-27T01:02:03.456789012Z', '2026-03-05T01:02:03.456789012Z', '2025-12-31T23:59:59.999999999Z'].map((iso) => timeText(iso, 'utc', now)),
      ...[0, 999, 12_000, 90_000, 3 * 3_600_000, 50 * 3_600_000, -5000].map(ago)];
  });
  assert.deepEqual(shown, ['01:02:03.456', 'Mar 5 01:02:03', 'Dec 31 2025 23:59:59',
    'now', 'now', '12 s ago', '1 min 30 s ago', '3 h 0 min ago', '2 d 2 h ago', 'in 5 s']);
});

test('rows of matches are bounded in number and in characters, whichever end they come from', async () => {
  const page = await blank();
  const kept = await page.evaluate(async () => {
    const { Rows } = await import('/static/table/rows.js');
    const some = (from, to, chars) => Array.from({ length: to - from + 1 }, (_, n) => ({ seq: from + n, chars }));
    const ends = ({ all }) => [all.length, all[0].seq, all.at(-1).seq];
    const many = new Rows();
    const dropped = [many.append(some(10_001, 13_100, 10)), many.append(some(13_101, 13_300, 10))];
    const appended = ends(many);
    const newest = many.prepend(some(9901, 10_300, 10));
    const large = new Rows();
    large.append(some(1, 200, 87_000));
    const huge = new Rows();
    huge.append(some(1, 2, 9e6));
    return { dropped, appended, newest, prepended: ends(many), large: ends(large), huge: ends(huge), place: many.indexOf(9905) };
  });
  assert.deepEqual(kept, { dropped: [false, true], appended: [3000, 10_301, 13_300], newest: 13_300,
    prepended: [3000, 9901, 12_900], large: [91, 110, 200], huge: [1, 2, 2], place: 4 });
});
