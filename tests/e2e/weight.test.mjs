/** What the pages weigh, compressed as they are served: all that anybody can load, library and all. */

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import http from 'node:http';
import { test } from 'node:test';
import { states, TRAFFIC } from './support/pages.mjs';
import { useScene } from './support/scene.mjs';

const scene = useScene();
const LIMIT = 150 * 1024;
const ASSETS = new URL('../../src/web/assets/', import.meta.url);

/** The bytes of the body as they go over the wire. */
async function weigh(url) {
  const [answer] = await once(http.get(url, { headers: { 'Accept-Encoding': 'gzip' } }), 'response');
  assert.equal(answer.statusCode, 200, url.href);
  let size = 0;
  for await (const chunk of answer) size += chunk.length;
  return size;
}

/** Says what each file weighs, the heaviest first; their sum. */
function report(t, title, sizes) {
  const total = sizes.reduce((sum, [, size]) => sum + size, 0);
  sizes.sort(([, a], [, b]) => b - a);
  t.diagnostic(`${title}: ${(total / 1024).toFixed(1)} KiB in ${sizes.length} files`);
  for (const [name, size] of sizes) t.diagnostic(`  ${String(size).padStart(6)} ${name}`);
  return total;
}

test('all files of the pages together are under 150 KiB', async (t) => {
  const gateway = await scene.gateway();
  const names = (await readdir(ASSETS, { recursive: true, withFileTypes: true }))
    .filter((one) => one.isFile() && one.name !== 'LICENSE')
    .map((one) => `${one.parentPath ?? one.path}/${one.name}`.split('/web/assets/')[1].replace(/^\//, ''))
    .filter((name) => name !== 'index.html');
  assert.ok(names.length > 20);
  const sizes = [];
  for (const name of names) sizes.push([name, await weigh(new URL(`/static/${name}`, gateway.url))]);
  sizes.push(['index.html', await weigh(new URL('/', gateway.url))]);
  assert.ok(report(t, 'everything', sizes) < LIMIT);
});

test('what a browser loads for every page in every state is under 150 KiB', async (t) => {
  const gateway = await scene.gateway();
  const [device, other] = [await scene.device(gateway), await scene.device(gateway)];
  await device.send(...TRAFFIC);
  await other.send('newest of all');
  const page = await scene.page(gateway, 'livez');
  const debug = await page.context().newCDPSession(page);
  const loaded = new Map(); // name -> bytes, once
  const asked = new Map();
  await debug.send('Network.enable');
  debug.on('Network.requestWillBeSent', ({ requestId, request }) => asked.set(requestId, new URL(request.url)));
  debug.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const { host, pathname } = asked.get(requestId) ?? {};
    if (host !== gateway.host || pathname.startsWith('/api/v1/')) return;
    loaded.set(pathname, Math.max(loaded.get(pathname) ?? 0, encodedDataLength));
  });
  for (const { enter } of states) await enter(page, gateway, 'newest of all');
  assert.ok(loaded.size > 20);
  const total = report(t, 'loaded, heads included', [...loaded]);
  assert.ok(total > 20_000 && total < LIMIT, `${total} bytes`);
});
