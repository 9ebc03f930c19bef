/** The page /doctor: what it says is so, with and without scripts, on a phone and on a desk. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertClean, axeFindings, picture } from './support/browser.mjs';
import { hasOption } from './support/gateway.mjs';
import { useScene } from './support/scene.mjs';
import { openDevice } from './support/udp.mjs';

const scene = useScene();

const EVERYWHERE = { udp: [':0'] };
const text = (page, selector) => page.innerText(selector);
const reads = (page, selector, part) => page.waitForFunction(
  ([where, wanted]) => document.querySelector(where)?.innerText.includes(wanted), [selector, part], { timeout: 20_000 });

/** The steps of each datagram as "mark words". */
const steps = (page) => page.$$eval('#way .trial', (all) => all.map((trial) =>
  [...trial.querySelectorAll('li')].map((li) => `${li.className} ${li.lastElementChild.textContent}`)));

/** Runs the self-test to its end. */
async function selfTest(page) {
  await page.click('#test');
  await page.waitForFunction(() => document.querySelector('#way li') && !document.getElementById('test').disabled, null, { timeout: 20_000 });
}

/** A gateway with something to say in every section. */
async function furnished() {
  const gateway = await scene.gateway({ udp: [':0', '127.0.0.1:0', '239.255.7.7:0%lo'], args: ['--allow-udp', '127.0.0.1', '--allow-udp', '10.0.0.0/8'] });
  const device = await scene.device(gateway);
  const stranger = await openDevice(gateway.udpPort, '127.0.0.1', '127.0.0.9');
  await device.send('{"t": 21.5, "hum"', 'hello');
  await stranger.send('let me in');
  stranger.close();
  await fetch(new URL('/api/v1/events', gateway.url), { method: 'POST', headers: { 'Sec-Fetch-Site': 'cross-site' }, body: 'x' });
  return { gateway, device, stranger };
}

for (const width of [390, 1280]) {
  test(`${width} px: nothing is wider than the screen, no axe finding, light and dark`, async () => {
    const { gateway } = await furnished();
    const page = await scene.page(gateway, 'doctor', { viewport: { width, height: 900 } });
    await reads(page, '#undecoded', 'event 1');
    await selfTest(page);
    await page.$$eval('details', (all) => all.forEach((one) => { one.open = true; }));
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
    for (const colorScheme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme });
      assert.deepEqual(await axeFindings(page), [], colorScheme);
      await picture(page, `doctor-${width}-${colorScheme}`);
    }
    await assertClean(page, gateway.host);
  });
}

test('without JavaScript the page has its facts, and nothing that does nothing', async () => {
  const { gateway, stranger } = await furnished();
  const page = await scene.page(gateway, 'doctor', { javaScriptEnabled: false });
  const all = await page.innerText('main');
  for (const part of ['1 datagram was rejected', `127.0.0.1:${gateway.udpPort}`, `from ${stranger.address} to`,
    '127.0.0.9 is not in it', 'in the group 239.255.7.7 on lo', '403 POST /api/v1/events', 'sudo tcpdump -ni any', 'Type this into the device']) {
    assert.ok(all.includes(part), part);
  }
  assert.equal(await page.isVisible('#test'), false);
  assert.equal(await page.isVisible('#choice'), false);
  assert.equal(await page.$('.copy'), null);
  await page.click('noscript button');
  await page.waitForURL('**/api/v1/doctor/self-test');
  assert.match(await page.innerText('body'), /"state":"stored"/);
});

test('the self-test shows each step of each datagram, down to this page', async () => {
  const gateway = await scene.gateway({ udp: [':0', '127.0.0.1:0'] });
  const device = await scene.device(gateway);
  await device.send('before');
  const page = await scene.page(gateway, 'doctor');
  await selfTest(page);
  const found = await steps(page);
  assert.equal(found.length, 2);
  for (const way of found) {
    assert.match(way[0], /^done Sent from 127\.0\.0\.1:\d+ to 127\.0\.0\.1:\d+\.$/);
    assert.match(way[1], /^done Received by the kernel after [\d,.]+ (µs|ms)\.$/);
    assert.match(way[2], /^done Stored as event [23], after [\d,.]+ (µs|ms) at most\.$/);
    assert.match(way[3], /^done Seen in the live stream by this page, [\d,.]+ (µs|ms) after the click\.$/);
    assert.equal(way.length, 4);
  }
  await assertClean(page, gateway.host);
  await picture(page, 'doctor-self-test');
  const { events } = await gateway.get('events?after=1');
  assert.equal(events.length, 2);
  assert.match(events[0].data, /^event-gateway self-test [0-9a-f]{16}: sent by the gateway to itself$/);
  assert.ok(found[0][0].includes(events[0].source));
  await page.click('#way a');
  await page.waitForURL('**/events/2');
  await page.click('role=tab[name="Text"]');
  assert.ok((await page.textContent('#text')).includes('event-gateway self-test'));
});

test('the self-test says where --allow-udp ends it', async () => {
  const gateway = await scene.gateway({ args: ['--allow-udp', '10.0.0.0/8'] });
  const page = await scene.page(gateway, 'doctor');
  await selfTest(page);
  const [way] = await steps(page);
  assert.equal(way[1], 'done Received by the kernel.');
  assert.equal(way[2], 'failed It came, and was rejected: --allow-udp does not name 127.0.0.1.');
  assert.equal(way.length, 3);
  const from = /from (\S+)/.exec(way[0])[1];
  await reads(page, '#rejected-last', `from ${from} to`); // by itself
  assert.ok((await text(page, '#findings')).includes('1 datagram was rejected'));
  await assertClean(page, gateway.host);
});

test('the self-test says what it can not see, and what the gateway refuses', async () => {
  const gateway = await scene.gateway();
  const page = await scene.page(gateway, 'doctor');
  await page.route('**/api/v1/stream?*', (route) => route.abort());
  await selfTest(page);
  let [way] = await steps(page);
  assert.match(way[2], /^done Stored as event 1/);
  assert.equal(way[3], 'failed Not seen by this page: its live stream could not be opened, or broke.');
  await page.unroute('**/api/v1/stream?*');
  page.seen.errors.splice(0); // the browser logs what was cut

  // A proxy that holds the stream back.
  await page.evaluate(() => {
    const fetch = window.fetch;
    window.fetch = (url, options) => (String(url).includes('/stream')
      ? Promise.resolve(new Response(new ReadableStream(), { headers: { 'Content-Type': 'text/event-stream' } })) : fetch(url, options));
  });
  await selfTest(page);
  await reads(page, '#way', 'a proxy that buffers');
  [way] = await steps(page);
  assert.match(way[2], /^done Stored as event 2/);
  await assertClean(page, gateway.host);

  await page.route('**/api/v1/doctor/self-test', (route) => route.fulfill({ status: 409, contentType: 'application/problem+json',
    body: '{"status":409,"detail":"A self-test is under way; <b>one</b> at a time."}' }));
  await selfTest(page);
  assert.equal(await page.$eval('#way li', (li) => li.lastElementChild.textContent), 'A self-test is under way; <b>one</b> at a time.');
});

test('the page is kept as it would be served now, and leaves alone what is used', async () => {
  const gateway = await scene.gateway(EVERYWHERE);
  const device = await scene.device(gateway);
  const page = await scene.page(gateway, 'doctor');
  assert.ok((await text(page, '#findings')).includes('No datagram has reached'));
  await page.focus('#targets .copy'); // in use, while all around it changes
  await page.evaluate(() => { window.used = document.activeElement; });
  await device.send('hello');
  await reads(page, '#findings', '1 datagram has reached');
  await reads(page, '#doors', 'Received\n1');
  assert.ok(await page.evaluate(() => document.activeElement === window.used && window.used.isConnected));
  await assertClean(page, gateway.host);
});

test('below a base path all of it works, and leads to what is below it', async (t) => {
  if (!await hasOption('--base-path')) return t.skip('this gateway has no --base-path');
  const gateway = await scene.gateway({ args: ['--base-path', '/udp'] });
  const device = await scene.device(gateway);
  await device.send('{"broken": ');
  const page = await scene.page(gateway, 'udp/doctor');
  await reads(page, '#undecoded', 'event 1');
  await selfTest(page);
  const [way] = await steps(page);
  assert.match(way[3], /^done Seen in the live stream/);
  const asked = page.seen.requests.map((url) => new URL(url).pathname);
  assert.deepEqual(asked.filter((path) => !path.startsWith('/udp/')), []);
  const links = await page.$$eval('a', (all) => all.map((one) => new URL(one.href).pathname));
  assert.deepEqual(links.filter((path) => !path.startsWith('/udp/')), []);
  await reads(page, '#findings', '2 datagrams have reached');
  await assertClean(page, gateway.host);
  return undefined;
});

test('what is still so is not drawn again', async () => {
  const gateway = await scene.gateway(EVERYWHERE);
  const page = await scene.page(gateway, 'doctor');
  const before = await text(page, '#at');
  await page.evaluate(() => { window.parts = [...document.querySelectorAll('[data-live]:not(#around) > *')]; });
  await page.waitForFunction((then) => document.getElementById('at').innerText !== then, before);
  // But #around: other programs of the machine have their errors, too.
  assert.equal(await page.evaluate(() => window.parts.filter((one) => !one.isConnected).length), 0);
});

test('what cannot be decoded is named, with where and why, whatever its bytes are', async () => {
  const gateway = await scene.gateway();
  const device = await scene.device(gateway);
  const page = await scene.page(gateway, 'doctor');
  await reads(page, '#undecoded', 'There is no event to decode yet.');
  await device.send('fine', '{"fine": true}');
  await reads(page, '#undecoded', 'Of the newest 2 events none is broken');
  for (const hostile of ['{"<img src=x onerror=window.ran=1>": tru\u202e}', '{"a": "\u001b[2J<script>window.ran=1</script>']) {
    await device.send(hostile);
    const { newest } = await gateway.get('events?limit=1');
    await reads(page, '#undecoded', `event ${newest}`);
    const said = await text(page, '#undecoded');
    assert.match(said, /JSON/);
    assert.ok(said.includes(device.address));
    assert.doesNotMatch(said, /[\u202e\u001b]/);
    assert.deepEqual(await page.$$eval('#undecoded *', (all) => [...new Set(all.map((one) => one.localName))].toSorted()), ['a', 'span']);
  }
  await assertClean(page, gateway.host);
  await page.click('#undecoded a');
  await page.waitForURL('**/events/4');
});

test('what others write into requests is text', async () => {
  const { gateway } = await furnished();
  await fetch(new URL(`/a&lt;b'${'z'.repeat(300)}`, gateway.url), { method: 'POST', body: 'x' });
  const page = await scene.page(gateway, 'doctor');
  const said = await text(page, '#refused-last');
  assert.ok(said.startsWith('404 POST /a&lt;b\'zzz'), said);
  assert.ok(said.length < 300);
  assert.match(await text(page, '#rejected-last'), /^from 127\.0\.0\.9:\d+ to 127\.0\.0\.1:\d+, 20\S+Z\s--allow-udp names/);
  await assertClean(page, gateway.host);
});

test('a button copies, and selects where there is no clipboard', async () => {
  const gateway = await scene.gateway(EVERYWHERE);
  const page = await scene.page(gateway, 'doctor', { permissions: ['clipboard-read', 'clipboard-write'] });
  const best = await page.textContent('.best code');
  await page.click('.best .copy');
  await reads(page, '.best .copy', 'Copied');
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), best);
  await reads(page, '.best .copy', 'Copy');

  const refused = await scene.page(gateway, 'doctor');
  await refused.evaluate(() => Object.defineProperty(navigator, 'clipboard', { value: undefined }));
  await refused.click('.best .copy');
  await reads(refused, '.best .copy', 'Selected');
  assert.equal(await refused.evaluate(() => getSelection().toString()), best);
});

test('it is used with the keyboard alone', async () => {
  const gateway = await scene.gateway(EVERYWHERE);
  const page = await scene.page(gateway, 'doctor');
  const reach = async (selector) => {
    for (let i = 0; i < 80; i += 1) {
      if (await page.evaluate((wanted) => document.activeElement.matches(wanted), selector)) return;
      await page.keyboard.press('Tab');
    }
    assert.fail(`${selector} is not reached`);
  };
  await reach('#test');
  await page.keyboard.press('Enter');
  await reads(page, '#way', 'Seen in the live stream');
  await page.waitForFunction(() => document.activeElement.id === 'test');
  await reach('#choice');
  await reach('[data-language=c] summary');
  await page.keyboard.press('Space');
  assert.ok(await page.isVisible('[data-language=c] pre'));
});
