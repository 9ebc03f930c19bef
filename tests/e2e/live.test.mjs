/** The live table: what arrives, in which order, and nothing twice. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allRows, assertClean, hasRows, isState, picture, rows, shows } from './support/browser.mjs';
import { useScene } from './support/scene.mjs';
import { eventually } from './support/udp.mjs';

const scene = useScene();

test('a datagram appears with its time, source, size and payload', async () => {
  const { gateway, device, page } = await scene.everything();
  await device.send('hello from a device');
  await shows(page, 'hello from a device');
  const [row] = await rows(page);
  assert.equal(row.seq, 1);
  assert.equal(row.source, device.address);
  assert.equal(row.size, '19 B');
  assert.equal(row.payload, 'hello from a device');
  assert.match(row.time, /^\d\d:\d\d:\d\d\.\d{3}$/);
  const stored = await gateway.get('events/1');
  assert.equal(await page.getAttribute('#rows time', 'datetime'), stored.time);
  assert.match(await page.getAttribute('#rows td.time', 'title'), new RegExp(`^${stored.time.replaceAll('.', '\\.')}`));
  await assertClean(page, gateway.host);
});

test('an event posted over HTTP appears and says so', async () => {
  const { gateway, page } = await scene.everything();
  await fetch(new URL('/api/v1/events', gateway.url), { method: 'POST', body: 'posted' });
  await shows(page, 'posted');
  assert.equal(await page.textContent('#rows .via'), 'http');
});

test('the first page and the stream join without gap or duplicate, newest first', async () => {
  const gateway = await scene.gateway();
  const device = await scene.device(gateway);
  await device.send(...Array.from({ length: 40 }, (_, n) => `early ${n + 1}`));
  await eventually('40 are stored', async () => (await gateway.get('stats')).ring.stored === 40);
  // These arrive while the page is being loaded.
  let isOpen = false;
  let sent = 40;
  const sending = (async () => {
    while (!isOpen) {
      await device.send(`during ${sent += 1}`);
      await new Promise(setImmediate);
      await gateway.get('stats'); // keeps the pace of a fast device without a clock
    }
  })();
  const page = await scene.live(gateway);
  isOpen = true;
  await sending;
  await device.send('the last one');
  sent += 1;
  await shows(page, 'the last one');
  await hasRows(page, sent);
  assert.deepEqual((await allRows(page)).map(({ seq }) => seq), Array.from({ length: sent }, (_, n) => sent - n));
});

test('every event down to the first has its row, and is asked for when it comes in sight', async () => {
  const gateway = await scene.gateway();
  const device = await scene.device(gateway);
  await device.send(...Array.from({ length: 450 }, (_, n) => `event ${n + 1}`));
  await eventually('450 are stored', async () => (await gateway.get('stats')).ring.stored === 450);
  const page = await scene.live(gateway);
  await hasRows(page, 450);
  assert.ok((await rows(page)).length < 40, 'only what is in sight is drawn');
  const asked = () => page.seen.requests.filter((url) => url.includes('/events?') && !url.endsWith('limit=1')); // the plots look for the last minute one by one
  assert.deepEqual(asked().map((url) => new URL(url).search), ['?limit=100']);

  const all = await allRows(page);
  assert.deepEqual(all.map(({ seq, payload }) => `${seq} ${payload}`),
    Array.from({ length: 450 }, (_, n) => `${450 - n} event ${450 - n}`));
  const pages = asked().slice(1).map((url) => new URL(url).search);
  assert.deepEqual(pages.sort(), [0, 100, 150, 200, 250, 300, 50].map((after) => `?after=${after}&before=${after + 51}&limit=50`), 'each once');
  assert.equal(await page.textContent('#end-note'), '450 events, #1 to #450. The oldest is the first event.');
});

test('an empty page tells how to send the first datagram', async () => {
  const { gateway, page } = await scene.everything();
  await page.waitForSelector('#hint code');
  assert.equal(await page.textContent('#hint code'), `echo "hello" | nc -u -w0 127.0.0.1 ${gateway.udpPort}`);
  await picture(page, 'empty');
});

test('events evicted before the page could read them are a row with their number', async () => {
  const { gateway, device, page } = await scene.everything({ args: ['--ring-size', '512KiB'] });
  await device.send('first');
  await shows(page, 'first');
  await page.click('#pause');
  const big = Buffer.alloc(60_000, 'x');
  for (let n = 0; n < 20; n += 1) {
    await device.send(big);
    await eventually('it is stored', async () => (await gateway.get('stats')).ring.stored === n + 2);
  }
  const { oldest } = (await gateway.get('stats')).ring;
  assert.ok(oldest > 2, 'the ring is too small for all of them');
  await page.waitForFunction((text) => document.getElementById('fresh').textContent === text, `20 new, ${oldest - 2} evicted`);
  await page.click('#fresh');
  await page.waitForSelector('#rows tr.gap');
  const all = await rows(page);
  const lost = oldest - 2;
  const gap = all.at(-1);
  assert.equal(gap.kind, 'gap', 'behind the oldest that came after it');
  assert.match(gap.payload, new RegExp(`^${lost} events? lost here`));
  assert.ok(gap.payload.includes(lost === 1 ? '(#2)' : `(#2 to #${oldest - 1})`), gap.payload);
  assert.deepEqual(all.slice(0, -1).map(({ seq }) => seq), Array.from({ length: 21 - oldest + 1 }, (_, n) => 21 - n));
  const note = await page.textContent('#end-note');
  assert.ok(note.endsWith(`The ring holds no more: ${oldest - 1} older events evicted, ${lost} of them before this page could read them.`), note);
  await picture(page, 'gap');
});

test('with a filter, the lost are a row between what came before and after them', async () => {
  const { gateway, device, page } = await scene.everything({ args: ['--ring-size', '512KiB'] });
  await page.fill('[name=contains]', 'x');
  await page.waitForURL('**/?contains=x');
  await isState(page, 'Live');
  await device.send('x first');
  await shows(page, 'x first');
  // A line that is too slow for what comes: simulated by a page that sleeps meanwhile.
  const show = (isShown) => page.evaluate((shown) => {
    Object.defineProperty(document, 'hidden', { configurable: true, value: !shown });
    document.dispatchEvent(new Event('visibilitychange'));
  }, isShown);
  await show(false);
  await eventually('the stream is given back', async () => (await gateway.get('stats')).http.open_streams === 0);
  for (let n = 0; n < 20; n += 1) {
    await device.send(Buffer.alloc(60_000, 'x'));
    await eventually('it is stored', async () => (await gateway.get('stats')).ring.stored === n + 2);
  }
  await show(true);
  await page.waitForSelector('#rows tr.gap');
  const { oldest } = (await gateway.get('stats')).ring;
  await hasRows(page, 21 - oldest + 1 + 2);
  const all = await rows(page);
  assert.deepEqual(all.map(({ seq, kind }) => `${kind} ${seq}`),
    [...Array.from({ length: 21 - oldest + 1 }, (_, n) => `event ${21 - n}`), 'gap 2', 'event 1']);
  assert.match(all.at(-2).payload, new RegExp(`^${oldest - 2} events lost here \\(#2 to #${oldest - 1}\\)`));
});
