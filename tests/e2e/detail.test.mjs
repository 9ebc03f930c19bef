/** The chosen event: its panel beside the table, and the same view on a page of its own. */

import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { assertClean, axeFindings, picture, shows } from './support/browser.mjs';
import { useScene } from './support/scene.mjs';
import { eventually } from './support/udp.mjs';

const scene = useScene();

const row = (seq) => `#rows tr[data-seq="${seq}"] td.time`; // there at every width
const fields = (page) => page.$$eval('#decoded .fields > div', (all) => all.map(({ children }) => [children[0].textContent, children[1].textContent]));
const kind = (page, text) => page.waitForFunction((wanted) => document.querySelector('.view .kind')?.textContent === wanted, text);
const tab = (page, name) => page.click(`role=tab[name="${name}"]`);
const chosen = (page, side) => page.$$eval(`.hex-row .${side} .chosen`, (all) => all.map(({ textContent }) => textContent).join(' '));
const inspector = async (page) => new Map(await page.$$eval('.inspector > div', (all) => all.map(({ children }) => [children[0].textContent, children[1].textContent])));
const words = (page) => page.textContent('.tabpanel:not([hidden]) .note[role=status]');

/** A live page on which these payloads are shown. */
async function furnished(payloads, options) {
  const gateway = await scene.gateway(options?.gateway);
  const device = await scene.device(gateway);
  const page = await scene.live(gateway, '', options);
  await device.send(...payloads, 'the last');
  await shows(page, 'the last');
  return { gateway, device, page };
}

test('a row shows its event: facts, fields, neighbours; Escape closes and the focus goes back', async () => {
  const { gateway, device, page } = await furnished(['{"device":"boiler","t":64.2}', 'x=1', '{"broken":']);
  await page.focus('#rows tr[data-seq="1"] a');
  await page.keyboard.press('Enter');
  await kind(page, 'JSON');
  assert.deepEqual(await fields(page), [['device', 'boiler'], ['t', '64.2']]);
  const facts = await page.textContent('#detail .facts');
  for (const part of [device.address, `:${gateway.udpPort}`, 'udp', '28 B, utf-8']) assert.ok(facts.includes(part), part);
  assert.match(await page.textContent('#detail time'), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z$/);
  assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Event 1');
  assert.ok((await page.getAttribute('#detail h2 a', 'href')).endsWith('/events/1'));

  await page.click('text=Newer →');
  await kind(page, 'key=value');
  await page.click('text=Newer →');
  await kind(page, '⚠ JSON, broken');
  assert.equal(await page.textContent('#decoded .wrong'), 'JSON, broken: unexpected end at byte 10');
  assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Event 3');
  await picture(page, 'detail-broken');

  await page.keyboard.press('Escape');
  assert.equal(await page.isVisible('#detail'), false);
  assert.equal(await page.evaluate(() => document.activeElement.closest('tr')?.dataset.seq), '1');

  await page.click(row(2));
  await kind(page, 'key=value');
  await page.click('role=link[name="Only this source"]');
  await eventually('the filter is set', async () => await page.inputValue('[name=source]') === device.address);
  await page.waitForSelector('#detail', { state: 'hidden' }); // another list, in which no row is chosen
  await page.click(row(2));
  await page.click('role=button[name="Close the event"]');
  assert.equal(await page.isVisible('#detail'), false);
  await assertClean(page, gateway.host);
});

test('bytes: chosen by mouse and keyboard, marked on both sides, shown as numbers', async () => {
  const { page } = await furnished([Buffer.from('0001a0c0ffee00ff4142434445464748', 'hex')]);
  await page.click(row(1));
  await tab(page, 'Hex');
  await page.click('.hex-row .bytes [data-at="2"]');
  await page.click('.hex-row .bytes [data-at="3"]', { modifiers: ['Shift'] });
  assert.equal(await chosen(page, 'bytes'), 'a0 c0');
  assert.equal(await chosen(page, 'chars'), '· ·');
  assert.equal(await words(page), 'Offset 2 (0x2), 2 bytes');
  const shown = await inspector(page);
  for (const [name, value] of [['u8', '160'], ['i8', '-96'], ['u16 LE', '49312'], ['u16 BE', '41152'], ['i16 BE', '-24384'],
    ['u32 BE', '2697002990'], ['f32 LE', '-1.988283'], ['u64 LE', '5494117149376331936']]) {
    if (name.startsWith('f32') || name.startsWith('u64')) assert.ok(shown.has(name), name);
    else assert.equal(shown.get(name), value, name);
  }
  const view = new DataView(Uint8Array.from([0xa0, 0xc0, 0xff, 0xee, 0x00, 0xff, 0x41, 0x42]).buffer);
  assert.equal(shown.get('u64 LE'), String(view.getBigUint64(0, true)));
  assert.equal(shown.get('f64 BE'), String(view.getFloat64(0)));

  // The other way round: characters mark their bytes.
  const [from, to] = await Promise.all([8, 11].map((at) => page.locator(`.hex-row .chars [data-at="${at}"]`).boundingBox()));
  await page.mouse.move(from.x + 2, from.y + 5);
  await page.mouse.down();
  await page.mouse.move(to.x + 2, to.y + 5, { steps: 4 });
  await page.mouse.up();
  assert.equal(await chosen(page, 'bytes'), '41 42 43 44');
  assert.equal(await chosen(page, 'chars'), 'A B C D');

  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Shift+ArrowRight');
  assert.equal(await chosen(page, 'chars'), 'E F');
  await page.keyboard.press('Control+Home');
  await page.keyboard.press('Shift+End');
  assert.match(await words(page), /^Offset 0 \(0x0\), (8|16) bytes$/);
  await page.keyboard.press('Control+a');
  assert.equal(await words(page), 'Offset 0 (0x0), 16 bytes');
});

test('text that is chosen is chosen among the bytes, however many bytes a character has', async () => {
  const { page } = await furnished(['aé€😀b\u200b\u202ecd\nef']);
  await page.click(row(1));
  await tab(page, 'Text');
  const choose = (from, to) => page.evaluate(([a, b]) => {
    const { childNodes } = document.getElementById('text');
    const place = ([child, offset]) => [childNodes[child].firstChild ?? childNodes[child], offset];
    document.getSelection().setBaseAndExtent(...place(a), ...place(b));
  }, [from, to]);
  const marked = async (said, bytes) => {
    await page.waitForFunction((text) => document.querySelector('.tabpanel:not([hidden]) .note[role=status]').textContent === text, `${said}: marked in Hex.`);
    await tab(page, 'Hex');
    assert.equal(await words(page), said);
    assert.equal(await chosen(page, 'bytes'), bytes);
    await tab(page, 'Text');
  };
  await choose([0, 1], [0, 5]);
  await marked('Offset 1 (0x1), 9 bytes', 'c3 a9 e2 82 ac f0 9f 98 80');
  // An escape is what it stands for, also where only a part of it is chosen; backwards it is the same.
  await choose([2, 1], [1, 3]);
  await marked('Offset 11 (0xb), 7 bytes', 'e2 80 8b e2 80 ae 63');
  await page.evaluate(() => document.getSelection().selectAllChildren(document.getElementById('text')));
  await page.waitForFunction(() => document.querySelector('.tabpanel:not([hidden]) .note[role=status]').textContent.startsWith('Offset 0 (0x0), 22 bytes'));
});

test('65,507 bytes: only what is in sight is drawn, to the last byte', async () => {
  const payload = Buffer.alloc(65_507, 0xa5);
  payload[65_506] = 0x5a;
  const { page } = await furnished([payload]);
  await page.click(row(1));
  await tab(page, 'Hex');
  await page.waitForSelector('.hex-row');
  assert.ok(await page.$$eval('.hex-row', (all) => all.length) < 60);
  await page.focus('#hex');
  await page.keyboard.press('Control+End');
  await page.waitForSelector('.hex-row .bytes [data-at="65506"]');
  assert.equal(await chosen(page, 'bytes'), '5a');
  assert.equal(await chosen(page, 'chars'), 'Z');
  assert.ok(await page.$$eval('.hex-row', (all) => all.length) < 60);
});

test('the bytes can be taken: downloaded, copied as hex, text and Base64', async () => {
  const { gateway, page } = await furnished([Buffer.from('68c3a900ff', 'hex')]);
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'], { origin: new URL(gateway.url).origin });
  await page.click(row(1));
  const download = page.waitForEvent('download');
  await page.click('#detail a[download]');
  assert.equal((await readFile(await (await download).path())).toString('hex'), '68c3a900ff');
  for (const [name, text] of [['hex', '68 c3 a9 00 ff'], ['base64', 'aMOpAP8='], ['text', 'hé\0\ufffd']]) {
    await page.click(`role=button[name="Copy as ${name}"]`);
    await page.waitForFunction((said) => document.querySelector('.take .note').textContent === said, `Copied as ${name}.`);
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), text);
  }
  await page.click('role=button[name="Copy link"]');
  await page.waitForFunction(() => document.querySelector('.ways .note[role=status]').textContent === 'Copied.');
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), new URL('/events/1', gateway.url).href);
});

test('a layout: typed, told what is wrong with it, remembered for the device, forgotten', async () => {
  const { device, page } = await furnished([Buffer.from('0110270000ac41', 'hex')]);
  await page.click(row(1));
  await kind(page, 'Of no known kind');
  await page.click('text=Layout of your own');
  const input = page.locator('form.layout textarea');
  await input.fill('u8 kind, u17 volts');
  await page.click('text=Use layout');
  assert.match(await page.textContent('form.layout .wrong'), /"u17 volts" is no field/);
  await input.fill('u8 kind, u16le volts, f32 temp');
  await page.click('text=Use layout');
  await kind(page, 'Layout');
  assert.deepEqual(await fields(page), [['kind', '1'], ['volts', '10000'], ['temp', '21.5']]);

  // Another datagram of the same device, after a reload.
  await device.send(Buffer.from('02ff', 'hex'));
  await page.reload();
  await page.click(row(3));
  await kind(page, '⚠ Layout, broken');
  assert.match(await page.textContent('#decoded .wrong'), /ends inside volts.* at byte 2/);
  await page.click('text=Forget');
  await kind(page, 'Of no known kind');
});

test('a layout of the configuration is served and used; what is typed comes first', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'layouts-'));
  try {
    const file = join(folder, 'gateway.toml');
    await writeFile(file, '[layouts]\n"127.0.0.1" = "u8 kind, u16be volts"\n"*" = "u8 any"\n');
    const { gateway, page } = await furnished([Buffer.from('010203', 'hex')], { gateway: { args: ['--config', file] } });
    assert.deepEqual(await gateway.get('layouts'), { layouts: [{ source: '*', layout: 'u8 any' }, { source: '127.0.0.1', layout: 'u8 kind, u16be volts' }] });
    await page.click(row(1));
    await kind(page, 'Layout');
    assert.deepEqual(await fields(page), [['kind', '1'], ['volts', '515']]);
    await page.click('text=Layout of your own');
    assert.match(await page.textContent('form.layout .note'), /configuration, for 127\.0\.0\.1/);
    await page.fill('form.layout textarea', 'u16le own, u8 rest');
    await page.click('text=Use layout');
    await page.waitForFunction(() => document.querySelector('#decoded dt')?.textContent === 'own');
    assert.deepEqual(await fields(page), [['own', '513'], ['rest', '3']]);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('a chunk of GELF alone says how many are missing', async () => {
  const { page } = await furnished([Buffer.from('1e0f00112233445566770103414243', 'hex')]);
  await page.click(row(1));
  await page.waitForSelector('#decoded .wrong');
  assert.equal(await page.textContent('#decoded .wrong'), 'GELF chunk: 2 of 3 chunks are missing within 5 seconds.');
});

test('hostile bytes in the panel are text, and nothing runs', async () => {
  const mark = '<img src=x onerror="window.ran = 1">';
  const payloads = [`{"${mark}":"${mark.replaceAll('"', "'")}","\u202ea":"\u202eb"}`.replace(/"(<img[^>]*)"(window\.ran = 1)"(>)"/, '"$1\\"$2\\"$3"'),
    `${mark}=1 b=2`, `<34>Oct 11 22:14:15 ${mark} x: ${mark}`, `${mark}:1|c`, mark, Buffer.from(`\xff${mark}`, 'latin1'), 'a\0b\x1b[2J'];
  const { gateway, page } = await furnished(payloads);
  for (const seq of payloads.keys()) {
    await page.click(row(seq + 1));
    await page.waitForFunction((text) => document.querySelector('#detail h2')?.textContent === text, `Event ${seq + 1}`);
    for (const name of ['Text', 'Hex', 'Decoded']) await tab(page, name);
    assert.equal(await page.$('#detail img'), null);
    assert.doesNotMatch(await page.textContent('#detail'), /[\0-\x08\x0b-\x1f\u202a-\u202e\u2066-\u2069]/); // eslint-disable-line no-control-regex
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true);
  }
  await assertClean(page, gateway.host);
});

for (const [width, colorScheme] of [[390, 'light'], [390, 'dark'], [1280, 'light'], [1280, 'dark']]) {
  test(`${width} px, ${colorScheme}: the panel and the page have no axe finding, and fit`, async () => {
    const { gateway, page } = await furnished(['{"device":"boiler","t":64.2,"tags":["a","b"]}', '{"broken":'], { viewport: { width, height: 800 }, colorScheme });
    const look = async (what) => {
      for (const name of ['Decoded', 'Text', 'Hex']) {
        await tab(page, name);
        if (name === 'Hex') await page.click('.hex-row .bytes [data-at="2"]');
        assert.deepEqual(await axeFindings(page), [], `${what}, ${name}`);
        assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true);
        await picture(page, `${what}-${name}-${width}-${colorScheme}`);
      }
    };
    await page.click(row(1));
    await kind(page, 'JSON');
    if (width < 400) {
      const { x, y, width: w, height } = await page.locator('#detail').boundingBox();
      assert.deepEqual([x, y, w, height], [0, 0, 390, 800]);
      assert.equal(await page.evaluate(() => document.querySelector('header').inert), true);
    }
    await look('detail');
    await page.keyboard.press('Escape');
    assert.equal(await page.evaluate(() => document.querySelector('header').inert), false);
    await page.goto(new URL('/events/2', gateway.url).href);
    await kind(page, '⚠ JSON, broken');
    await look('event');
    await assertClean(page, gateway.host);
  });
}

test('the event\'s page without script has what the gateway wrote', async () => {
  const gateway = await scene.gateway();
  await fetch(new URL('/api/v1/events', gateway.url), { method: 'POST', body: '{"a":1}' });
  const page = await scene.page(gateway, 'events/1', { javaScriptEnabled: false });
  assert.match(await page.textContent('#decoded'), /"a": 1/);
  assert.match(await page.textContent('#hex'), /7b 22 61/);
});
