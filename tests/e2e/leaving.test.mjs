/** A tab that is closed ends what was done for it. */

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { useScene } from './support/scene.mjs';
import { eventually } from './support/udp.mjs';
import { watchedLine } from './support/watched_line.mjs';

const scene = useScene();
const folder = await mkdtemp(join(tmpdir(), 'gateway-e2e-'));
after(() => rm(folder, { recursive: true }));

const word = `300.${process.pid}`; // no other process sleeps for so long

/** The processes that have the word in their command lines. */
async function sleeping() {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const lines = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')));
  return pids.filter((_, n) => lines[n].includes(word));
}

/** Waits until `condition` holds; the milliseconds since the browser has hung up. */
async function timeUntil(condition, line) {
  const start = performance.now();
  while (!(await condition())) {
    assert.ok(performance.now() - start < 10_000, 'it has not ended');
    await new Promise((resolve) => { setTimeout(resolve, 1); });
  }
  return performance.now() - line.hungUp();
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
  const line = await watchedLine(gateway);
  const best = await quickest(10, async () => {
    const page = await scene.page(line);
    page.goto(new URL('/run/slow', line.url).href).catch(() => {}); // it never ends by itself
    await page.waitForFunction(() => document.body?.textContent.includes('first line'));
    await eventually('all of it runs', async () => (await sleeping()).length === 3);
    const running = await sleeping();
    await page.close();
    return timeUntil(() => running.every((pid) => !existsSync(`/proc/${pid}`)), line);
  });
  line.close();
  assert.ok(best < 50, `${best} ms`);
  await eventually('it is told', () => gateway.log.some((line) => line.includes('499 GET /run/slow: the client went away')));
  await eventually('none of it is left', async () => (await gateway.get('stats')).commands.running === 0);
});

test('a search through the whole ring ends with its tab', async () => {
  const gateway = await scene.gateway({ args: ['--ring-size', '256MiB'] });
  for (let n = 0; n < 128; n += 1) {
    await fetch(new URL('/api/v1/events', gateway.url), { method: 'POST', body: 'a'.repeat(1_000_000) });
  }
  const line = await watchedLine(gateway);
  const open = async () => (await gateway.get('stats')).http.open_exports;
  const search = `/api/v1/events?contains=b${'a'.repeat(250)}`; // what makes it slow: seconds
  const best = await quickest(10, async () => {
    const page = await scene.page(line, '/livez');
    page.goto(new URL(search, line.url).href).catch(() => {});
    await eventually('it searches', async () => (await open()) === 1);
    await page.close();
    return timeUntil(async () => (await open()) === 0, line);
  });
  line.close();
  assert.ok(best < 50, `${best} ms`);
  assert.ok((await gateway.get('stats')).http.left > 0);
});
