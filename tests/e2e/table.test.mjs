/** The table as a tool: keys, order, columns, times, names, and what the ring has evicted. */

import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { assertClean, axeFindings, hasRows, isState, picture, rows, shows } from './support/browser.mjs';
import { useScene } from './support/scene.mjs';
import { eventually } from './support/udp.mjs';

const scene = useScene();
const choice = (page, seq) => page.waitForFunction((n) => document.getElementById('chosen')?.dataset.seq === String(n), seq);
const freshReads = (page, text) => page.waitForFunction((wanted) => document.getElementById('fresh').textContent === wanted, text);
const seqs = async (page) => (await rows(page)).map(({ seq }) => seq);
const down = (from, to) => Array.from({ length: from - to + 1 }, (_, n) => from - n);

test('keys: choosing pauses and loses nothing, Enter opens, Escape closes, space goes on', async () => {
  const { gateway, device } = await scene.filled(200);
  const page = await scene.live(gateway);
  await page.keyboard.press('j');
  await choice(page, 200);
  await isState(page, 'Paused');
  for (const key of ['j', 'j', 'k', 'ArrowDown', 'ArrowUp', 'j']) await page.keyboard.press(key);
  await choice(page, 198);
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.getElementById('detail').textContent.includes('event 198'));
  await page.keyboard.press('j');
  await page.waitForFunction(() => document.getElementById('detail').textContent.includes('event 197'));
  await page.keyboard.press('Escape');
  await page.waitForSelector('#detail', { state: 'hidden' });
  await page.keyboard.press('G');
  await choice(page, 1);
  assert.equal(await page.$eval('#chosen', (row) => {
    const { bottom } = row.getBoundingClientRect();
    return bottom <= document.getElementById('grid').getBoundingClientRect().bottom + 1;
  }), true, 'in sight');
  await page.keyboard.press('g');
  await choice(page, 200);
  await page.focus('#grid');
  await page.keyboard.press('End');
  await choice(page, 1);
  await page.keyboard.press('Home');
  await choice(page, 200);
  await device.send('one more', 'and one');
  await freshReads(page, '2 new');
  await page.keyboard.press('Space');
  await isState(page, 'Live');
  await shows(page, 'and one');
  await page.keyboard.press('Space');
  await isState(page, 'Paused');
  await assertClean(page, gateway.host);
});

test('the chosen row stays where it is when its event opens beside it, and rows get higher for that', async () => {
  const { gateway } = await scene.filled(200);
  const page = await scene.live(gateway, '', { viewport: { width: 1280, height: 800 } });
  const box = () => page.$eval('#chosen', (row) => {
    const [{ top, bottom, height }, grid] = [row, document.getElementById('grid')].map((one) => one.getBoundingClientRect());
    return { top, height, isWhole: bottom <= grid.bottom + 1 && top >= grid.top };
  });
  const open = async (seq) => {
    const row = page.locator(`#rows tr[data-seq="${seq}"]`);
    const before = await row.evaluate((one) => one.getBoundingClientRect());
    await row.click();
    await page.waitForSelector('#detail:not([hidden])');
    await page.waitForFunction((height) => document.getElementById('chosen').getBoundingClientRect().height > height, before.height);
    const after = await box();
    await page.keyboard.press('Escape');
    await page.waitForFunction((height) => document.getElementById('chosen').getBoundingClientRect().height === height, before.height);
    return { before, after };
  };
  const inTheMidst = await open(195);
  // What is above the rows (tools, heading) takes other room now; the five rows above it would take 90 px more.
  assert.ok(Math.abs(inTheMidst.after.top - inTheMidst.before.top) < inTheMidst.before.height, JSON.stringify(inTheMidst));
  const last = await page.evaluate(() => {
    const { bottom } = document.getElementById('grid').getBoundingClientRect();
    return Math.min(...[...document.querySelectorAll('#rows tr')].filter((row) => row.getBoundingClientRect().bottom <= bottom).map((row) => Number(row.dataset.seq)));
  });
  const atTheEnd = await open(last);
  assert.ok(atTheEnd.after.isWhole, JSON.stringify(atTheEnd));
});

test('keys are letters to who writes; ? lists them', async () => {
  const { gateway } = await scene.filled(3);
  const page = await scene.live(gateway);
  await page.keyboard.press('/');
  await page.keyboard.type('j k?/ G');
  assert.equal(await page.inputValue('[name=contains]'), 'j k?/ G');
  assert.equal(await page.$('#chosen'), null);
  assert.equal(await page.isVisible('#keys'), false);
  await page.click('#clear');
  await page.focus('#grid');
  await page.keyboard.press('?');
  await page.waitForSelector('#keys[open]');
  assert.deepEqual(await axeFindings(page), []);
  await picture(page, 'keys');
  await page.keyboard.press('j');
  assert.equal(await page.$('#chosen'), null, 'the dialog has the keys');
  await page.keyboard.press('Escape');
  await page.waitForSelector('#keys', { state: 'hidden' });
});

test('oldest first: sticks to the newest at the bottom, and is remembered', async () => {
  const { gateway, device } = await scene.filled(120);
  const page = await scene.live(gateway);
  await page.click('#view summary');
  await page.selectOption('[name=order]', 'oldest');
  await page.keyboard.press('Escape');
  const last = (text) => page.waitForFunction((wanted) => {
    const row = document.getElementById('rows').lastElementChild;
    return row?.querySelector('td.payload').textContent === wanted
      && row.getBoundingClientRect().bottom <= document.getElementById('grid').getBoundingClientRect().bottom + 1;
  }, text);
  await last('event 120');
  assert.deepEqual(await seqs(page), (await seqs(page)).toSorted((a, b) => a - b));
  await device.send('event 121');
  await last('event 121');
  await page.hover('#grid');
  await page.mouse.wheel(0, -500);
  await isState(page, 'Paused');
  const before = await seqs(page);
  await device.send('event 122');
  await freshReads(page, '1 new');
  assert.deepEqual(await seqs(page), before);
  await page.mouse.wheel(0, 2000);
  await last('event 122');
  await isState(page, 'Live');
  await page.reload();
  await last('event 122');
  assert.equal(await page.getAttribute('#grid', 'aria-label'), 'Events, oldest first');
});

test('columns are chosen and remembered, also where the browser refuses to remember', async () => {
  const { gateway } = await scene.filled(3);
  const page = await scene.live(gateway);
  const headings = () => page.$$eval('#head th', (all) => all.filter((one) => one.offsetWidth > 0).map((one) => one.textContent));
  const visible = () => page.$eval('#rows tr', (row) => [...row.cells].filter((one) => one.offsetWidth > 0).map((one) => one.className));
  assert.deepEqual(await headings(), ['Event', 'Time', 'Source', 'Size', 'Payload']);
  await page.click('#view summary');
  for (const name of ['local', 'via']) await page.check(`[name=column][value=${name}]`);
  await page.uncheck('[name=column][value=size]');
  assert.deepEqual(await headings(), ['Event', 'Time', 'Source', 'To', 'Via', 'Payload']);
  assert.deepEqual(await visible(), ['seq', 'time', 'source', 'local', 'via', 'payload']);
  assert.deepEqual(await axeFindings(page), []);
  await picture(page, 'view');
  const lefts = await page.$$eval('#head tr, #rows tr', (all) => all.map((row) => [...row.cells].map((one) => one.getBoundingClientRect().left).join()));
  assert.equal(new Set(lefts).size, 1, 'each heading is above its column');
  await page.reload();
  await shows(page, 'event 3');
  assert.deepEqual(await headings(), ['Event', 'Time', 'Source', 'To', 'Via', 'Payload']);

  await page.addInitScript(() => {
    Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('refused', 'SecurityError'); } });
  });
  await page.reload();
  await shows(page, 'event 3');
  assert.deepEqual(await headings(), ['Event', 'Time', 'Source', 'Size', 'Payload']);
  await page.click('#view summary');
  await page.uncheck('[name=column][value=size]');
  assert.deepEqual(await headings(), ['Event', 'Time', 'Source', 'Payload']);
  await assertClean(page, gateway.host);
});

test('times: local, UTC, or how long ago, which goes on', async () => {
  const { gateway } = await scene.filled(1);
  const page = await scene.live(gateway, '', { timezoneId: 'Asia/Kolkata' });
  const time = () => page.textContent('#rows td.time');
  const { time: stored } = await gateway.get('events/1');
  const local = await time();
  await page.click('#view summary');
  await page.selectOption('[name=time]', 'utc');
  await page.waitForFunction((text) => document.querySelector('#rows td.time').textContent === text, stored.slice(11, 23));
  assert.equal(local.slice(-6), stored.slice(17, 23));
  assert.notEqual(local, await time(), 'another time zone');
  assert.equal(await page.textContent('#head th.time'), 'Time (UTC)');
  await page.selectOption('[name=time]', 'relative');
  await page.waitForFunction(() => / s ago$/.test(document.querySelector('#rows td.time').textContent));
  const before = await time();
  await page.waitForFunction((text) => document.querySelector('#rows td.time').textContent !== text, before);
  assert.match(await time(), /^\d+ s ago$/);
  assert.equal(await page.getAttribute('#rows time', 'datetime'), stored);
});

test('rows that the ring has evicted while they stood still say so', async () => {
  const { gateway, device } = await scene.filled(400, { args: ['--ring-size', '512KiB'] });
  const page = await scene.live(gateway);
  await page.keyboard.press('j');
  const big = Buffer.alloc(60_000, 'x');
  for (let n = 401; n <= 420; n += 1) {
    await device.send(big);
    await eventually('it is stored', async () => (await gateway.get('stats')).ring.newest === n);
  }
  const { oldest } = (await gateway.get('stats')).ring;
  await freshReads(page, `20 new, ${oldest - 401} evicted`);
  // What was read stays; what was not can't be read any more.
  await page.waitForSelector('#rows tr.evicted');
  assert.equal((await rows(page))[0].payload, 'event 400');
  await page.keyboard.press('G');
  await page.waitForFunction(() => document.getElementById('rows').lastElementChild.textContent.includes('evicted'));
  assert.match((await rows(page)).at(-1).payload, /^evicted: the ring holds it no more$/);
  await page.click('#fresh');
  await isState(page, 'Live');
  await hasRows(page, 420 - oldest + 2); // and a row for the lost
  assert.deepEqual(await seqs(page), [...down(420, oldest), 401]);
});

test('names of devices stand beside their addresses, as text; nobody asks for them a second time', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'names-'));
  try {
    const file = join(folder, 'gateway.toml');
    const name = '<img src=x onerror="window.ran = 1">';
    await writeFile(file, `[names]\n"127.0.0.1" = '${name}'\n`);
    const gateway = await scene.gateway({ args: ['--config', file] });
    const device = await scene.device(gateway);
    const page = await scene.live(gateway, '', { plots: false });
    await device.send('hello');
    await page.waitForFunction((text) => document.querySelector('#rows .name')?.textContent === text, name);
    assert.equal((await rows(page))[0].source, device.address);
    assert.ok((await page.getAttribute('#rows td.source', 'title')).startsWith(`from ${name}, ${device.address} to `));
    assert.equal(await page.$('#rows img'), null);
    assert.deepEqual(page.seen.requests.filter((url) => url.endsWith('/sources')), [], 'the list of devices has asked');
    await picture(page, 'names');
    await assertClean(page, gateway.host);
  } finally {
    await rm(folder, { recursive: true });
  }
});
