/** Senders that people really use: what their libraries put on the wire shows up as it is. */

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { inflateSync } from 'node:zlib';
import { rows, shows } from './support/browser.mjs';
import { SENDERS } from './support/real_senders.mjs';
import { useScene } from './support/scene.mjs';
import { eventually } from './support/udp.mjs';

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

/** What the panel says of a sender's first datagram: its title, and some of the fields. */
const SAID = new Map([
  ['logger, RFC 3164', ['syslog, RFC 3164', { severity: 'warning (4)', app: 'boiler', pressure: '1.8 bar', state: 'low' }]],
  ['logger, RFC 5424', ['syslog, RFC 5424', { 'message id': 'PRESS', 'zone@32473.name': 'cellar', pressure: '1.8' }]],
  ['winston-syslog', ['syslog, RFC 5424', { severity: 'warning (4)', host: 'web1', free: '0' }]],
  ['hot-shots', ['statsd', { 'shop.orders{env:test}': '1 counter', 'shop.checkout{env:test}': '42 ms timing' }]],
  ['gelf-pro, zlib', ['GELF, zlib, GELF chunk', { short_message: 'the disk is full', level: 'info (6)', _free: '0' }]],
  ['gelf-pro, chunks', ['GELF, zlib, 2 chunks', { short_message: 'a long one', level: 'info (6)', _facility: 'shop' }]],
  ['oscsend', ['OSC', { '/synth/note[0]': '60', '/synth/note[2]': 'saw' }]],
  ['node-osc, bundle', ['OSC bundle', { 'time tag': 'immediately', '/filter/cutoff': '880' }]],
  ['snmptrap, v1', ['SNMP v1 trap', { community: 'public', enterprise: '1.3.6.1.4.1.8072.3.2.10', uptime: '47.11 s', '1.3.6.1.2.1.1.6.0': 'cellar' }]],
  ['snmptrap, v2c', ['SNMP v2c trap', { trap: 'linkDown (1.3.6.1.6.3.1.1.5.3)', '1.3.6.1.2.1.2.2.1.10.2': '4000000000' }]],
  ['snmptrap, v3', ['SNMP v3 trap', { user: 'watcher', trap: 'linkUp (1.3.6.1.6.3.1.1.5.4)' }]],
  ['collectd-tg', ['collectd', { interval: '1 s' }]],
  ['coap-client, PUT JSON', ['CoAP PUT', { 'uri-path': '/sensors/kitchen', 'payload.t': '21.4' }]],
  ['coap-client, GET', ['CoAP GET', { 'uri-path': '/sensors/kitchen', accept: 'application/cbor (60)' }]],
  ['softflowd, v5', ['NetFlow v5', { version: '5', flows: '3' }]],
  ['softflowd, v9', ['NetFlow v9', { version: '9', 'set[0].is': 'templates' }]],
  ['c-ares, a question', ['DNS query', { 'question[0]': 'sensors.example.com A IN' }]],
  ['@msgpack/msgpack', ['MessagePack', { device: 'boiler', t: '64.25', big: '1152921504606846976' }]],
  ['cborg', ['CBOR', { device: 'boiler', n: '-7', 'tags[1]': 'null' }]],
]);

for (const { name, datagrams = 1, send } of SENDERS) {
  test(`decoded in the page: ${name}`, async () => {
    const { gateway, page } = await scene.everything();
    const came = eventually('it has come', async () => (await gateway.get('stats')).ring.newest >= datagrams);
    await send(gateway.udpPort, came);
    await came;
    await page.goto(new URL('/events/1', gateway.url).href);
    const [title, fields] = SAID.get(name);
    await page.waitForFunction((wanted) => document.querySelector('.view .kind')?.textContent === wanted, title);
    const shown = new Map(await page.$$eval('#decoded .fields > div', (rows) => rows.map(({ children }) => [children[0].textContent, children[1].textContent])));
    for (const [field, value] of Object.entries(fields)) assert.equal(shown.get(field), value, field);
    assert.equal(await page.$('#decoded .wrong'), null);
  });
}
