/** 50,000 datagrams a second: the page stays usable and bounded. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertClean, isState, picture, rows } from './support/browser.mjs';
import { runSender } from './support/gateway.mjs';
import { useScene } from './support/scene.mjs';

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
  const flood = runSender(['--quiet', '--rate', String(RATE), '--duration', `${SECONDS}s`,
    `127.0.0.1:${gateway.udpPort}`, 'flood {n} with a payload of ordinary length']);
  let isOver = false;
  flood.then(() => { isOver = true; });

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
  const { status, output } = await flood;
  assert.equal(status, 0, output);

  // Pausing works at once, at the end of the flood as well.
  await page.click('#pause');
  await isState(page, 'Paused');
  await page.click('#pause');
  await isState(page, 'Live');

  // It ends with the newest event there is, in unbroken order.
  const { ring } = await gateway.get('stats');
  await page.waitForFunction((seq) => Number(document.getElementById('rows').firstElementChild.dataset.seq) === seq, ring.newest);
  const seqs = (await rows(page)).map(({ seq }) => seq);
  assert.deepEqual(seqs, Array.from({ length: seqs.length }, (_, n) => ring.newest - n));
  const worst = Math.round(await page.evaluate(() => window.worst));
  assert.ok(worst < 1000, `the page stood still for ${worst} ms`);
  const grown = (await heap(page)) - before;
  assert.ok(grown < 16e6, `the page grew by ${grown} bytes`);
  console.log(`stored ${ring.newest}, longest standstill ${worst} ms, heap +${Math.round(grown / 1024)} KiB`);
  await picture(page, 'flood');
  await assertClean(page, gateway.host);
});
