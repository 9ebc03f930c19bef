/** The counter strip and the rate chart: exact figures, losses in words. */

import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { picture } from './support/browser.mjs';
import { useScene } from './support/scene.mjs';
import { eventually } from './support/udp.mjs';

const scene = useScene();
let folder;
before(async () => { folder = await mkdtemp(join(tmpdir(), 'event-gateway-e2e-')); });
after(() => rm(folder, { recursive: true }));

const reads = (page, counter, text) => page.waitForFunction(
  ([name, wanted]) => document.querySelector(`[data-counter=${name}] .figure`).textContent === wanted, [counter, text]);

test('the strip shows the ledger exactly', async () => {
  const config = join(folder, 'gateway.toml');
  await writeFile(config, '[redirects]\nhome = "https://example.com/"\n');
  const { gateway, device, page } = await scene.everything({ args: ['--ring-size', '64KiB', '--config', config] });
  for (let n = 0; n < 1234; n += 1) {
    await device.send(`datagram number ${n} of quite some length, so that the small ring has to evict`);
  }
  await fetch(new URL('/api/v1/events', gateway.url), { method: 'POST', body: 'posted' });
  for (let n = 0; n < 3; n += 1) await fetch(new URL('/go/home', gateway.url), { redirect: 'manual' });
  const stats = await eventually('all are counted', async () => {
    const now = await gateway.get('stats');
    return now.udp.received + now.udp.kernel_dropped === 1234 && now.ring.stored === now.udp.received + 4 && now;
  });
  const figure = (n) => n.toLocaleString('en-US');
  await reads(page, 'received', figure(stats.udp.received));
  await reads(page, 'kernel_dropped', figure(stats.udp.kernel_dropped));
  await reads(page, 'rejected', '0');
  await reads(page, 'posted', '4');
  assert.equal(await page.textContent('[data-counter=posted] .note'), '1 posted, 3 redirected');
  await reads(page, 'stored', figure(stats.ring.stored));
  await reads(page, 'held', figure(stats.ring.held));
  await reads(page, 'evicted', figure(stats.ring.evicted));
  assert.ok(stats.ring.evicted > 0);
  assert.equal(await page.isVisible('#loss'), stats.udp.kernel_dropped > 0);
});

test('a loss is said in words', async () => {
  // A receive buffer of a few datagrams, and a reader that stands still while more come.
  const { gateway, device, page } = await scene.everything({ args: ['--rcvbuf', '4KiB'] });
  process.kill(gateway.pid, 'SIGSTOP');
  for (let n = 0; n < 200; n += 1) await device.send(`datagram ${n}`);
  process.kill(gateway.pid, 'SIGCONT');
  const stats = await eventually('all are counted', async () => {
    const now = await gateway.get('stats');
    return now.udp.received + now.udp.kernel_dropped === 200 && now;
  });
  const dropped = stats.udp.kernel_dropped;
  assert.ok(dropped > 0, 'the kernel dropped something');
  await reads(page, 'kernel_dropped', String(dropped));
  await page.waitForSelector('#loss:not([hidden])');
  assert.match(await page.textContent('#loss'), new RegExp(`${dropped} datagrams were lost since the gateway started: ${Math.round(dropped / 2)} %`));
  assert.ok(await page.$eval('[data-counter=kernel_dropped]', (cell) => cell.classList.contains('loss')));
  assert.equal(await page.textContent('[data-counter=kernel_dropped] .note'), `⚠ lost: ${Math.round(dropped / 2)} %`);
  await picture(page, 'loss');
});

test('the rate now is in words beside the chart and for screen readers', async () => {
  const { device, page } = await scene.everything();
  let isSeen = false;
  const sending = (async () => {
    while (!isSeen) {
      await device.send('tick');
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  })();
  await page.waitForFunction(() => Number(document.getElementById('rate-now').textContent) > 10);
  isSeen = true;
  await sending;
  assert.match(await page.getAttribute('#chart', 'aria-label'),
    /^Datagrams per second: now [\d.,]+ received and 0 dropped, peak [\d.,]+\/s in the last minute$/);
  // Something is drawn, at the screen's own resolution.
  const drawn = await page.$eval('#chart', (canvas) => {
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    return { ratio: canvas.width / canvas.clientWidth, ink: data.some((value, at) => at % 4 === 3 && value > 0) };
  });
  assert.deepEqual(drawn, { ratio: 1, ink: true });
});
