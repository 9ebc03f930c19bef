/** 50,000 datagrams a second: the page stays usable and bounded. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertClean, isState, picture, rows } from './support/browser.mjs';
import { runSender } from './support/gateway.mjs';
import { useScene } from './support/scene.mjs';
import { eventually } from './support/udp.mjs';

const scene = useScene();
const RATE = 50_000;
const SECONDS = 2;

/** JavaScript heap after a collection, in bytes. */
async function heap(page) {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  await session.detach();
  return usedSize;
}

/** Sends for SECONDS; resolves at the end. */
async function flood(gateway, rate) {
  const { status, output } = await runSender(['--quiet', '--rate', String(rate), '--duration', `${SECONDS}s`,
    `127.0.0.1:${gateway.udpPort}`, 'flood {n} with a payload of ordinary length']);
  assert.equal(status, 0, output);
}

/** Waits until the table's first row is the newest event there is. */
async function showsNewest(page, gateway) {
  const { ring } = await gateway.get('stats');
  await page.waitForFunction((seq) => Number(document.getElementById('rows').firstElementChild?.dataset.seq) === seq,
    ring.newest, { timeout: 20_000 });
  const seqs = (await rows(page)).map(({ seq }) => seq);
  assert.deepEqual(seqs, Array.from({ length: seqs.length }, (_, n) => ring.newest - n), 'unbroken');
  return ring.newest;
}

test('the page answers within a second during a flood, and keeps its bounds', async () => {
  const { gateway, page } = await scene.everything();
  const before = await heap(page);

  // The longest time in which the page could not run anything.
  await page.evaluate(() => {
    window.worst = 0;
    let last = performance.now();
    setInterval(() => {
      const now = performance.now();
      window.worst = Math.max(window.worst, now - last);
      last = now;
    }, 0);
  });
  let isOver = false;
  const sending = flood(gateway, RATE).finally(() => { isOver = true; });

  await page.waitForFunction(() => document.getElementById('rows').rows.length > 0);
  let asked = 0;
  while (!isOver) {
    const began = performance.now();
    const many = await page.evaluate(() => document.getElementById('rows').rows.length);
    const took = performance.now() - began;
    asked += 1;
    assert.ok(took < 1000, `the page answered after ${Math.round(took)} ms`);
    assert.ok(many <= 500, `${many} rows`);
  }
  assert.ok(asked > 5, 'it was asked while the flood went on');
  await sending;

  // Pausing works at once, at the end of the flood as well.
  await page.click('#pause');
  await isState(page, 'Paused');
  await page.click('#pause');
  await isState(page, 'Live');

  const newest = await showsNewest(page, gateway);
  const worst = Math.round(await page.evaluate(() => window.worst));
  assert.ok(worst < 1000, `the page stood still for ${worst} ms`);
  const grown = (await heap(page)) - before;
  assert.ok(grown < 16e6, `the page grew by ${grown} bytes`);
  console.log(`stored ${newest}, longest standstill ${worst} ms, heap +${Math.round(grown / 1024)} KiB`);
  await picture(page, 'flood');
  await assertClean(page, gateway.host);
});

test('a page behind a slow line shows the newest instead of an ever older backlog', async () => {
  const { gateway, page } = await scene.everything();
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  // The backlog of this flood would take more than a minute.
  await session.send('Network.emulateNetworkConditions',
    { offline: false, latency: 0, downloadThroughput: 300_000, uploadThroughput: 300_000 });
  await flood(gateway, RATE);
  await showsNewest(page, gateway);
});

test('a hidden page asks for nothing, and catches up when it is looked at again', async () => {
  const { gateway, device, page } = await scene.everything();
  await device.send('before');
  await page.waitForFunction(() => document.getElementById('rows').rows.length === 1);
  const show = (isShown) => page.evaluate((shown) => {
    Object.defineProperty(document, 'hidden', { configurable: true, value: !shown });
    document.dispatchEvent(new Event('visibilitychange'));
  }, isShown);
  await show(false);
  const { uptime_s: hiddenAt } = await eventually('the stream is given back', async () => {
    const stats = await gateway.get('stats');
    return stats.http.open_streams === 0 && stats;
  });
  const asked = page.seen.requests.length;
  await device.send('meanwhile 1', 'meanwhile 2');
  await eventually('some polls would have been due', async () => (await gateway.get('stats')).uptime_s > hiddenAt + 2);
  assert.deepEqual(page.seen.requests.slice(asked), []);
  await show(true);
  await page.waitForFunction(() => document.getElementById('rows').rows.length === 3);
  await showsNewest(page, gateway);

  await show(false);
  await flood(gateway, RATE);
  await show(true);
  await showsNewest(page, gateway);
});
