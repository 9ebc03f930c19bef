/** Senders that people really use: what their libraries put on the wire shows up as it is. */

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { inflateSync } from 'node:zlib';
import { rows, shows } from './support/browser.mjs';
import { useScene } from './support/scene.mjs';

const require = createRequire(import.meta.url);
const scene = useScene();

test('statsd: hot-shots', async () => {
  const StatsD = require('hot-shots');
  const { gateway, page } = await scene.everything();
  const client = new StatsD({ host: '127.0.0.1', port: gateway.udpPort, prefix: 'shop.', globalTags: { env: 'test' } });
  try {
    client.increment('orders');
    client.gauge('stock', 17);
    client.timing('checkout', 42);
    for (const text of ['shop.orders:1|c|#env:test', 'shop.stock:17|g|#env:test', 'shop.checkout:42|ms|#env:test']) {
      await shows(page, text);
    }
  } finally {
    await new Promise((resolve) => client.close(resolve));
  }
});

test('GELF: gelf-pro, compressed and chunked', async () => {
  const { gateway, page } = await scene.everything();
  const logger = require('gelf-pro');
  logger.setConfig({ adapterName: 'udp', adapterOptions: { host: '127.0.0.1', port: gateway.udpPort } });
  const sent = (message) => new Promise((resolve, reject) => {
    logger.info(message, (error) => (error ? reject(error) : resolve()));
  });

  await sent('a short message');
  await page.waitForFunction(() => document.getElementById('rows').rows.length === 1);
  // What came is no text, and is shown as the bytes that it is: one chunk of one.
  assert.match((await rows(page))[0].payload, /^1e 0f (?:[0-9a-f]{2} ){8}00 01 78 /);
  assert.equal((await decode(gateway, [1])).short_message, 'a short message');

  // Random bytes don't compress: this takes three datagrams.
  const long = randomBytes(3600).toString('base64');
  await sent(long);
  await page.waitForFunction(() => document.getElementById('rows').rows.length === 4);
  const marks = (await rows(page)).slice(0, 3).map(({ payload }) => payload.split(' ').slice(10, 12).join(' '));
  assert.deepEqual(marks.sort(), ['00 03', '01 03', '02 03']);
  assert.equal((await decode(gateway, [2, 3, 4])).short_message, long);
});

/** The message of which the events `seqs` are the chunks, from the bytes that the gateway kept. */
async function decode(gateway, seqs) {
  const chunks = await Promise.all(seqs.map(async (seq) => {
    const answer = await fetch(new URL(`/api/v1/events/${seq}/payload`, gateway.url));
    return Buffer.from(await answer.arrayBuffer());
  }));
  chunks.sort((a, b) => a[10] - b[10]);
  return JSON.parse(inflateSync(Buffer.concat(chunks.map((chunk) => chunk.subarray(12)))));
}
