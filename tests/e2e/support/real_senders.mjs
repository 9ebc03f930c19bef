/**
 * Programs and libraries that people really use, each told to send something to a port of this
 * machine. `kind` is what the decoders make of it.
 */

import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import dgram from 'node:dgram';
import dns from 'node:dns';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encode as cbor } from 'cborg';
import { encode as msgpack } from '@msgpack/msgpack';
import { tcpFlows } from './packets.mjs';

const require = createRequire(import.meta.url);
const LONGEST_MS = 10_000;

/** Runs a program until it ends; one that goes on without an answer is ended when `until` is. */
async function run(program, args, { until, cwd } = {}) {
  const child = spawn(program, args, { stdio: 'ignore', cwd });
  const ended = once(child, 'close');
  const timer = setTimeout(() => child.kill(), LONGEST_MS);
  until?.then(() => child.kill(), () => child.kill());
  await ended;
  clearTimeout(timer);
}

async function sendBytes(port, bytes) {
  const socket = dgram.createSocket('udp4');
  await new Promise((resolve, reject) => {
    socket.send(bytes, port, '127.0.0.1', (error) => (error ? reject(error) : resolve()));
  });
  socket.close();
}

const logger = (...args) => (port) => run('logger', ['--udp', '-n', '127.0.0.1', '-P', String(port), ...args]);

const snmptrap = (...args) => (port) => {
  const at = args.indexOf('AGENT');
  return run('snmptrap', [...args.slice(0, at), `127.0.0.1:${port}`, ...args.slice(at + 1)]);
};

/** The flows of a capture; softflowd sends them when it has read it. Longer paths make it hang. */
const softflowd = (version) => async (port) => {
  const folder = await mkdtemp(join(tmpdir(), 'softflowd-'));
  try {
    await writeFile(join(folder, 'flows'), tcpFlows());
    await run('softflowd', ['-d', '-r', 'flows', '-n', `127.0.0.1:${port}`, '-v', String(version), '-p', 'pid', '-c', 'ctl'],
      { cwd: folder });
  } finally {
    await rm(folder, { recursive: true });
  }
};

/** `came` ends those that would wait for an answer, which a gateway never gives. */
const coap = (...args) => (port, came) => run('coap-client-notls',
  ['-B', '5', ...args, `coap://127.0.0.1:${port}/sensors/kitchen?unit=c`], { until: came });

async function hotShots(port) {
  const StatsD = require('hot-shots');
  const client = new StatsD({ host: '127.0.0.1', port, prefix: 'shop.', globalTags: { env: 'test' }, maxBufferSize: 1000 });
  client.increment('orders');
  client.gauge('stock', 17);
  client.timing('checkout', 42);
  client.increment('views', 3, 1, ['page:start']);
  await new Promise((resolve) => client.close(resolve));
}

const gelfPro = (message, extra) => async (port) => {
  // It keeps the first address that it was given for as long as it is loaded.
  for (const path of Object.keys(require.cache)) if (path.includes('/gelf-pro/')) delete require.cache[path];
  const made = require('gelf-pro');
  made.setConfig({ adapterName: 'udp', adapterOptions: { host: '127.0.0.1', port }, fields: { facility: 'shop' } });
  await new Promise((resolve, reject) => {
    made.info(message, extra, (error) => (error ? reject(error) : resolve()));
  });
};

const winston = (type) => async (port, came) => {
  const { createLogger } = require('winston');
  const { Syslog } = require('winston-syslog');
  const transport = new Syslog({ host: '127.0.0.1', port, protocol: 'udp4', app_name: 'shop', localhost: 'web1', type });
  const made = createLogger({ levels: require('winston').config.syslog.levels, transports: [transport] });
  made.warning('the disk is full', { free: 0 });
  await came;
  made.close();
};

async function nodeOsc(port) {
  const { Bundle, Client } = require('node-osc');
  const client = new Client('127.0.0.1', port);
  await new Promise((resolve) => client.send(new Bundle(['/filter/cutoff', 880], ['/synth/note', 60, 0.5, 'saw']), resolve));
  await new Promise((resolve) => client.close(resolve));
}

/** A question of c-ares, by way of node; nobody answers. */
async function question(port, came) {
  const resolver = new dns.promises.Resolver({ timeout: 1000, tries: 1 });
  resolver.setServers([`127.0.0.1:${port}`]);
  came?.then(() => resolver.cancel(), () => resolver.cancel());
  await resolver.resolve4('sensors.example.com').catch(() => {});
}

/** What does not compress. */
const NOISE = Array.from({ length: 60 }, (_, n) => createHash('sha256').update(String(n)).digest('base64')).join('');

/** `name` is a name of a fixture as well; `send(port, came)`: `came` resolves when it has come. */
export const SENDERS = [
  { name: 'logger, RFC 3164', kind: 'syslog', send: logger('--rfc3164', '-t', 'boiler', '-p', 'daemon.warning', 'pressure=1.8bar state=low') },
  { name: 'logger, RFC 5424', kind: 'syslog', send: logger('--rfc5424', '-t', 'boiler', '-p', 'daemon.warning', '--msgid', 'PRESS',
    '--sd-id', 'zone@32473', '--sd-param', 'name="cellar"', '{"pressure":1.8,"state":"low"}') },
  { name: 'winston-syslog', kind: 'syslog', send: winston('RFC5424') },
  { name: 'hot-shots', kind: 'statsd', send: hotShots },
  { name: 'gelf-pro, zlib', kind: 'zlib', send: gelfPro('the disk is full', { free: 0 }) },
  { name: 'gelf-pro, chunks', kind: 'gelf-chunk', datagrams: 2, send: gelfPro('a long one', { noise: NOISE }) },
  { name: 'oscsend', kind: 'osc', send: (port) => run('oscsend', ['127.0.0.1', String(port), '/synth/note', 'ifsT', '60', '440.5', 'saw']) },
  { name: 'node-osc, bundle', kind: 'osc', send: nodeOsc },
  { name: 'snmptrap, v1', kind: 'snmp', send: snmptrap('-v', '1', '-c', 'public', 'AGENT', '1.3.6.1.4.1.8072.3.2.10', '192.0.2.7', '6', '17', '4711',
    '1.3.6.1.2.1.1.6.0', 's', 'cellar') },
  { name: 'snmptrap, v2c', kind: 'snmp', send: snmptrap('-v', '2c', '-c', 'public', 'AGENT', '4711', '1.3.6.1.6.3.1.1.5.3',
    '1.3.6.1.2.1.2.2.1.1.2', 'i', '2', '1.3.6.1.2.1.2.2.1.2.2', 's', 'eth1', '1.3.6.1.2.1.2.2.1.10.2', 'c', '4000000000') },
  { name: 'snmptrap, v3', kind: 'snmp', send: snmptrap('-v', '3', '-u', 'watcher', '-l', 'noAuthNoPriv', '-e', '0x8000000001020304', 'AGENT', '4711',
    '1.3.6.1.6.3.1.1.5.4', '1.3.6.1.2.1.2.2.1.1.2', 'i', '2') },
  { name: 'collectd-tg', kind: 'collectd', send: (port, came) => run('collectd-tg',
    ['-n', '40', '-H', '2', '-p', '2', '-i', '1', '-d', '127.0.0.1', '-D', String(port)], { until: came }) },
  { name: 'coap-client, PUT JSON', kind: 'coap', send: coap('-m', 'put', '-N', '-t', '50', '-T', 'ab', '-e', '{"t":21.4}') },
  { name: 'coap-client, GET', kind: 'coap', send: coap('-m', 'get', '-N', '-A', '60', '-T', 'ab') },
  { name: 'softflowd, v5', kind: 'netflow', send: softflowd(5) },
  { name: 'softflowd, v9', kind: 'netflow', send: softflowd(9) },
  { name: 'c-ares, a question', kind: 'dns', send: question },
  { name: '@msgpack/msgpack', kind: 'msgpack', send: (port) => sendBytes(port,
    msgpack({ device: 'boiler', t: 64.25, n: 7, on: true, tags: ['a', null], raw: Uint8Array.of(1, 2, 255), big: 2n ** 60n }, { useBigInt64: true })) },
  { name: 'cborg', kind: 'cbor', send: (port) => sendBytes(port,
    cbor({ device: 'boiler', t: 64.25, n: -7, on: true, tags: ['a', null], raw: Uint8Array.of(1, 2, 255), big: 2n ** 60n })) },
];
