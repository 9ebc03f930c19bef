/** Pages that are quick: one round trip for the page, then all that it needs at once. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isState } from './support/browser.mjs';
import { lateLine } from './support/late_line.mjs';
import { useScene } from './support/scene.mjs';

const scene = useScene();
// Far more than a busy machine takes to read a page, so that a chain can't be missed.
const ROUND_TRIP_MS = 1000;

/**
 * When each asset was asked for first and had come, in ms since the page was asked for. (The icon is
 * one of the page's pictures, and the browser asks for it again when the page is there.)
 */
async function assets(page) {
  const all = await page.evaluate(() => performance.getEntriesByType('resource')
    .filter(({ name }) => new URL(name).pathname.startsWith('/static/'))
    .map(({ name, startTime, responseEnd }) => ({ name: new URL(name).pathname, startTime, responseEnd })));
  return all.filter(({ name }, at) => all.findIndex((other) => other.name === name) === at);
}

for (const [path, script] of [['', 'main.js'], ['events/1', 'event.js']]) {
  test(`/${path}: no asset waits for another one to be read`, async () => {
    const gateway = await scene.gateway();
    await fetch(new URL('/api/v1/events', gateway.url), { method: 'POST', body: 'hello' });
    const line = await lateLine(gateway, ROUND_TRIP_MS);
    try {
      const page = await scene.page(line, path);
      if (path === '') await isState(page, 'Live');
      const all = await assets(page);
      // What the page names: its script, all that this imports (a test of its own), its sheet. What begins
      // by itself beside these, as the plots' worker, is waited for by none of it.
      const named = await page.$$eval('script[src], link[rel=modulepreload], link[rel=stylesheet]', (elements) => elements.map((one) => new URL(one.src || one.href).pathname));
      assert.ok(named.includes(`/static/${script}`) && named.includes('/static/style.css') && named.length > 3, named.join(' '));
      const first = Math.min(...all.map(({ responseEnd }) => responseEnd));
      const asked = all.filter(({ startTime }) => startTime < first).map(({ name }) => name);
      assert.deepEqual(named.filter((name) => !asked.includes(name)), [], `asked for after ${first} ms, when the first asset had come`);
    } finally {
      line.close();
    }
  });
}

test('a reload asks whether the assets are the same, and gets none of them again', async () => {
  const gateway = await scene.gateway();
  const page = await scene.live(gateway);
  await page.reload();
  await isState(page, 'Live');
  const bytes = await page.evaluate(() => performance.getEntriesByType('resource')
    .filter(({ name }) => new URL(name).pathname.startsWith('/static/'))
    .map(({ name, transferSize }) => ({ name, transferSize })));
  assert.ok(bytes.length > 5);
  // The head of a 304 and no body: 300 is what the browser counts for it.
  assert.deepEqual(bytes.filter(({ transferSize }) => transferSize > 300), []);
});
