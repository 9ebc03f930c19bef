/** The live table: what arrives, in which order, and nothing twice. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertClean, picture, rows, shows } from './support/browser.mjs';
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
  const seqs = (await rows(page)).map(({ seq }) => seq);
  const expected = Array.from({ length: seqs.length }, (_, n) => sent - n);
  assert.deepEqual(seqs, expected);
  assert.ok(seqs.length >= Math.min(sent, 100), `${seqs.length} rows of ${sent} events`);
});

test('older events are loaded a page at a time, down to the first', async () => {
  const gateway = await scene.gateway();
  const device = await scene.device(gateway);
  await device.send(...Array.from({ length: 250 }, (_, n) => `event ${n + 1}`));
  await eventually('250 are stored', async () => (await gateway.get('stats')).ring.stored === 250);
  const page = await scene.live(gateway);
  assert.equal((await rows(page)).length, 100);
  for (const many of [200, 250]) {
    await page.click('#older');
    await page.waitForFunction((n) => document.getElementById('rows').rows.length === n, many);
  }
  assert.deepEqual((await rows(page)).map(({ seq }) => seq), Array.from({ length: 250 }, (_, n) => 250 - n));
  await page.waitForFunction(() => document.getElementById('older').hidden);
  assert.equal(await page.textContent('#end-note'), 'That is the first event.');
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
  await page.waitForFunction(() => document.getElementById('fresh').textContent.startsWith('20 new'));
  await page.click('#fresh');
  await page.waitForSelector('#rows tr.gap');
  const all = await rows(page);
  const lost = oldest - 2;
  const gap = all.find(({ kind }) => kind === 'gap');
  assert.match(gap.text, new RegExp(`^${lost} events? lost here`));
  assert.ok(gap.text.includes(lost === 1 ? '(#2)' : `(#2 to #${oldest - 1})`), gap.text);
  assert.deepEqual(all.filter(({ kind }) => kind === 'event').map(({ seq }) => seq),
    [...Array.from({ length: 21 - oldest + 1 }, (_, n) => 21 - n), 1]);
  assert.equal(all.indexOf(gap), all.length - 2, 'between what came before and after it');
  await picture(page, 'gap');
});
