/** The gateway goes away and comes back: the page says so and goes on by itself. */

import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { allRows, isState, picture, rows, shows } from './support/browser.mjs';
import { hasOption } from './support/gateway.mjs';
import { useScene } from './support/scene.mjs';

const scene = useScene();

/** Another gateway at the addresses of a stopped one. */
const again = (gateway, args = []) => scene.gateway({ http: gateway.host, udp: [`127.0.0.1:${gateway.udpPort}`], args });

test('a new ring starts the table anew', async () => {
  const { gateway, device, page } = await scene.everything();
  await device.send('old 1', 'old 2', 'old 3');
  await shows(page, 'old 3');
  await gateway.stop();
  await isState(page, 'Reconnecting');
  await picture(page, 'reconnecting');
  assert.equal((await rows(page)).length, 3, 'what was shown stays to be read');
  const next = await again(gateway);
  const other = await scene.device(next);
  await other.send('new 1');
  await shows(page, 'new 1');
  await isState(page, 'Live');
  assert.deepEqual((await rows(page)).map(({ payload }) => payload), ['new 1']);
  await other.send('new 2');
  await shows(page, 'new 2');
  assert.deepEqual((await rows(page)).map(({ seq }) => seq), [2, 1]);
});

const skip = (await hasOption('--ring-file')) ? false : 'this build has no --ring-file';

test('a ring that was kept in a file goes on without gap or duplicate', { skip }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'event-gateway-e2e-'));
  try {
    const args = ['--ring-file', join(folder, 'ring')];
    const { gateway, device, page } = await scene.everything({ args });
    await device.send('one', 'two');
    await shows(page, 'two');
    await gateway.stop();
    await isState(page, 'Reconnecting');
    const next = await again(gateway, args);
    const other = await scene.device(next);
    await other.send('three');
    await shows(page, 'three');
    assert.deepEqual((await rows(page)).map(({ seq, payload }) => `${seq} ${payload}`), ['3 three', '2 two', '1 one']);
    await next.stop();
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('paused over a restart: nothing moves until it is resumed', async () => {
  const { gateway, device, page } = await scene.everything();
  await device.send('old 1', 'old 2', 'old 3');
  await shows(page, 'old 3');
  await page.click('#pause');
  await gateway.stop();
  await isState(page, 'Reconnecting');
  const next = await again(gateway);
  const other = await scene.device(next);
  await other.send('new 1');
  await isState(page, 'Paused');
  await page.waitForFunction(() => document.getElementById('fresh').textContent === '1 new');
  assert.deepEqual((await rows(page)).map(({ payload }) => payload), ['old 3', 'old 2', 'old 1'], 'also where the numbers are the same');
  await page.click('#fresh');
  await shows(page, 'new 1');
  assert.deepEqual((await rows(page)).map(({ payload }) => payload), ['new 1']);
});

test('what was read of the old ring is shown nowhere in the new one', async () => {
  const { gateway, device, page } = await scene.everything();
  for (let n = 1; n <= 200; n += 1) await device.send(`old ${n}`);
  await shows(page, 'old 200');
  await allRows(page);
  await gateway.stop();
  await isState(page, 'Reconnecting');
  const next = await again(gateway);
  const other = await scene.device(next);
  for (let n = 1; n <= 300; n += 1) await other.send(`new ${n}`);
  await shows(page, 'new 300');
  assert.deepEqual((await allRows(page)).map(({ payload }) => payload), Array.from({ length: 300 }, (_, n) => `new ${300 - n}`));
});
