/** What the pages weigh, compressed as they are served, with the heads of the answers. */

import assert from 'node:assert/strict';
import net from 'node:net';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { states, TRAFFIC } from './support/pages.mjs';
import { useScene } from './support/scene.mjs';

const scene = useScene();
const LIMIT = 150 * 1024;

/** The bytes that come over the wire for `path`, the answer's head among them. */
async function weigh({ hostname, port }, path) {
  const socket = net.connect(Number(port), hostname);
  socket.write(`GET ${path} HTTP/1.1\r\nHost: ${hostname}:${port}\r\nAccept-Encoding: gzip\r\nConnection: close\r\n\r\n`);
  socket.setEncoding('latin1');
  const answer = await text(socket);
  assert.match(answer, /^HTTP\/1\.1 (200|404) /, path);
  return answer.length;
}

test('the live page in all its states, with its plots, and every other page are under 150 KiB', async (t) => {
  const gateway = await scene.gateway();
  const [device, other] = [await scene.device(gateway), await scene.device(gateway)];
  await device.send(...TRAFFIC);
  await other.send('newest of all');
  const page = await scene.page(gateway, 'livez');
  const pages = new Map(); // by path: what its states load, with what each weighs
  let loaded = null;
  page.on('request', (request) => {
    const path = new URL(request.url()).pathname;
    // What the gateway says of its events is data, not page.
    if (!path.startsWith('/api/v1/')) loaded?.set(path, 0);
  });
  for (const { path, enter } of states) {
    const { pathname } = new URL(path, gateway.url);
    loaded = pages.get(pathname) ?? new Map();
    pages.set(pathname, loaded);
    await enter(page, gateway, 'newest of all');
  }

  for (const [name, files] of pages) {
    for (const path of files.keys()) files.set(path, await weigh(new URL(gateway.url), path));
    const sizes = [...files].sort(([, a], [, b]) => b - a);
    const total = sizes.reduce((sum, [, size]) => sum + size, 0);
    t.diagnostic(`${name}: ${(total / 1024).toFixed(1)} KiB in ${sizes.length} answers`);
    if (name === '/') for (const [path, size] of sizes) t.diagnostic(`  ${String(size).padStart(6)} ${path}`);
    assert.ok(total < LIMIT, `${name}: ${total} bytes`);
  }
  for (const path of ['/', '/static/main.js', '/static/worker.js', '/static/style.css']) assert.ok(pages.get('/').has(path), path);
  assert.ok(pages.size > 5);
});
