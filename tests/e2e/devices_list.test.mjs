/** The list of devices: its order, the keyboard, the search, a phone, thousands of them. */

import assert from 'node:assert/strict';
import dgram from 'node:dgram';
import { test } from 'node:test';
import { assertClean, axeFindings, isState, picture } from './support/browser.mjs';
import { card, isList, reads, titles, workshop } from './support/devices.mjs';
import { useScene } from './support/scene.mjs';
import { eventually, openDevice } from './support/udp.mjs';

const scene = useScene();

test('the order is chosen, and does not change under the pointer or the keyboard', async () => {
  const { gateway, devices, close } = await workshop(scene, 4);
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
  const { gateway, devices, close } = await workshop(scene, 3);
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
  const { gateway, devices, close } = await workshop(scene, 13);
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
  const { gateway, devices, close } = await workshop(scene, 3);
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
