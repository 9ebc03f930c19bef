/**
 * Writes fixtures/datagrams.json anew: what the real senders put on the wire, for decode.test.mjs.
 * `node tests/e2e/capture.mjs`; the names of senders as arguments capture only these.
 */

import dgram from 'node:dgram';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { SENDERS } from './support/real_senders.mjs';

const path = new URL('fixtures/datagrams.json', import.meta.url);
const wanted = process.argv.slice(2);
const known = JSON.parse(await readFile(path, 'utf8').catch(() => '[]'));
const fixtures = new Map(known.map((fixture) => [fixture.name, fixture]));

for (const { name, kind, datagrams = 1, send } of SENDERS) {
  if (wanted.length && !wanted.includes(name)) continue;
  const socket = dgram.createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const seen = [];
  const came = new Promise((resolve) => {
    socket.on('message', (bytes) => {
      seen.push(bytes.toString('base64'));
      if (seen.length >= datagrams) resolve();
    });
  });
  await send(socket.address().port, came);
  await came;
  socket.close();
  fixtures.set(name, { name, kind, datagrams: seen.slice(0, 8) });
  await writeFile(path, `${JSON.stringify([...fixtures.values()], null, 1)}\n`);
  console.log(`${name}: ${seen.length} datagrams`);
}
