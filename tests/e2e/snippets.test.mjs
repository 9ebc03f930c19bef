/** The snippets of /doctor, taken from the page as they stand there, run against the gateway. */

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { useScene } from './support/scene.mjs';
import { eventually } from './support/udp.mjs';

const scene = useScene();
const stubs = join(dirname(fileURLToPath(import.meta.url)), 'support', 'boards');

let folder;
before(async () => { folder = await mkdtemp(join(tmpdir(), 'snippets-')); });
after(() => rm(folder, { recursive: true }));

/** Runs a program to its end; fails where it fails. */
async function run(program, ...args) {
  const child = spawn(program, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'], timeout: 30_000 });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes) => { said += bytes; });
  const [status] = await once(child, 'close');
  assert.equal(status, 0, `${program}: ${said}`);
}

async function file(name, text) {
  await writeFile(join(folder, name), text);
  return name;
}

/** How each is run; what it sends. */
const LANGUAGES = new Map([
  ['nc', [async (code) => run('bash', '-c', code), /^hello from nc\n$/]],
  ['bash', [async (code) => run('bash', '-c', code), /^hello from bash\n$/]],
  ['python', [async (code) => run('python3', await file('send.py', code)), /^hello from Python$/]],
  ['node', [async (code) => run(process.execPath, await file('send.js', code)), /^hello from Node$/]],
  ['c', [async (code) => {
    await file('send.c', code);
    await run('cc', '-Wall', '-Wextra', '-Werror', '-o', 'send', 'send.c');
    await run('./send');
  }, /^hello from C$/]],
  // On a board that is played by a few lines of the tests' own; the sending is real.
  ['arduino', [async (code) => {
    await file('sketch.cpp', `#include <board.hpp>\n${code}`);
    await run('c++', '-std=c++17', '-Wall', '-Wextra', '-Werror', `-I${stubs}`, '-o', 'sketch', 'sketch.cpp');
    await run('./sketch');
  }, /^millis=\d+ rssi=-\d+$/]],
  ['micropython', [async (code) => run('python3', join(stubs, 'micropython.py'), await file('main.py', code)), /^ticks=\d+$/]],
]);

/** The code of a snippet, as somebody copies it. */
const code = (page, language) => page.textContent(`[data-language=${language}] code`);

/** Fills the snippets with the choice whose label begins like this. */
async function choose(page, beginning) {
  const label = await page.$$eval('#choice option', (all, wanted) => all.map((one) => one.textContent.trim()).find((one) => one.startsWith(wanted)), beginning);
  assert.ok(label, `${beginning} can't be chosen`);
  await page.selectOption('#choice', { label });
}

test('they come with the best address filled in, and take another one', async () => {
  const gateway = await scene.gateway({ udp: [':0'] });
  const page = await scene.page(gateway, 'doctor');
  const best = (await page.textContent('.best code')).replace(/:\d+$/, '').replace(/[[\]]/g, '');
  assert.ok((await code(page, 'python')).includes(`HOST, PORT = "${best}", ${gateway.udpPort}\n`));
  await choose(page, '[::1]');
  assert.equal(await code(page, 'nc'), `echo "hello from nc" | nc -u -w1 ::1 ${gateway.udpPort}\n`);
  const languages = await page.$$eval('[data-language]', (all) => all.map((one) => one.dataset.language));
  assert.deepEqual(languages, ['nc', 'bash', 'python', 'node', 'arduino', 'micropython', 'c', 'powershell']);
});

for (const [language, [send, sent]] of LANGUAGES) {
  test(`${language}: as it stands on the page it sends a datagram`, async () => {
    const gateway = await scene.gateway({ udp: [':0'] });
    const page = await scene.page(gateway, 'doctor');
    await choose(page, '127.0.0.1:');
    await send(await code(page, language));
    const { events } = await eventually('it has come', async () => {
      const now = await gateway.get('events');
      return now.events.length > 0 && now;
    });
    assert.match(events[0].data, sent);
    assert.equal(events[0].via, 'udp');
  });
}

for (const language of ['nc', 'bash', 'python', 'node', 'c']) {
  test(`${language}: over IPv6, too`, async () => {
    const gateway = await scene.gateway({ udp: ['[::1]:0'] });
    const page = await scene.page(gateway, 'doctor');
    const [send, sent] = LANGUAGES.get(language);
    await send(await code(page, language));
    const { events } = await eventually('it has come', async () => {
      const now = await gateway.get('events');
      return now.events.length > 0 && now;
    });
    assert.match(events[0].data, sent);
    assert.match(events[0].source, /^\[::1\]:/);
  });
}
