/** Pausing: the rows stand still, what comes is counted, and nothing is lost. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allRows, hasRows, isState, picture, rows, shows } from './support/browser.mjs';
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

const newestFirst = (newest) => Array.from({ length: newest }, (_, n) => newest - n);

test('after more than a stream keeps, resuming shows the newest, and all of the rest is there to scroll to', async () => {
  const { gateway, device, page } = await scene.everything();
  await device.send('before');
  await shows(page, 'before');
  await page.click('#pause');
  for (let n = 1; n <= 700; n += 1) await device.send(`number ${n}`);
  await eventually('all are stored', async () => (await gateway.get('stats')).ring.stored === 701);
  await freshReads(page, '700 new');
  assert.deepEqual((await rows(page)).map(({ seq }) => seq), [1]);
  await page.click('#pause');
  await shows(page, 'number 700');
  await hasRows(page, 701);
  assert.deepEqual((await allRows(page)).map(({ seq }) => seq), newestFirst(701));
  await isState(page, 'Live');
});

test('with a filter as well: counted exactly, however many, and searched when they are scrolled to', async () => {
  const { gateway, device, page } = await scene.everything();
  await page.fill('[name=contains]', 'number');
  await page.waitForURL('**/?contains=number');
  await isState(page, 'Live');
  await device.send('number 0');
  await shows(page, 'number 0');
  await isState(page, 'Live');
  await page.click('#pause');
  for (let n = 1; n <= 3400; n += 1) {
    await device.send(`number ${n}`, 'another');
    if (n % 100 === 0) await eventually('they are stored', async () => (await gateway.get('stats')).ring.stored === 2 * n + 1);
  }
  await freshReads(page, '3,400 new');
  await page.click('#fresh');
  await shows(page, 'number 3400');
  await hasRows(page, 100);
  const all = await allRows(page);
  assert.deepEqual(all.map(({ payload }) => payload), Array.from({ length: 3401 }, (_, n) => `number ${3400 - n}`));
  // Back at the newest: it goes on, with a list that begins anew.
  await isState(page, 'Live');
  await hasRows(page, 100);
  assert.equal(await page.textContent('#end-note'), '100 matches here. Older matches are searched when you scroll.');
  await device.send('number 3401');
  await shows(page, 'number 3401');
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
