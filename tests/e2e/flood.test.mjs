/** 50,000 datagrams a second: the page stays usable and bounded. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allRows, assertClean, isState, picture, rows } from './support/browser.mjs';
import { runSender } from './support/gateway.mjs';
import { heap } from './support/heap.mjs';
import { useScene } from './support/scene.mjs';
import { slowLine } from './support/slow_line.mjs';
import { eventually } from './support/udp.mjs';

const scene = useScene();
const RATE = 50_000;
const SECONDS = 2;

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

  // What a busy machine takes from the page when nothing arrives is not the flood's doing.
  const calm = await page.evaluate(() => new Promise((resolve) => {
    window.worst = 0; // the longest time in which the page could not run anything
    let last = performance.now();
    setInterval(() => {
      const now = performance.now();
      window.worst = Math.max(window.worst, now - last);
      last = now;
    }, 0);
    setTimeout(() => {
      resolve(window.worst);
      window.worst = 0;
    }, 1000);
  }));
  const limit = 1000 + calm;
  let isOver = false;
  const sending = flood(gateway, RATE).finally(() => { isOver = true; });

  await page.waitForFunction(() => document.getElementById('rows').rows.length > 0);
  let asked = 0;
  while (!isOver) {
    const began = performance.now();
    const many = await page.evaluate(() => document.getElementById('rows').rows.length);
    const took = performance.now() - began;
    asked += 1;
    assert.ok(took < limit, `the page answered after ${Math.round(took)} ms`);
    assert.ok(many <= 60, `${many} rows`);
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
  assert.ok(worst < limit, `the page stood still for ${worst} ms`);
  const grown = (await heap(page)) - before;
  assert.ok(grown < 16e6, `the page grew by ${grown} bytes`);
  console.log(`stored ${newest}, longest standstill ${worst} ms, heap +${Math.round(grown / 1024)} KiB`);
  await picture(page, 'flood');
  await assertClean(page, gateway.host);
});

test('a page behind a slow line shows the newest instead of an ever older backlog', async () => {
  const gateway = await scene.gateway();
  // At this speed the stream of the flood would take more than a minute.
  const line = await slowLine(gateway, 300_000);
  try {
    const page = await scene.live(line);
    await flood(gateway, RATE);
    await showsNewest(page, gateway);
  } finally {
    line.close();
  }
});

test('full datagrams: what waits to be drawn is bounded, and the rows stay unbroken', async () => {
  const gateway = await scene.gateway();
  const device = await scene.device(gateway);
  const page = await scene.live(gateway, '', { plots: false });
  await device.send('small');
  await page.waitForSelector('#rows tr');
  const before = await heap(page);
  // Rows stand still while the pointer is down: everything has to wait.
  await page.hover('#rows tr');
  await page.mouse.down();
  for (let n = 2; n <= 200; n += 1) {
    await device.send(Buffer.alloc(65_507, n));
    await eventually('it is delivered', async () => (await gateway.get('stats')).streams.delivered === n);
  }
  // What was delivered is read by the page's next turns.
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 200)));
  assert.equal((await rows(page)).length, 1);
  await page.mouse.move(0, 0); // up on the row would be a click
  await page.mouse.up();
  const newest = await showsNewest(page, gateway);
  assert.equal(newest, 200);
  const all = await allRows(page);
  assert.deepEqual(all.map(({ seq, size }) => `${seq} ${size}`), [...Array.from({ length: 199 }, (_, n) => `${200 - n} 65,507 B`), '1 5 B']);
  const grown = (await heap(page)) - before;
  assert.ok(grown < 24e6, `the page grew by ${grown} bytes`);
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
