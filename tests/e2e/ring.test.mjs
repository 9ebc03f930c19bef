/** Ten million events behind the table: any place is a scroll away, and the page stays small. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertClean, isState, rows } from './support/browser.mjs';
import { runSender } from './support/gateway.mjs';
import { heap } from './support/heap.mjs';
import { useScene } from './support/scene.mjs';

const scene = useScene();
const MANY = 10_000_000;
const PAYLOAD = 8; // the number, filled up

/** Sends numbers until the gateway holds `MANY` events; or as many as came in a minute. */
async function fill(gateway) {
  const end = Date.now() + 60_000;
  let held = 0;
  while (held < MANY && Date.now() < end) {
    const { status, output } = await runSender(['--quiet', '--gso', '64', '--size', String(PAYLOAD), '--count', '1000000',
      `127.0.0.1:${gateway.udpPort}`, '{n}']);
    assert.equal(status, 0, output);
    ({ ring: { held } } = await gateway.get('stats'));
  }
  return held;
}

/** The rows in sight once all of them are read, and after how many ms. */
async function settled(page, began) {
  for (;;) {
    await page.waitForFunction(() => document.querySelector('#rows tr') && !document.querySelector('#rows .waiting'));
    const ms = performance.now() - began;
    const shown = await rows(page);
    // Between the two looks it may have gone on to others.
    if (shown.every(({ payload }) => payload !== '…')) return { ms, shown };
  }
}

/** What is shown is what the gateway has under these numbers, without a hole. */
async function areRight(gateway, shown) {
  const all = shown.filter(({ kind }) => kind === 'event');
  const { events } = await gateway.get(`events?after=${all.at(-1).seq - 1}&before=${all[0].seq + 1}&limit=100`);
  assert.deepEqual(all.map(({ seq, payload }) => `${seq} ${payload}`), events.reverse().map(({ seq, data }) => `${seq} ${data}`));
}

test('any place among millions is there within a second, right, and without growth', async () => {
  const gateway = await scene.gateway({ args: ['--ring-size', '1GiB'] });
  const held = await fill(gateway);
  assert.ok(held >= 1_000_000, `only ${held} events came`);
  const page = await scene.live(gateway);
  const { newest } = (await gateway.get('stats')).ring;
  const before = await heap(page);
  const times = [];
  for (const share of [0.5, 0.1, 0.9, 1 / 3, 1, 0.999, 0.001, 0.7]) {
    const began = performance.now();
    await page.$eval('#grid', (grid, part) => { grid.scrollTop = part * (grid.scrollHeight - grid.clientHeight); }, share);
    await page.waitForFunction(({ part, high }) => {
      const at = (high - Number(document.querySelector('#rows tr')?.dataset.seq)) / high;
      return Math.abs(at - part) < 0.15;
    }, { part: share, high: newest });
    const { ms, shown } = await settled(page, began);
    times.push(Math.round(ms));
    await areRight(gateway, shown);
    assert.ok(shown.length < 60, `${shown.length} rows`);
  }
  // In the middle of it, a turn of the wheel is so many pixels as everywhere.
  const inSight = () => page.$eval('#grid', (grid) => {
    const line = grid.getBoundingClientRect().top + 100;
    return Number([...grid.querySelectorAll('#rows tr')].find((row) => row.getBoundingClientRect().bottom > line).dataset.seq);
  });
  const there = await inSight();
  await page.hover('#grid');
  for (let n = 0; n < 5; n += 1) await page.mouse.wheel(0, 280);
  await page.waitForFunction((seq) => Number(document.querySelector('#rows tr').dataset.seq) < seq - 30, there);
  const { shown: below } = await settled(page, 0);
  await areRight(gateway, below);
  const moved = there - await inSight();
  assert.ok(moved >= 48 && moved <= 52, `${moved} rows for 1400 px`);

  // Who sweeps through it does not ask for all that is passed.
  const asked = page.seen.requests.length;
  await page.$eval('#grid', async (grid) => {
    for (let n = 0; n < 120; n += 1) {
      grid.scrollTop = (n / 120) * (grid.scrollHeight - grid.clientHeight);
      await new Promise(requestAnimationFrame);
    }
  });
  await areRight(gateway, (await settled(page, 0)).shown);
  const swept = page.seen.requests.slice(asked).filter((url) => url.includes('/events?')).length;
  assert.ok(swept < 240, `${swept} requests for 120 places`);

  // Both ends are reached.
  await page.focus('#grid');
  await page.keyboard.press('End');
  await page.waitForFunction(() => document.getElementById('chosen')?.dataset.seq === '1');
  await areRight(gateway, (await settled(page, 0)).shown);
  await page.mouse.wheel(0, -28 * 100);
  await page.waitForFunction(() => Number(document.getElementById('rows').lastElementChild.dataset.seq) > 50);
  await areRight(gateway, (await settled(page, 0)).shown);
  await page.$eval('#grid', (grid) => { grid.scrollTop = 100; });
  await page.waitForFunction((seq) => Number(document.querySelector('#rows tr').dataset.seq) === seq, newest);
  await page.keyboard.press('Home');
  await page.keyboard.press('Space');
  await isState(page, 'Live');
  const grown = (await heap(page)) - before;
  assert.ok(grown < 8e6, `the page grew by ${grown} bytes`);
  console.log(`${held} events held; ms to a place: ${times.join(', ')}; heap +${Math.round(grown / 1024)} KiB; ${swept} requests swept`);
  assert.ok(Math.max(...times) < 1000, `${times}`);
  await assertClean(page, gateway.host);
});
