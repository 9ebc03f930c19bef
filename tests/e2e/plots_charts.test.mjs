/** Charts as somebody arranges them: combined, named, moved, removed; remembered, and taken along by a link. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { charts, furnished, hasChart, list, listed, openList, press } from './support/plots.mjs';
import { useScene } from './support/scene.mjs';
import { eventually } from './support/udp.mjs';

const scene = useScene();

test('charts are combined by the keyboard in the list, and by dragging, and stay so', async () => {
  const { page, stop } = await furnished(scene);
  await openList(page);
  await page.locator('select[aria-label="Chart of hum"]').focus();
  await page.keyboard.type('temp');
  await hasChart(page, 'temp, hum');
  assert.deepEqual((await charts(page)).map(({ title }) => title), ['temp, hum']);
  // Each has its letter at the end, and in the line.
  await eventually('the letters are in the lines', async () => {
    const drawn = await page.evaluate(() => new Promise((resolve) => {
      const { fillText } = CanvasRenderingContext2D.prototype;
      const texts = [];
      CanvasRenderingContext2D.prototype.fillText = function note(text, ...at) {
        texts.push(text);
        fillText.call(this, text, ...at);
      };
      setTimeout(() => {
        CanvasRenderingContext2D.prototype.fillText = fillText;
        // The last picture: axes and their words come first.
        resolve(texts.slice(texts.findLastIndex((text) => text.length > 1) + 1));
      }, 500);
    }));
    return ['A', 'B'].every((one) => drawn.filter((text) => text === one).length > 1);
  });

  // Beside the charts there is room as long as something is dragged.
  await page.locator('.legend li', { hasText: 'hum' }).hover();
  await page.mouse.down();
  const { x, y, width } = await page.locator('#plots .charts').boundingBox();
  await page.mouse.move(x + width - 60, y + 60, { steps: 3 });
  await page.waitForSelector('#plots .charts.dragging');
  await page.mouse.move(x + width - 70, y + 60);
  await page.mouse.up();
  await hasChart(page, 'hum');
  await page.locator('#plots .series tr', { has: page.locator('select[aria-label="Chart of hum"]') }).locator('td').first().dragTo(page.locator('.chart', { hasText: 'temp' }).locator('.picture'));
  await hasChart(page, 'temp, hum');

  await page.reload();
  await hasChart(page, 'temp, hum');
  await openList(page);
  await page.locator('select[aria-label="Chart of hum"]').selectOption('None');
  await hasChart(page, 'temp');
  await page.reload();
  await listed(page, 'hum');
  assert.deepEqual((await charts(page)).map(({ title }) => title), ['temp']);
  stop();
});

test('a chart is named, moved and removed from its dialog, by keyboard; a link brings it along', async () => {
  const { gateway, page, stop } = await furnished(scene);
  const dialog = page.getByRole('dialog');
  await page.getByRole('button', { name: 'Change the chart temp' }).focus();
  await page.keyboard.press('Enter');
  await dialog.getByLabel('Name').fill('In the <b>kitchen</b>');
  await dialog.getByRole('button', { name: 'Later' }).click();
  await page.keyboard.press('Escape');
  await hasChart(page, 'In the <b>kitchen</b>');
  assert.deepEqual((await charts(page)).map(({ title }) => title), ['hum', 'In the <b>kitchen</b>']);
  assert.equal(await page.evaluate(() => document.activeElement.className), 'edit', 'the focus is back');

  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await press(page, 'Copy link');
  await page.waitForFunction(() => document.querySelector('#plots [role=status]').textContent !== '');
  const link = await page.evaluate(() => (location.search.includes('plots=') ? location.href : navigator.clipboard.readText()));
  const other = await scene.page(gateway, link);
  await hasChart(other, 'In the <b>kitchen</b>');
  assert.ok(await other.locator('#events').isHidden(), 'the link shows the whole page of plots');

  await page.getByRole('button', { name: 'Change the chart hum' }).click();
  await dialog.getByRole('button', { name: 'Remove chart' }).click();
  await page.waitForFunction(() => document.querySelectorAll('.chart').length === 1);
  stop();
});
