/** Plots, by themselves: real senders, charts that are looked into, paused and taken along. */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { assertClean, isState } from './support/browser.mjs';
import { runSender } from './support/gateway.mjs';
import { area, charts, coloured, furnished, hasChart, list, listed, openList, press } from './support/plots.mjs';
import { useScene } from './support/scene.mjs';
import { eventually } from './support/udp.mjs';

const require = createRequire(import.meta.url);
const scene = useScene();

/** As `echo text | nc` does; what it sends is there when it begins: it does not wait for that. */
const nc = (gateway, text) => spawnSync('sh', ['-c', `nc -u -w0 127.0.0.1 ${gateway.udpPort} <<'END'\n${text}\nEND`]);

test('a number that is sent appears by itself, a text that is none does not', async () => {
  const gateway = await scene.gateway();
  const page = await scene.live(gateway);
  nc(gateway, 'hello');
  await page.waitForFunction(() => document.getElementById('rows').childElementCount > 0);
  assert.ok(await page.locator('#plots').isHidden());
  nc(gateway, 'a:1');
  await hasChart(page, 'a');
  nc(gateway, 'a:2');
  await listed(page, 'a', ({ value, values }) => value === '2' && values === 2);
  assert.equal((await list(page)).get('a').source, '127.0.0.1', 'one device, though nc takes a new port each time');
  await page.waitForFunction(() => document.querySelector('.picture').ariaLabel === 'Chart of a: last 2, between 1 and 2');
  assert.ok(await coloured(page, 'a') > 20, 'something is drawn');
  await assertClean(page, gateway.host);
});

test('what the last minute has brought is there from the start', async () => {
  const gateway = await scene.gateway();
  const device = await scene.device(gateway);
  for (let n = 1; n <= 100; n += 1) await device.send(`a:${n}`);
  const page = await scene.live(gateway);
  await hasChart(page, 'a');
  await listed(page, 'a', ({ values }) => values === 100);
});

test("senders that people use: hot-shots, JSON of udp-sender, Teleplot's lines", async () => {
  const { gateway, device, page } = await scene.everything();
  const client = new (require('hot-shots'))({ host: '127.0.0.1', port: gateway.udpPort, prefix: 'shop.' });
  client.gauge('stock', 17);
  const { status, output } = await runSender(['--quiet', '--count', '5', `127.0.0.1:${gateway.udpPort}`, '{"boiler":{"t":64.2,"n":{n}},"on":true}']);
  assert.equal(status, 0, output);
  const now = Date.now();
  await device.send('mem:3.5§MB\nlag:4|g', `late:${now - 500}:1;${now - 400}:2;${now - 300}:3§rad`, 'quiet:1|np', 'way:1:2;2:3;3:5|xy',
    'state:idle|t', '>:a log', '3D|cube:S:cube:P:1:1:1', 'left,both:1§V\nright,both:2§A', 'one,ways:1:2|xy\nother,ways:3:4|xy');
  for (const [name, value] of [['shop.stock', '17'], ['boiler.t', '64.2'], ['boiler.n', '5'], ['on', '1'], ['mem', '3.5 MB'], ['lag', '4'],
    ['late', '3 rad'], ['quiet', '1'], ['way', '5'], ['state', 'idle']]) {
    await listed(page, name);
    await eventually(`${name} is ${value}`, async () => (await list(page)).get(name).value === value);
  }
  assert.equal((await list(page)).get('late').values, 3);
  assert.equal((await list(page)).get('quiet').chart, 'None');
  const kinds = new Map((await charts(page)).map(({ title, kind }) => [title, kind]));
  // The log line and the shape are texts as well.
  assert.deepEqual([kinds.get('way'), kinds.get('state, log, cube'), kinds.get('mem'), kinds.get('left, right'), kinds.get('one, other')], ['xy', 'texts', 'lines', 'lines', 'xy']);
  assert.equal((await list(page)).get('cube').note, 'a shape, not drawn');
  assert.equal(kinds.has('quiet'), false);
  await page.locator('.chart[data-kind="xy"]').first().scrollIntoViewIfNeeded();
  await page.locator('.chart[data-kind="xy"] canvas').first().waitFor();
  await eventually('the way is drawn', async () => await coloured(page, 'way') > 20);
  await page.locator('.chart[data-kind="texts"]').first().scrollIntoViewIfNeeded();
  await page.locator('.chart[data-kind="texts"] canvas').first().waitFor();
  await new Promise((resolve) => { client.close(resolve); });
  await assertClean(page, gateway.host);
});

test('zoom by dragging, the value under the cursor in all charts, back by a double click', async () => {
  const { page, stop } = await furnished(scene);
  await listed(page, 'temp', ({ values }) => values > 40);
  await press(page, 'Series');
  const box = await area(page, 'temp');
  const span = page.getByLabel('Stretch of time');
  await page.mouse.move(box.x + box.width * 0.9, box.y + 40);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.96, box.y + 40, { steps: 4 });
  await page.mouse.move(box.x + box.width * 0.99, box.y + 40, { steps: 4 });
  await page.mouse.up();
  await page.waitForFunction(() => document.querySelector('#plots .follow').textContent === 'Resume');
  const zoomed = await span.evaluate((select) => select.selectedOptions[0].textContent);
  assert.match(zoomed, /^2\.\d+ s$/, 'nine hundredths of 30 s');
  await page.waitForFunction(() => /s behind$/.test(document.querySelector('#plots .plots-bar .note').textContent));

  // The values under the pointer are those of that moment, in both charts.
  await page.mouse.move(box.x + box.width * 0.5, box.y + 30);
  const legends = async () => (await charts(page)).map(({ legend: [entry] }) => entry);
  await eventually('values stand still', async () => {
    const one = await legends();
    await page.evaluate(() => new Promise((resolve) => { setTimeout(resolve, 300); }));
    const other = await legends();
    return /^A temp 2\d C$/.test(one[0]) && /^A hum 4\d$/.test(one[1]) && JSON.stringify(one) === JSON.stringify(other);
  });

  await page.mouse.dblclick(box.x + box.width * 0.5, box.y + 30);
  await page.waitForFunction(() => document.querySelector('#plots .follow').textContent === 'Pause');
  assert.equal(await span.inputValue(), '30000');
  stop();
});

test('paused it stands still, keeps on keeping, and says how far behind it is', async () => {
  const { page, stop } = await furnished(scene);
  await press(page, 'Pause');
  const before = (await list(page)).get('temp').values;
  await page.waitForFunction(() => / [1-9]\d* s behind$/.test(document.querySelector('#plots .plots-bar .note').textContent));
  const still = async () => page.$eval('.chart canvas', (canvas) => canvas.toDataURL());
  const first = await still();
  await listed(page, 'temp', ({ values }) => values > 40);
  assert.equal(await still(), first);
  assert.ok((await list(page)).get('temp').values > before);
  await press(page, 'Resume');
  await page.waitForFunction(() => document.querySelector('#plots .plots-bar .note').textContent === '');
  await eventually('it moves again', async () => await still() !== first);
  stop();
});

test('keyboard: zoom, move, pause and follow a chart that has the focus', async () => {
  const { page, stop } = await furnished(scene);
  await page.locator('.picture').first().focus();
  const shown = () => page.getByLabel('Stretch of time').evaluate((select) => select.selectedOptions[0].textContent);
  await page.keyboard.press('+');
  assert.equal(await shown(), 'Last 24 s');
  await page.keyboard.press('-');
  assert.equal(await shown(), 'Last 30 s');
  await page.keyboard.press(' ');
  assert.equal(await page.locator('.follow').textContent(), 'Resume');
  const note = () => page.locator('.plots-bar .note').textContent();
  const here = await note();
  await page.keyboard.press('ArrowLeft');
  assert.notEqual(await note(), here);
  await page.keyboard.press('0');
  assert.equal(await page.locator('.follow').textContent(), 'Pause');
  stop();
});

test('statistics of what is seen and of what is marked, and its points as CSV', async () => {
  const gateway = await scene.gateway();
  const device = await scene.device(gateway);
  for (const value of [2, 4, 4, 4, 5, 5, 7, 9]) await device.send(`a:${value}`);
  const page = await scene.live(gateway);
  await hasChart(page, 'a');
  await listed(page, 'a', ({ values }) => values === 8);
  await press(page, 'Statistics');
  const row = () => page.$$eval('.figures tbody tr', ([tr]) => (tr ? [...tr.cells].map((cell) => cell.textContent) : []));
  await eventually('the statistics are there', async () => (await row())[1] === '8');
  const [name, count, min, max, mean, deviation, rate, last] = await row();
  assert.deepEqual([name, count, min, max, mean, last], ['a', '8', '2', '9', '5', '9']);
  assert.equal(deviation, '2.13809', 'the sample\'s: the square root of 32 / 7');
  assert.equal(rate, '0.2667', 'eight in 30 s');

  // A marked stretch without a point in it.
  const box = await area(page, 'a');
  await press(page, 'Pause');
  await page.keyboard.down('Shift');
  await page.mouse.move(box.x + 20, box.y + 20);
  await page.mouse.down();
  await page.mouse.move(box.x + 60, box.y + 20, { steps: 5 });
  await page.mouse.up();
  await page.keyboard.up('Shift');
  await eventually('the mark is empty', async () => (await row())[1] === '0');
  await press(page, 'Clear the mark');
  await eventually('all of it again', async () => (await row())[1] === '8');

  const [download] = await Promise.all([page.waitForEvent('download'), press(page, 'Export CSV')]);
  const lines = (await readFile(await download.path(), 'utf8')).trimEnd().split('\r\n');
  assert.equal(lines[0], 'time,source,name,unit,value,x');
  assert.deepEqual(lines.slice(1).map((line) => line.split(',').slice(1).join()), [2, 4, 4, 4, 5, 5, 7, 9].map((v) => `127.0.0.1,a,,${v},`));
  await assertClean(page, gateway.host);
});

test('two series against each other, on equal scales', async () => {
  const { gateway, page, stop } = await furnished(scene);
  await openList(page);
  await page.locator('select[aria-label="Chart of hum"]').selectOption({ label: 'temp' });
  await hasChart(page, 'temp, hum');
  await page.locator('.edit').first().click();
  await page.getByRole('dialog').getByLabel('Horizontal axis').selectOption({ label: 'B hum' });
  await hasChart(page, 'temp over hum');
  await eventually('it is drawn', async () => await page.locator('.chart canvas').count() === 1 && await coloured(page, 'temp over hum') > 50);
  await page.locator('.edit').first().click();
  await page.getByRole('dialog').getByLabel('The same scale').check();
  await page.keyboard.press('Escape');
  await page.locator('.edit').first().click();
  assert.ok(await page.getByRole('dialog').getByLabel('The same scale').isChecked());
  await page.getByRole('dialog').getByLabel('Horizontal axis').selectOption({ label: 'Time' });
  await hasChart(page, 'hum, temp');
  stop();
  await assertClean(page, gateway.host);
});

test('hidden away, or on a page that nobody sees, the plots read nothing; both are remembered', async () => {
  const { gateway, page, stop } = await furnished(scene);
  const streams = (n) => eventually(`${n} streams`, async () => (await gateway.get('stats')).http.open_streams === n);
  await streams(2);
  await press(page, 'Hide plots');
  await streams(1);
  await page.reload();
  await isState(page, 'Live');
  await streams(1);
  await press(page, 'Show plots');
  await hasChart(page, 'temp');
  await streams(2);
  const setHidden = (is) => page.evaluate((hidden) => {
    Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  }, is);
  await setHidden(true);
  await streams(0);
  await setHidden(false);
  await streams(2);
  await hasChart(page, 'temp');
  stop();
  await assertClean(page, gateway.host);
});

test('the filter holds for the plots too', async () => {
  const { page, stop } = await furnished(scene);
  await page.fill('[name=contains]', 'hum');
  await eventually('only hum is left', async () => {
    const titles = (await charts(page)).map(({ title }) => title);
    return titles.length === 1 && titles[0] === 'hum';
  });
  await page.fill('[name=contains]', 'nothing like it');
  await page.waitForFunction(() => document.querySelectorAll('.chart').length === 0);
  stop();
});
