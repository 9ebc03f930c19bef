/** The page /ledger: exact figures with and without scripts, live, on a phone and on a desk. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertClean, axeFindings, picture } from './support/browser.mjs';
import { useScene } from './support/scene.mjs';
import { eventually } from './support/udp.mjs';

const scene = useScene();

const shown = (page) => page.$$eval('main [data-figure]:not(rect)', (all) =>
  Object.fromEntries(all.map((one) => [one.dataset.figure, one.textContent])));
const reads = (page, figure, text) => page.waitForFunction(
  ([name, wanted]) => document.querySelector(`main [data-figure="${name}"]:not(rect)`).textContent === wanted, [figure, text]);
const widths = (page) => page.$$eval('main rect[data-figure]', (all) =>
  Object.fromEntries(all.map((one) => [one.dataset.figure, Number.parseFloat(one.getAttribute('width'))])));

/** Devices that lose, a reader, one that is refused, and a small ring. */
async function furnished() {
  const gateway = await scene.gateway({ args: ['--ring-size', '64KiB', '--allow-udp', '127.0.0.1'] });
  const device = await scene.device(gateway);
  for (let n = 1; n <= 1500; n += 1) {
    if (n % 100 !== 0) await device.send(`event ${n}${'.'.repeat(60)}`);
  }
  await device.send('event 1499');
  await fetch(new URL('/api/v1/events', gateway.url), { method: 'POST', body: 'posted' });
  const stats = await eventually('all are counted', async () => {
    const now = await gateway.get('stats');
    return now.udp.received + now.udp.kernel_dropped === 1486 && now;
  });
  assert.equal(stats.udp.kernel_dropped, 0);
  return { gateway, device };
}

async function checkFigures(page) {
  const figures = await shown(page);
  assert.equal(figures['balance.arrived'], '1,487');
  assert.equal(figures['balance.accepted'], '1,486');
  assert.equal(figures['balance.over_http'], '1');
  assert.equal(figures['udp.kernel_dropped'], '0');
  assert.equal(figures['ring.stored'], '1,487');
  assert.equal(figures['sequence.missing'], '14');
  assert.equal(figures['sequence.duplicated'], '1');
  assert.equal(await page.textContent('#verdict'),
    'The ledger balances: all that came in is stored, and all that was stored is held or evicted.');
  const parts = await widths(page);
  assert.equal(parts['udp.kernel_dropped'], 0);
  assert.ok(parts['balance.over_http'] >= 0.6, 'one of many is still seen');
  assert.ok(Math.abs(parts['balance.accepted'] + parts['balance.over_http'] - 100) < 0.01);
  assert.ok(Math.abs(parts['ring.held'] + parts['ring.evicted'] - 100) < 0.01);
  assert.ok(parts['ring.evicted'] > parts['ring.held']);
}

for (const [width, colorScheme] of [[375, 'light'], [375, 'dark'], [1280, 'light'], [1280, 'dark']]) {
  test(`${width} px, ${colorScheme}: figures are exact and nothing is wider than the screen`, async () => {
    const { gateway } = await furnished();
    const page = await scene.page(gateway, 'ledger', { viewport: { width, height: 900 }, colorScheme });
    await checkFigures(page);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
    assert.deepEqual(await axeFindings(page), []);
    await assertClean(page, gateway.host);
    await picture(page, `ledger-${width}-${colorScheme}`);
  });
}

test('without JavaScript the page has its figures', async () => {
  const { gateway } = await furnished();
  const page = await scene.page(gateway, 'ledger', { javaScriptEnabled: false });
  assert.ok(await page.isVisible('main'));
  // Nothing can be evaluated in such a page: what it shows is in its text.
  const text = await page.innerText('main');
  for (const part of ['The ledger balances', 'Arrived 1,487', 'Stored 1,487', 'No stream is open.']) {
    assert.ok(text.includes(part), part);
  }
});

test('it is live: datagrams, readers and the words change by themselves', async () => {
  const { gateway, device } = await furnished();
  const page = await scene.page(gateway, 'ledger');
  const before = await widths(page);
  const live = await scene.live(gateway, '', { plots: false });
  for (let n = 1501; n <= 1600; n += 1) await device.send(`event ${n}`);
  await reads(page, 'balance.accepted', '1,586');
  await reads(page, 'streams.delivered', '100');
  await page.waitForSelector('#streams .client');
  assert.match(await page.textContent('#streams .client'), /^(127\.0\.0\.1|\[::1\]):\d+$/);
  assert.equal(await page.textContent('#streams .delivered'), '100');
  assert.equal(await page.textContent('#streams .skipped'), '0');
  assert.notDeepEqual(await widths(page), before);
  await picture(page, 'ledger-stream');
  await live.closeAll();
  await page.waitForFunction(() => document.getElementById('streams').textContent === 'No stream is open.');
  await assertClean(page, gateway.host);
});

test('every page leads to it, and it back', async () => {
  const { gateway } = await furnished();
  for (const path of ['', 'events/1487', 'events/99999', 'welcome']) {
    const page = await scene.page(gateway, path);
    await page.click('nav a[href$="ledger"]');
    await page.waitForURL('**/ledger');
    await page.click('nav a:text-is("Events")');
    await page.waitForURL(gateway.url);
  }
});

test('script and server draw the same, and say what is off', async () => {
  const { gateway } = await furnished();
  const page = await scene.page(gateway, 'ledger');
  const served = await (await fetch(new URL('/ledger', gateway.url))).text();
  const drawn = await page.evaluate(async (html) => {
    const rects = (root) => [...root.querySelectorAll('main rect')].map((r) => `${r.getAttribute('x')} ${r.getAttribute('width')}`);
    const other = new DOMParser().parseFromString(html, 'text/html');
    return { live: rects(document), served: rects(other) };
  }, served);
  assert.deepEqual(drawn.live, drawn.served);
  await page.route('**/api/v1/stats', async (route) => {
    const answer = await route.fetch();
    const stats = await answer.json();
    stats.balance.unexplained = 3;
    stats.udp.kernel_dropped = 5;
    stats.streams.open = [{ client: '<img src=x onerror="window.ran = 1">', delivered: 1, skipped: 2, since: '2026-11-27T00:00:00.000000000Z' }];
    await route.fulfill({ response: answer, json: stats });
  });
  await page.waitForFunction(() => document.getElementById('verdict').textContent === 'The ledger does not balance: it is off by 3 events.');
  assert.equal(await page.textContent('#streams .client'), '<img src=x onerror="window.ran = 1">');
  assert.ok(await page.$eval('.part.lost', (part) => part.classList.contains('some')));
  await picture(page, 'ledger-off');
  await assertClean(page, gateway.host);
});
