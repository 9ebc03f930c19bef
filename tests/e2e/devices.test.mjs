/** The devices beside the table: who sends, how much, what is lost, since when somebody is silent. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertClean, axeFindings, picture, rows } from './support/browser.mjs';
import { card, isList, list, reads, titles, workshop } from './support/devices.mjs';
import { useScene } from './support/scene.mjs';
import { eventually, openDevice } from './support/udp.mjs';

const scene = useScene();

test('a device has its name, address, figures, its last seconds and its loss', async () => {
  const { gateway, devices: [kitchen, cellar, third], close } = await workshop(scene);
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
  const { gateway, devices: [kitchen, cellar], close } = await workshop(scene, 2);
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
  const { gateway, devices: [first], close } = await workshop(scene, 1);
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
  const { gateway, devices: [kitchen, cellar], close } = await workshop(scene, 2);
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

test('a gateway that does not answer: what is known stays, and is pale', async () => {
  const { gateway, devices: [kitchen], close } = await workshop(scene, 1);
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
