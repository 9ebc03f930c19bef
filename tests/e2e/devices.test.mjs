/** The devices beside the table: who sends, how much, what is lost, since when somebody is silent. */

import assert from 'node:assert/strict';
import dgram from 'node:dgram';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { assertClean, axeFindings, isState, picture, rows } from './support/browser.mjs';
import { useScene } from './support/scene.mjs';
import { eventually, openDevice } from './support/udp.mjs';

const scene = useScene();
let folder;
before(async () => { folder = await mkdtemp(join(tmpdir(), 'devices-')); });
after(() => rm(folder, { recursive: true }));

const NAMES = '[names]\n"127.0.0.21" = "kitchen"\n"127.0.0.22" = "<b>cellar</b>"\n';

/** A gateway with names, and `n` devices from 127.0.0.21 on. */
async function workshop(n = 3) {
  const config = join(folder, 'gateway.toml');
  await writeFile(config, NAMES);
  const gateway = await scene.gateway({ args: ['--config', config] });
  const devices = await Promise.all(Array.from({ length: n }, (_, at) => openDevice(gateway.udpPort, '127.0.0.1', `127.0.0.${21 + at}`)));
  return { gateway, devices, close: () => devices.forEach((device) => device.close()) };
}

const list = (page) => page.$$eval('.device', (all) => all.map((one) => ({
  title: one.querySelector('.called').textContent,
  address: one.querySelector('.address').textContent,
  state: one.dataset.state,
  seen: one.querySelector(':scope > .seen').textContent,
  sums: one.querySelector('.sums').textContent,
  loss: one.querySelector(':scope > .loss').textContent,
  pressed: one.querySelector('.pick').ariaPressed,
})));
const titles = async (page) => (await list(page)).map(({ title }) => title);
const isList = (page, wanted) => page.waitForFunction(
  (all) => JSON.stringify([...document.querySelectorAll('.device .called')].map((one) => one.textContent)) === all,
  JSON.stringify(wanted), { timeout: 20_000 });
const card = (page, title) => page.locator('.device', { has: page.locator(`.called:text-is("${title}")`) });
const reads = (page, selector, pattern) => page.waitForFunction(
  ([where, source]) => new RegExp(source).test(document.querySelector(where)?.textContent ?? ''), [selector, pattern.source], { timeout: 20_000 });

test('a device has its name, address, figures, its last seconds and its loss', async () => {
  const { gateway, devices: [kitchen, cellar, third], close } = await workshop();
  try {
    await kitchen.send('12345', '1234567');
    for (const n of [1, 2, 5, 5, 4]) await cellar.send(`event ${n}`);
    await third.send('x');
    const page = await scene.live(gateway);
    await isList(page, ['<b>cellar</b>', '127.0.0.23', 'kitchen']);
    const [lossy, nameless, named] = await list(page);
    assert.equal(nameless.address, third.address.slice('127.0.0.23'.length));
    assert.equal(named.address, kitchen.address);
    assert.equal(named.sums, '2 events, 12 B, mean 6 B');
    assert.equal(named.loss, '');
    assert.equal(lossy.loss, '1 lost, 1 twice, 1 late');
    assert.match(await page.$eval('.loss[data-lost=yes]', (one) => getComputedStyle(one, '::before').content), /⚠/);
    assert.equal(await page.textContent('.devices .known'), '3 devices');
    assert.equal(await page.$('.device b b'), null, 'a name is no markup');
    // The seconds before the page was opened are there as soon as they are over.
    await page.waitForFunction(() => [...document.querySelectorAll('.spark path')].every((path) => /V1\.0h1/.test(path.getAttribute('d'))));
    assert.match(named.seen, /^(just now|\d+ s ago)$/);
    const last = card(page, 'kitchen').locator('> .seen');
    await eventually('it says how long ago', async () => /^[3-9] s ago$/.test(await last.textContent()));
    await picture(page, 'devices');
    assert.deepEqual(await axeFindings(page), []);
    await assertClean(page, gateway.host);
  } finally {
    close();
  }
});

test('a click shows that one only; again, or "All devices", shows all', async () => {
  const { gateway, devices: [kitchen, cellar], close } = await workshop(2);
  try {
    await kitchen.send('from the kitchen');
    await cellar.send('from the cellar');
    const page = await scene.live(gateway);
    const shown = async (...payloads) => {
      await page.waitForFunction((n) => document.getElementById('rows').rows.length === n, payloads.length);
      assert.deepEqual((await rows(page)).map(({ payload }) => payload), payloads);
    };
    await shown('from the cellar', 'from the kitchen');
    const pressed = async () => (await list(page)).filter((one) => one.pressed === 'true').map(({ title }) => title);
    const pick = card(page, 'kitchen').locator('.pick');
    await pick.click();
    await shown('from the kitchen');
    assert.equal(new URL(page.url()).searchParams.get('source'), '127.0.0.21');
    assert.deepEqual(await pressed(), ['kitchen']);
    assert.equal(await page.textContent('.devices .only'), 'only kitchen');
    await kitchen.send('another one');
    await shown('another one', 'from the kitchen');
    await pick.click();
    await shown('another one', 'from the cellar', 'from the kitchen');
    assert.deepEqual(await pressed(), []);
    await card(page, '<b>cellar</b>').locator('.pick').click();
    await shown('from the cellar');
    await page.reload();
    await isList(page, ['<b>cellar</b>', 'kitchen']);
    assert.deepEqual(await pressed(), ['<b>cellar</b>'], 'the address of the page keeps it');
    await page.click('.devices .all');
    await shown('another one', 'from the cellar', 'from the kitchen');
    assert.equal(await page.getAttribute('.devices .all', 'aria-pressed'), 'true');
    // Whatever else the filter says is kept.
    await page.fill('[name=contains]', 'from');
    await shown('from the cellar', 'from the kitchen');
    await pick.click();
    await shown('from the kitchen');
  } finally {
    close();
  }
});

test('several ports of one address are one device, that can be opened to them', async () => {
  const { gateway, devices: [first], close } = await workshop(1);
  const second = await openDevice(gateway.udpPort, '127.0.0.1', '127.0.0.21');
  try {
    for (const n of [1, 2, 4]) await first.send(`event ${n}`);
    await second.send('12345', '1');
    const page = await scene.live(gateway);
    await isList(page, ['kitchen']);
    const [one] = await list(page);
    assert.equal(one.sums, '5 events, 27 B, mean 5 B');
    assert.equal(one.loss, '1 lost');
    assert.equal(await page.isVisible('.portlist'), false);
    await page.click('.toggle');
    assert.deepEqual(await page.$$eval('.port .pick', (all) => all.map(({ textContent }) => textContent)),
      [second, first].map(({ address }) => address.slice('127.0.0.21'.length)));
    await picture(page, 'devices-ports');
    assert.deepEqual(await axeFindings(page), []);
    await page.click('.port:last-child .pick');
    await page.waitForFunction(() => document.getElementById('rows').rows.length === 3);
    assert.equal(new URL(page.url()).searchParams.get('source'), first.address);
    assert.deepEqual(await page.$$eval('.pick', (all) => all.map(({ ariaPressed }) => ariaPressed)), ['false', 'false', 'true']);
  } finally {
    second.close();
    close();
  }
});

test('who has stopped is silent since then: in words, with a sign, and on top of the page', async () => {
  const { gateway, devices: [kitchen, cellar], close } = await workshop(2);
  try {
    const page = await scene.live(gateway);
    for (let n = 0; n < 6; n += 1) {
      await kitchen.send('tick');
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await cellar.send('once');
    await reads(page, '.devices .known', /^2 devices$/);
    await reads(page, '.devices summary .silent', /^1 silent$/);
    const [state] = (await list(page)).filter(({ title }) => title === 'kitchen');
    assert.equal(state.state, 'silent');
    const last = await page.evaluate(async () => (await (await fetch('api/v1/sources')).json())
      .sources.find(({ name }) => name === 'kitchen').last_seen);
    const wanted = await page.evaluate((iso) => new Date(`${iso.slice(0, 23)}Z`).toTimeString().slice(0, 8), last);
    assert.equal(state.seen, `silent since ${wanted}`);
    const sign = await page.$eval('[data-state=silent] > .seen', (one) => getComputedStyle(one, '::before').content);
    assert.match(sign, /⊘/);
    assert.deepEqual(await axeFindings(page), []);
    await picture(page, 'devices-silent');
    await kitchen.send('back again');
    await reads(page, '.devices summary .silent', /^$/);
    assert.deepEqual((await list(page)).map(({ state: one }) => one).filter((one) => one === 'silent'), []);
  } finally {
    close();
  }
});

test('the order is chosen, and does not change under the pointer or the keyboard', async () => {
  const { gateway, devices, close } = await workshop(4);
  try {
    const [kitchen, cellar, third, fourth] = devices;
    await cellar.send('x');
    for (const n of [1, 2, 4]) await kitchen.send(`event ${n}`);
    await third.send(...Array(9).fill('x'));
    const page = await scene.live(gateway);
    const by = (order) => page.selectOption('.devices .order', order);
    await isList(page, ['<b>cellar</b>', '127.0.0.23', 'kitchen']);
    await by('loss');
    await isList(page, ['kitchen', '<b>cellar</b>', '127.0.0.23']);
    await by('name');
    await isList(page, ['<b>cellar</b>', '127.0.0.23', 'kitchen']);
    await by('rate');
    await isList(page, ['127.0.0.23', 'kitchen', '<b>cellar</b>']);

    await card(page, 'kitchen').hover();
    await cellar.send(...Array(200).fill('fast'));
    await fourth.send('new');
    // Figures go on, a new one comes last, and nothing has moved.
    await page.waitForFunction(() => document.querySelectorAll('.device')[2].querySelector('.sums').textContent.startsWith('201 events'));
    await isList(page, ['127.0.0.23', 'kitchen', '<b>cellar</b>', '127.0.0.24']);
    await page.mouse.move(900, 700);
    await page.waitForFunction(() => document.querySelector('.called').textContent === '<b>cellar</b>');

    // The keyboard holds it as well: the one that has the focus stays.
    await page.focus('.devices .order');
    await page.keyboard.press('Tab');
    const before = await titles(page);
    await fourth.send(...Array(2000).fill('faster'));
    const at = before.indexOf('127.0.0.24');
    await page.waitForFunction((n) => document.querySelectorAll('.sums')[n].textContent.startsWith('2,001 events'), at);
    assert.deepEqual(await titles(page), before);
    await page.focus('#pause');
    await page.waitForFunction(() => document.querySelector('.called').textContent === '127.0.0.24');
  } finally {
    close();
  }
});

test('keyboard: one stop, arrows go from one to the next and open it, enter chooses', async () => {
  const { gateway, devices, close } = await workshop(3);
  const second = await openDevice(gateway.udpPort, '127.0.0.1', '127.0.0.22');
  try {
    for (const device of [...devices, second]) await device.send('x');
    const page = await scene.live(gateway);
    await isList(page, ['<b>cellar</b>', '127.0.0.23', 'kitchen']);
    const focused = () => page.evaluate(() => (document.activeElement.querySelector('.called') ?? document.activeElement).textContent);
    await page.focus('.devices .order');
    const path = [];
    for (const key of ['Tab', 'ArrowRight', 'ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowUp', 'End', 'Home', 'ArrowLeft', 'ArrowDown']) {
      await page.keyboard.press(key);
      path.push(await focused());
      const outline = await page.evaluate(() => getComputedStyle(document.activeElement, '::after').outlineStyle
        + getComputedStyle(document.activeElement).outlineStyle);
      assert.match(outline, /solid/, `the focus on ${path.at(-1)} is visible`);
    }
    const port = ({ address }) => address.slice('127.0.0.22'.length);
    assert.deepEqual(path, ['<b>cellar</b>', '<b>cellar</b>', port(second), port(devices[1]), '127.0.0.23',
      port(devices[1]), 'kitchen', '<b>cellar</b>', '<b>cellar</b>', '127.0.0.23']);
    await page.keyboard.press('End');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.getElementById('rows').rows.length === 1);
    assert.equal(await focused(), 'kitchen');
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement.closest('.devices')), null, 'the list is left with one step');
  } finally {
    second.close();
    close();
  }
});

test('from thirteen on there is a search over names and addresses', async () => {
  const { gateway, devices, close } = await workshop(13);
  try {
    for (const device of devices.slice(0, 12)) await device.send('x');
    const page = await scene.live(gateway);
    await reads(page, '.devices .known', /^12 devices$/);
    assert.equal(await page.isVisible('.devices .search'), false);
    await devices[12].send('x');
    await page.waitForSelector('.devices .search', { state: 'visible' });
    await page.fill('.devices .search', 'KITCH');
    await isList(page, ['kitchen']);
    await page.fill('.devices .search', '0.0.3');
    await isList(page, ['127.0.0.30', '127.0.0.31', '127.0.0.32', '127.0.0.33']);
    await page.fill('.devices .search', 'nobody');
    await isList(page, []);
    assert.ok(await page.isVisible('text=No device has this in its name or address.'));
    assert.deepEqual(await axeFindings(page), []);
  } finally {
    close();
  }
});

test('on a phone: closed, with its numbers, and the events come back when one is chosen', async () => {
  const { gateway, devices, close } = await workshop(3);
  try {
    for (const device of devices) await device.send('x');
    const page = await scene.live(gateway, '', { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
    await reads(page, '.devices .known', /^3 devices$/);
    assert.equal(await page.isVisible('.device'), false);
    const bottom = await page.$eval('#rows tr', (row) => row.getBoundingClientRect().bottom);
    assert.ok(bottom <= 844, `the first row ends at ${bottom} px`);
    await page.tap('.devices summary');
    await page.waitForSelector('.device');
    assert.deepEqual(await axeFindings(page), []);
    await picture(page, 'devices-phone');
    await card(page, 'kitchen').locator('.pick').tap();
    await page.waitForFunction(() => document.getElementById('rows').rows.length === 1);
    await page.waitForSelector('.device', { state: 'hidden' });
    assert.equal(await page.textContent('.devices .only'), 'only kitchen');
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
  } finally {
    close();
  }
});

test('4,200 devices: a bounded page, and 200 KB a second at most', async () => {
  const gateway = await scene.gateway();
  const socket = (n) => new Promise((resolve, reject) => {
    const one = dgram.createSocket('udp4');
    one.on('error', reject);
    one.bind(0, `127.1.${n >> 8}.${n & 255}`, () => one.send('x', gateway.udpPort, '127.0.0.1', (error) => {
      one.close();
      if (error) reject(error);
      else resolve();
    }));
  });
  for (let n = 1; n <= 4200; n += 1) await socket(n);
  await eventually('all are stored', async () => (await gateway.get('stats')).ring.stored === 4200);
  const page = await scene.page(gateway, 'livez');
  const answers = [];
  page.on('response', (response) => {
    if (response.url().includes('/sources?history=')) answers.push(Date.now());
  });
  await page.goto(gateway.url);
  await isState(page, 'Live');
  await reads(page, '.devices .known', /^4,096 devices$/);
  assert.equal(await page.$$eval('.device', (all) => all.length), 100);
  assert.ok(await page.isVisible('text=and 3,996 more: search to see them'));
  assert.ok(await page.isVisible('text=104 sources that had been silent longest were forgotten: 104 events, 104 B.'));
  await page.fill('.devices .search', '127.1.16.100');
  await isList(page, ['127.1.16.100']);
  await eventually('it was asked again', () => answers.length > 1, 30_000);
  const size = await page.evaluate(async () => (await (await fetch('api/v1/sources?history=60')).text()).length);
  const rate = (size * 1000) / (answers[1] - answers[0]);
  assert.ok(rate < 250_000, `${size} bytes after ${answers[1] - answers[0]} ms`);
  await picture(page, 'devices-4200');
  await assertClean(page, gateway.host);
});

test('a gateway that does not answer: what is known stays, and is pale', async () => {
  const { gateway, devices: [kitchen], close } = await workshop(1);
  try {
    await kitchen.send('x');
    const page = await scene.live(gateway);
    await isList(page, ['kitchen']);
    await page.route('**/api/v1/sources*', (route) => route.abort());
    await page.waitForSelector('.devices .stale');
    assert.deepEqual(await titles(page), ['kitchen']);
    await page.unroute('**/api/v1/sources*');
    await page.waitForSelector('.devices .list:not(.stale)');
  } finally {
    close();
  }
});
