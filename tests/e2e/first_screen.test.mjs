/** What the first screen has: figures, a strip of charts, devices and events, none of them pushed off. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertClean, axeFindings, picture, shows } from './support/browser.mjs';
import { charts, hasChart, press } from './support/plots.mjs';
import { useScene } from './support/scene.mjs';
import { eventually } from './support/udp.mjs';

const scene = useScene();

const FIELDS = ['temp', 'hum', 'rssi', 'batt', 'flow', 'volt', 'level', 'lux', 'noise'];

/** A live page with a chart for each of the fields, and forty events of two devices. */
async function furnished(width, height, options) {
  const gateway = await scene.gateway();
  const devices = [await scene.device(gateway), await scene.device(gateway)];
  const page = await scene.live(gateway, '', { viewport: { width, height }, ...options });
  await devices[0].send(...Array.from({ length: 40 }, (_, n) => FIELDS.map((name, at) => `${name}=${at * 10 + (n % 7)}`).join(' ')));
  await devices[1].send('the last');
  await shows(page, 'the last');
  for (const name of FIELDS) await hasChart(page, name);
  await page.waitForSelector('.device', { state: 'attached' });
  return { gateway, page };
}

const box = (page, selector) => page.locator(selector).first().boundingBox();
const bottom = ({ y, height }) => y + height;
const lines = (page, selector) => page.$$eval(selector, (all) => new Set(all.filter((one) => one.offsetParent)
  .map((one) => Math.round(one.getBoundingClientRect().top / 12))).size);
const fits = (page) => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth);

for (const [width, height] of [[1280, 800], [1440, 900]]) {
  test(`${width} by ${height}: figures, charts, devices and rows of the table are on the first screen`, async () => {
    const { gateway, page } = await furnished(width, height);
    assert.equal(await page.evaluate(() => scrollY), 0);
    const plots = await box(page, '#plots');
    assert.ok(plots.height <= 0.3 * height, `the plots are ${plots.height} px high`);
    assert.ok(await fits(page));
    const cards = await page.locator('.chart').evaluateAll((all) => all.map((one) => one.getBoundingClientRect().top));
    assert.deepEqual([cards.length, new Set(cards).size], [FIELDS.length, 1], 'one row of charts');
    assert.ok(bottom(await box(page, '.device')) < height, 'a device is seen');
    const desk = await box(page, '.desk');
    assert.ok(desk.y - bottom(plots) < 8 && desk.y - bottom(plots) >= 0, 'nothing is between the plots and the desk');
    const seen = await page.$$eval('#rows tr', (all, limit) => all.filter((one) => one.getBoundingClientRect().bottom <= limit).length, height);
    assert.ok(seen >= 7, `${seen} rows are seen`);
    assert.ok(await page.evaluate(() => document.documentElement.scrollHeight <= innerHeight), 'the page is no longer than the screen');
    assert.deepEqual(await axeFindings(page), []);
    await picture(page, `first-screen-${width}`);
    await assertClean(page, gateway.host);
  });
}

test('the last chart of the strip is reached, and drawn, by scrolling sideways', async () => {
  const { page } = await furnished(1280, 800);
  const last = page.locator('.chart').last();
  assert.ok((await last.boundingBox()).x > 1280);
  await last.scrollIntoViewIfNeeded();
  assert.ok((await last.boundingBox()).x < 1280);
  await last.locator('canvas').waitFor();
});

test('a chart is enlarged, all charts are shown, and the browser remembers it', async () => {
  const { page } = await furnished(1280, 800);
  const height = async (title) => (await page.locator('.chart', { hasText: title }).first().locator('.picture').boundingBox()).height;
  const low = await height('hum');
  await page.click('role=button[name="Enlarge the chart hum"]');
  await eventually('the chart is larger', async () => await height('hum') >= 3 * low);
  await press(page, 'All charts');
  await eventually('the others are higher', async () => await height('temp') > 1.3 * low);
  assert.ok(await lines(page, '.chart') > 2);
  await page.reload();
  await hasChart(page, 'temp');
  await eventually('all as before', async () => await height('temp') > 1.3 * low && await height('hum') >= 3 * low);
  await press(page, 'All charts');
  await page.click('role=button[name="Enlarge the chart hum"]');
  await eventually('low again', async () => await height('hum') === low && await height('temp') === low);
  assert.equal((await charts(page)).length, FIELDS.length);
});

test('on a phone the events come before the plots, which a link leads to; their buttons are one line', async () => {
  const { gateway, page } = await furnished(390, 844, { hasTouch: true, isMobile: true });
  const order = [];
  for (const selector of ['#state', '#rate-now', '#devices', '#rows', '#plots']) order.push((await box(page, selector)).y);
  assert.deepEqual(order, order.toSorted((a, b) => a - b), 'state, rate, devices, events, plots');
  const seen = await page.$$eval('#rows tr', (all) => all.filter((one) => one.getBoundingClientRect().bottom <= 844).length);
  assert.ok(seen >= 5, `${seen} rows are seen`);
  assert.ok(await fits(page));
  assert.equal(await lines(page, '.plots-bar select, .plots-bar button'), 1);
  assert.deepEqual(await axeFindings(page), []);
  await page.click('role=link[name="Plots ↓"]');
  await eventually('the plots are in sight', async () => (await box(page, '.chart')).y < 700);
  await picture(page, 'first-screen-phone-plots');
  // The same page on a wider screen, as when the phone is turned.
  await page.setViewportSize({ width: 844, height: 700 });
  await eventually('the plots are before the desk', async () => (await box(page, '#plots')).y < (await box(page, '.desk')).y);
  assert.ok(await page.locator('.to-plots').isHidden());
  await assertClean(page, gateway.host);
});
