/** Pausing: the rows stand still, what comes is counted, and nothing is lost. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isState, picture, rows, shows } from './support/browser.mjs';
import { useScene } from './support/scene.mjs';
import { eventually } from './support/udp.mjs';

const scene = useScene();

const freshReads = (page, text) => page.waitForFunction(
  (wanted) => document.getElementById('fresh').textContent === wanted, text);

test('pause freezes the rows and counts, resume shows every one of them', async () => {
  const { device, page } = await scene.everything();
  await device.send('one', 'two', 'three');
  await shows(page, 'three');
  await page.click('#pause');
  await isState(page, 'Paused');
  await freshReads(page, '0 new');
  await device.send('four', 'five', 'six', 'seven');
  await freshReads(page, '4 new');
  await picture(page, 'paused');
  assert.deepEqual((await rows(page)).map(({ payload }) => payload), ['three', 'two', 'one']);
  await page.click('#fresh');
  await shows(page, 'seven');
  await isState(page, 'Live');
  assert.deepEqual((await rows(page)).map(({ seq }) => seq), [7, 6, 5, 4, 3, 2, 1]);
  assert.equal(await page.isVisible('#fresh'), false);
  await device.send('eight');
  await shows(page, 'eight');
});

test('the pause button resumes as well', async () => {
  const { device, page } = await scene.everything();
  await page.click('#pause');
  await device.send('while paused');
  await freshReads(page, '1 new');
  await page.click('#pause');
  await shows(page, 'while paused');
  assert.equal((await rows(page)).length, 1);
});

test('after more than the table holds, resuming shows the newest and the rest is a page away', async () => {
  const { gateway, device, page } = await scene.everything();
  await device.send('before');
  await shows(page, 'before');
  await page.click('#pause');
  for (let n = 1; n <= 700; n += 1) await device.send(`number ${n}`);
  await eventually('all are stored', async () => (await gateway.get('stats')).ring.stored === 701);
  await freshReads(page, '700 new');
  await page.click('#pause');
  await shows(page, 'number 700');
  const seqs = (await rows(page)).map(({ seq }) => seq);
  assert.deepEqual(seqs, Array.from({ length: 100 }, (_, n) => 701 - n));
  for (let oldest = 502; oldest >= 102; oldest -= 100) {
    await page.click('#older');
    await page.waitForFunction((seq) => Number(document.getElementById('rows').lastElementChild.dataset.seq) === seq, oldest);
  }
  // Bounded: the newest gave way to the oldest, and come back.
  assert.deepEqual((await rows(page)).map(({ seq }) => seq), Array.from({ length: 500 }, (_, n) => 601 - n));
  await page.click('#fresh');
  await shows(page, 'number 700');
  await isState(page, 'Live');
});

test('scrolling into the table pauses it, scrolling back resumes', async () => {
  const gateway = await scene.gateway();
  const device = await scene.device(gateway);
  for (let n = 1; n <= 90; n += 1) await device.send(`row ${n}`);
  await eventually('all are stored', async () => (await gateway.get('stats')).ring.stored === 90);
  const page = await scene.live(gateway);
  await page.mouse.move(600, 600);
  await page.mouse.wheel(0, 1200);
  await isState(page, 'Paused');
  await device.send('unseen yet');
  await freshReads(page, '1 new');
  await page.mouse.wheel(0, -3000);
  await isState(page, 'Live');
  await shows(page, 'unseen yet');
  assert.deepEqual((await rows(page)).slice(0, 2).map(({ seq }) => seq), [91, 90]);
});
