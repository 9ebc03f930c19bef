/** How the pages look and are used: widths, schemes, accessibility, keyboard, without scripts. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertClean, axeFindings, isState, picture, shows } from './support/browser.mjs';
import { useScene } from './support/scene.mjs';

const scene = useScene();

const TRAFFIC = [
  '<30>Nov 23 17:00:01 gateway dhcpd[812]: DHCPACK on 192.168.1.23 to 24:6f:28:aa:10:02',
  'esp32-kitchen temp=21.4 hum=40.1 rssi=-61',
  'api.requests:1|c|#env:prod,route:/orders',
  '{"device":"boiler","t":64.2,"pump":true,"errors":[]}',
  'a-very-long-word-without-any-space-'.repeat(20),
  Buffer.from('0a1b0c2d0e3f80ff', 'hex'),
  'line one\nline two\x1b[0m',
  '',
];

/** A live page with all kinds of rows, and the address of an event. */
async function furnished(options) {
  const gateway = await scene.gateway();
  const device = await scene.device(gateway);
  const page = await scene.live(gateway, '', options);
  await device.send(...TRAFFIC, 'last');
  await shows(page, 'last');
  return { gateway, device, page };
}

test('on a phone every part of a row is visible', async () => {
  const { page } = await furnished({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });
  const boxes = await page.$eval('#rows tr', (row) => [...row.cells].filter((cell) => getComputedStyle(cell).display !== 'none').map((cell) => {
    const { left, right, height } = cell.getBoundingClientRect();
    return { left, right, height };
  }));
  for (const { left, right, height } of boxes) {
    assert.ok(left >= 0 && right <= 360 && height > 8, JSON.stringify(boxes));
  }
});

test('keyboard: tab through filter, pause and menus to the table, where keys choose and open rows', async () => {
  const { gateway, page } = await furnished();
  const focused = () => page.evaluate(() => {
    const one = document.activeElement;
    return one.name || one.id || one.ariaLabel || (one.localName === 'select' ? one.closest('label').firstChild.textContent : one.textContent).trim();
  });
  const path = [];
  for (let n = 0; n < 14; n += 1) {
    await page.keyboard.press('Tab');
    path.push(await focused());
    const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
    assert.notEqual(outline, 'none', `the focus on ${path.at(-1)} is visible`);
  }
  assert.deepEqual(path, ['Skip to the events', 'event-gateway', 'Events', 'Ledger', 'Doctor', 'API', 'All devices', 'Sort',
    'source', 'contains', 'pause', 'Go to', 'View', 'Export']);
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  assert.equal(await focused(), 'CSV');
  await page.keyboard.press('Escape');
  assert.equal(await page.isVisible('#export'), false);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  assert.equal(await focused(), 'grid');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  assert.equal(await page.getAttribute('#chosen', 'data-seq'), '8');
  assert.equal(await page.getAttribute('#grid', 'aria-activedescendant'), 'chosen');
  await page.keyboard.press('Enter');
  await page.waitForSelector('#detail:not([hidden])');
  assert.match(await page.textContent('#detail'), /Event 8/);
  assert.deepEqual(await axeFindings(page), [], 'with a detail');
  await page.keyboard.press('Escape');
  await page.waitForSelector('#detail', { state: 'hidden' });
  assert.equal(await focused(), 'grid');
  await assertClean(page, gateway.host);
});

test('the skip link leads to the events; the pause button works with the space bar', async () => {
  const { page } = await furnished();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.activeElement.id === 'events');
  await page.focus('#pause');
  await page.keyboard.press('Space');
  await isState(page, 'Paused');
  await page.keyboard.press('Space');
  await isState(page, 'Live');
});

test('a click anywhere on a row opens its event beside the table; its number leads to its page', async () => {
  const { gateway, page } = await furnished();
  await page.click('#rows tr:nth-child(6) td.payload');
  await page.waitForSelector('#detail:not([hidden])');
  assert.match(await page.textContent('#detail'), /Event 4/);
  assert.match(await page.textContent('#detail'), /"device": "boiler"/);
  const link = await page.getAttribute('#rows tr:nth-child(6) a', 'href');
  assert.equal(link, '/events/4');
  await page.goto(new URL(link, gateway.url).href);
  assert.match(await page.textContent('#decoded'), /"device": ?"boiler"/);
  assert.match(await page.textContent('main'), /JSON/);
  await page.click('role=tab[name="Text"]');
  await page.waitForSelector('text={"device":"boiler"');
  assert.match(await page.textContent('.facts time'), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z$/);
  assert.match(await page.textContent('.facts'), /\(\d\d:\d\d:\d\d\.\d{3} here\)/);
  const download = page.waitForEvent('download');
  await page.click('a[download]');
  assert.equal(await (await download).failure(), null);
  await page.click('a[rel=prev]');
  await page.waitForURL('**/events/3');
  await page.click('a[rel=next]');
  await page.waitForURL('**/events/4');
});

test('the first event has no older, the newest no newer neighbour', async () => {
  const { gateway, page } = await furnished();
  await page.goto(new URL('/events/1', gateway.url).href);
  assert.equal(await page.$('a[rel=prev]'), null);
  assert.equal(await page.$eval('a[rel=next]', (link) => new URL(link.href).pathname), '/events/2');
  await page.goto(new URL('/events/9', gateway.url).href);
  assert.equal(await page.$('a[rel=next]'), null);
  assert.equal(await page.$('.facts dt:has-text("Content type")'), null);
});

test('without JavaScript a sentence leads to the text export', async () => {
  const gateway = await scene.gateway();
  const page = await scene.page(gateway, '', { javaScriptEnabled: false });
  assert.match(await page.innerText('body'), /needs JavaScript/);
  assert.equal(await page.isVisible('main'), false);
  const answer = page.waitForResponse('**/api/v1/events?format=text');
  await page.click('noscript a');
  assert.equal((await answer).status(), 200);
});

test('who prefers less motion gets none', async () => {
  const { page } = await furnished({ reducedMotion: 'reduce' });
  assert.equal(await page.$eval('#rows tr', (row) => getComputedStyle(row).animationName), 'none');
  await page.emulateMedia({ reducedMotion: 'no-preference' });
  assert.equal(await page.$eval('#rows tr', (row) => getComputedStyle(row).animationName), 'arrive');
});
