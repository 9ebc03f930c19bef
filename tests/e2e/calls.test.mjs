/** The counter of visits: what a browser asks for besides the page does not count. */

import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import { test } from 'node:test';
import { useScene } from './support/scene.mjs';
import { eventually } from './support/udp.mjs';

const scene = useScene();

const told = async (page) => (await page.textContent('body')).trim();
const requests = async (gateway) => (await gateway.get('stats')).http.requests;

test('three reloads show 1, 2, 3, with the icon asked for each time', async () => {
  const gateway = await scene.gateway();
  const page = await scene.page(gateway, 'calls');
  const seen = [await told(page)];
  for (let n = 0; n < 2; n += 1) {
    // A headless browser shows no icon and asks for none: this is what one with a window does.
    const icon = await page.evaluate(() => fetch('/favicon.ico', { cache: 'reload' }).then((answer) => answer.headers.get('cache-control')));
    assert.equal(icon, 'max-age=604800');
    await page.reload();
    seen.push(await told(page));
  }
  assert.deepEqual(seen, [1, 2, 3].map((n) => `You've called me ${n} times`));
});

test('back and forward, and a second tab, are calls; nothing comes from a cache', async () => {
  const gateway = await scene.gateway();
  const page = await scene.page(gateway, 'calls');
  await page.goto(new URL('/livez', gateway.url).href);
  await page.goBack();
  const shown = await told(page);
  const counted = Number(shown.match(/\d+/)[0]);
  const other = await scene.page(gateway, 'calls');
  assert.equal(await told(other), `You've called me ${counted + 1} times`);
});

test('a prefetch is no call', async () => {
  const gateway = await scene.gateway();
  const elsewhere = http.createServer((request, answer) => {
    answer.setHeader('Content-Type', 'text/html');
    answer.end(`<link rel="prefetch" href="${new URL('/calls', gateway.url)}">`);
  });
  elsewhere.listen(0, '127.0.0.1');
  await once(elsewhere, 'listening');
  try {
    const before = await requests(gateway);
    const page = await scene.page({ url: `http://127.0.0.1:${elsewhere.address().port}/` });
    // Asking costs a request too.
    let asked = 0;
    await eventually('the browser has fetched ahead', async () => {
      asked += 1;
      return await requests(gateway) > before + asked;
    });
    await page.goto(new URL('/calls', gateway.url).href);
    assert.equal(await told(page), "You've called me 1 times");
  } finally {
    elsewhere.closeAllConnections();
    elsewhere.close();
  }
});
