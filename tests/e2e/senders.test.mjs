/** Senders that people really use: what their libraries put on the wire shows up as it is. */

import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';
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

test('GELF: gelf-pro, plain and compressed', async () => {
  const { gateway, page } = await scene.everything();
  const logger = Object.create(require('gelf-pro'));
  const options = (deflate) => ({
    fields: { facility: 'e2e' },
    adapterName: 'udp',
    adapterOptions: { host: '127.0.0.1', port: gateway.udpPort, deflate },
  });
  logger.setConfig(options('never'));
  logger.info('plain GELF');
  await shows(page, '"short_message":"plain GELF"');
  logger.setConfig(options('always'));
  logger.info('compressed GELF');
  await page.waitForFunction(() => document.getElementById('rows').rows.length === 2);
  // zlib's header: the table shows what came, which is no text.
  assert.match((await rows(page))[0].payload, /^78 [0-9a-f]{2} /);
});
