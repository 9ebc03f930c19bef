/** Frames at 50,000 datagrams a second: as few are late as on a page that has nothing to do. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertClean, isState, rows } from './support/browser.mjs';
import { runSender } from './support/gateway.mjs';
import { useScene } from './support/scene.mjs';

const scene = useScene();
const RATE = 50_000;
const SECONDS = 5;
const LATE_MS = 50; // three frames
// What a busy machine takes from a page in one run and not in the next.
const NOISE = 0.08;

/** The share of frames that were late in `seconds`, while the page does `what` on each of them. */
const lateFrames = (page, seconds, what) => page.evaluate(async ({ ms, late, work }) => {
  const grid = document.getElementById('grid');
  const intervals = [];
  const end = performance.now() + ms;
  for (let last = performance.now(); last < end;) {
    const now = await new Promise(requestAnimationFrame);
    intervals.push(now - last);
    last = now;
    if (work === 'scroll') grid.scrollTop += 120;
    if (work === 'jump') grid.scrollTop = Math.random() * grid.scrollHeight;
  }
  intervals.sort((a, b) => a - b);
  // Late frames are fewer than those that were meant to be: each counts as all that it took the place of.
  const lost = intervals.filter((one) => one > late).reduce((sum, one) => sum + one, 0);
  return { share: lost / ms, frames: intervals.length, p95: intervals[Math.floor(intervals.length * 0.95)], worst: intervals.at(-1) };
}, { ms: seconds * 1000, late: LATE_MS, work: what });

const words = ({ share, frames, p95, worst }) =>
  `${(share * 100).toFixed(1)} % of the time in late frames (${frames} frames, 95 % within ${Math.round(p95)} ms, worst ${Math.round(worst)} ms)`;

/** Measures the page while datagrams come. */
async function flooded(gateway, page, what) {
  const sending = runSender(['--quiet', '--rate', String(RATE), '--duration', `${SECONDS + 3}s`,
    `127.0.0.1:${gateway.udpPort}`, 'flood {n} with a payload of ordinary length']);
  const { newest } = (await gateway.get('stats')).ring;
  await page.waitForFunction((seq) => Number(document.querySelector('#rows tr')?.dataset.seq) > seq + 50_000, newest);
  if (what) await page.$eval('#grid', (grid) => { grid.scrollTop = 5000; });
  const { ring: before } = await gateway.get('stats');
  const found = await lateFrames(page, SECONDS, what);
  const { ring: after } = await gateway.get('stats');
  const { status, output } = await sending;
  assert.equal(status, 0, output);
  const came = (after.newest - before.newest) / SECONDS;
  assert.ok(came > 0.8 * RATE, `only ${Math.round(came)} a second came`);
  return found;
}

test('the newest events, scrolling and jumping at 50,000 a second are as smooth as nothing at all', async () => {
  const gateway = await scene.gateway({ args: ['--ring-size', '256MiB'] });
  const page = await scene.live(gateway);
  await lateFrames(page, 1); // warm
  const idle = await lateFrames(page, SECONDS);
  console.log(`idle: ${words(idle)}`);
  for (const what of ['', 'scroll', 'jump']) {
    const found = await flooded(gateway, page, what);
    console.log(`${what || 'following'}: ${words(found)}`);
    assert.ok(found.share < idle.share + NOISE, `${what}: ${words(found)}`);
    if (what) {
      await page.click('#fresh');
      await isState(page, 'Live');
    }
  }
  // It has shown what there is, exactly.
  const { newest } = (await gateway.get('stats')).ring;
  await page.waitForFunction((seq) => Number(document.querySelector('#rows tr').dataset.seq) === seq, newest);
  const seqs = (await rows(page)).map(({ seq }) => seq);
  assert.deepEqual(seqs, Array.from({ length: seqs.length }, (_, n) => newest - n));
  await assertClean(page, gateway.host);
});

test('the matches of a filter at 50,000 a second are smooth, too', async () => {
  const gateway = await scene.gateway({ args: ['--ring-size', '256MiB'] });
  const page = await scene.live(gateway, '?contains=flood');
  await lateFrames(page, 1);
  const idle = await lateFrames(page, SECONDS);
  const found = await flooded(gateway, page, '');
  console.log(`idle: ${words(idle)}; a filter: ${words(found)}`);
  assert.ok(found.share < idle.share + NOISE, words(found));
});
