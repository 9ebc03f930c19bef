/** A tab that is closed ends what was done for it. */

import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { useScene } from './support/scene.mjs';
import { eventually } from './support/udp.mjs';

const scene = useScene();
const folder = await mkdtemp(join(tmpdir(), 'gateway-e2e-'));
after(() => rm(folder, { recursive: true }));

const word = `300.${process.pid}`; // no other process sleeps for so long

/** How many processes have the word in their command lines. */
async function sleeping() {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const lines = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')));
  return lines.filter((line) => line.includes(`sleep ${word}`) || line === `sleep\0${word}\0`).length;
}

/** The shortest of the times that `leave` needs to have its effect: this machine does other things, too. */
async function quickest(tries, once) {
  let best = Infinity;
  for (let n = 0; n < tries && best >= 50; n += 1) best = Math.min(best, await once());
  return best;
}

test('the output of a command is shown as it comes, and the command ends with its tab', async () => {
  const config = join(folder, 'commands.toml');
  await writeFile(config, `[commands]\nslow = ["sh", "-c", "echo first line; sleep ${word} & sleep ${word}; echo last"]\n`);
  const gateway = await scene.gateway({ args: ['--config', config] });
  const best = await quickest(10, async () => {
    const page = await scene.page(gateway);
    page.goto(new URL('/run/slow', gateway.url).href).catch(() => {}); // it never ends by itself
    await page.waitForFunction(() => document.body?.textContent.includes('first line'));
    await eventually('all of it runs', async () => (await sleeping()) === 3);
    await page.close();
    const closed = performance.now(); // the tab is gone: its connection went before this
    await eventually('none of it runs', async () => (await sleeping()) === 0);
    return performance.now() - closed;
  });
  assert.ok(best < 50, `${best} ms`);
  await eventually('it is told', () => gateway.log.some((line) => line.includes('499 GET /run/slow: the client went away')));
  assert.equal((await gateway.get('stats')).commands.running, 0);
});

test('a search through the whole ring ends with its tab', async () => {
  const gateway = await scene.gateway({ args: ['--ring-size', '256MiB'] });
  for (let n = 0; n < 128; n += 1) {
    await fetch(new URL('/api/v1/events', gateway.url), { method: 'POST', body: 'a'.repeat(1_000_000) });
  }
  const open = async () => (await gateway.get('stats')).http.open_exports;
  const search = `/api/v1/events?contains=b${'a'.repeat(250)}`; // what makes it slow: seconds
  const best = await quickest(10, async () => {
    const page = await scene.page(gateway, '/livez');
    page.goto(new URL(search, gateway.url).href).catch(() => {});
    await eventually('it searches', async () => (await open()) === 1);
    await page.close();
    const closed = performance.now();
    await eventually('it searches no more', async () => (await open()) === 0);
    return performance.now() - closed;
  });
  assert.ok(best < 50, `${best} ms`);
  assert.ok((await gateway.get('stats')).http.left > 0);
});
