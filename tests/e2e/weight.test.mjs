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

/** Every file that the gateway serves of the pages; the sheets of style/ are served as one. */
async function assets() {
  const all = (await readdir(ASSETS, { recursive: true, withFileTypes: true }))
    .filter((one) => one.isFile() && one.name !== 'LICENSE')
    .map((one) => `${one.parentPath ?? one.path}/${one.name}`.split('/web/assets/')[1].replace(/^\//, ''));
  return [...new Set(all.map((name) => name.replace(/^style\/.*/, 'style.css')))].filter((name) => name !== 'index.html');
}

/** What the live page loads with its plots, but for what comes with the first event that is looked at. */
const isOfLivePage = (name) => !/^doctor\/|^detail\/(?!own_layouts)|^ledger-page|^event\.js|^favicon\.ico/.test(name);

test('the live page with its plots is under 150 KiB', async (t) => {
  const gateway = await scene.gateway();
  const names = await assets();
  assert.ok(names.length > 100);
  const sizes = [['index.html', await weigh(new URL('/', gateway.url))]];
  for (const name of names) sizes.push([name, await weigh(new URL(`/static/${name}`, gateway.url))]);
  report(t, 'all pages', [...sizes]);
  assert.ok(report(t, 'the live page', sizes.filter(([name]) => isOfLivePage(name))) < LIMIT);
});

test('with devices and plots the live page loads none but these files', async () => {
  const gateway = await scene.gateway();
  const [device, other] = [await scene.device(gateway), await scene.device(gateway)];
  await device.send(...TRAFFIC);
  await other.send('newest of all');
  const page = await scene.page(gateway, 'livez');
  const loaded = new Set();
  page.on('request', (request) => loaded.add(new URL(request.url()).pathname));
  for (const name of ['live', 'devices', 'plots', 'keys']) {
    await states.find((state) => state.name === name).enter(page, gateway, 'newest of all');
  }
  const known = new Set((await assets()).filter(isOfLivePage).map((name) => `/static/${name}`));
  const files = [...loaded].filter((path) => path.startsWith('/static/'));
  assert.ok(files.length > 100, `${files.length} files`);
  assert.deepEqual(files.filter((path) => !known.has(path)), []);
});
