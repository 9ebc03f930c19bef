/** The filter: asked of the gateway, kept in the address. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertClean, hasRows, isState, picture, rows, shows } from './support/browser.mjs';
import { useScene } from './support/scene.mjs';

const scene = useScene();
const payloads = async (page) => (await rows(page)).map(({ payload }) => payload);

test('contains: old and new events, bookmarkable, and cleared', async () => {
  const { gateway, device, page } = await scene.everything();
  await device.send('kitchen 21.4', 'garden 9.1', 'kitchen 21.5');
  await shows(page, 'kitchen 21.5');
  await page.fill('[name=contains]', 'kitchen');
  await hasRows(page, 2);
  assert.deepEqual(await payloads(page), ['kitchen 21.5', 'kitchen 21.4']);
  assert.equal(new URL(page.url()).searchParams.get('contains'), 'kitchen');
  await isState(page, 'Live');
  await device.send('garden 9.2', 'kitchen 21.6');
  await shows(page, 'kitchen 21.6');
  assert.deepEqual(await payloads(page), ['kitchen 21.6', 'kitchen 21.5', 'kitchen 21.4']);
  assert.equal(new URL(await page.getAttribute('[data-format=csv]', 'href'), gateway.url).search, '?format=csv&contains=kitchen');

  await page.reload();
  await isState(page, 'Live');
  assert.equal(await page.inputValue('[name=contains]'), 'kitchen');
  assert.equal((await rows(page)).length, 3);

  await page.click('#clear');
  await hasRows(page, 5);
  assert.equal(new URL(page.url()).search, '');
  await assertClean(page, gateway.host);
});

test('source: only that sender', async () => {
  const { gateway, device, page } = await scene.everything();
  const other = await scene.device(gateway);
  await device.send('from the first');
  await other.send('from the second');
  await shows(page, 'from the second');
  await page.fill('[name=source]', device.address);
  await hasRows(page, 1);
  assert.deepEqual(await payloads(page), ['from the first']);
  await isState(page, 'Live');
  await other.send('second again');
  await device.send('first again');
  await shows(page, 'first again');
  assert.deepEqual(await payloads(page), ['first again', 'from the first']);
});

test('no match says so, and goes away when something matches', async () => {
  const { device, page } = await scene.everything();
  await device.send('something');
  await shows(page, 'something');
  await page.fill('[name=contains]', 'nothing like it');
  await page.waitForSelector('#hint:not([hidden])');
  assert.match(await page.textContent('#hint'), /^No event matches this filter\./);
  await picture(page, 'no-match');
  await isState(page, 'Live');
  await device.send('now: nothing like it');
  await shows(page, 'now: nothing like it');
  await page.waitForSelector('#hint', { state: 'hidden' });
});

test('a filter is text: marks of URLs, HTML and Unicode included', async () => {
  const { device, page } = await scene.everything();
  const odd = 'a&b=c#d%41+"<é>';
  await device.send('plain', odd);
  await shows(page, odd);
  await page.fill('[name=contains]', odd);
  await hasRows(page, 1);
  assert.deepEqual(await payloads(page), [odd]);
  await page.reload();
  await isState(page, 'Live');
  assert.equal(await page.inputValue('[name=contains]'), odd);
  assert.deepEqual(await payloads(page), [odd]);
});

test('a filter that the gateway refuses is explained in its words, and can be corrected', async () => {
  const { device, page } = await scene.everything();
  await device.send('something');
  await shows(page, 'something');
  await page.fill('[name=source]', 'not an address');
  await isState(page, 'Wrong filter');
  await page.waitForSelector('#hint:not([hidden])');
  assert.match(await page.textContent('#hint'), /'source'.*'not an address'/);
  await picture(page, 'wrong-filter');
  await page.fill('[name=source]', '127.0.0.0/8');
  await isState(page, 'Live');
  await hasRows(page, 1);
});

test('who has sent something is suggested', async () => {
  const { device, page } = await scene.everything();
  await device.send('something');
  await shows(page, 'something');
  await page.focus('[name=source]');
  await page.waitForFunction(() => document.getElementById('sources').options.length === 2);
  assert.deepEqual(await page.$$eval('#sources option', (all) => all.map((one) => one.value)), ['127.0.0.1', device.address]);
});
