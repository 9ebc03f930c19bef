/** What holds for every page in every state: accessible, no wider than the screen, on its own. */

import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { assertClean, axeFindings, picture } from './support/browser.mjs';
import { states, TRAFFIC } from './support/pages.mjs';
import { useScene } from './support/scene.mjs';

const scene = useScene();
let folder;
before(async () => { folder = await mkdtemp(join(tmpdir(), 'pages-')); });
after(() => rm(folder, { recursive: true }));

const fits = (page) => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth);

/** A gateway that two devices have sent to, one of them from two ports. */
async function furnished() {
  const gateway = await scene.gateway();
  const [device, other] = [await scene.device(gateway), await scene.device(gateway)];
  await device.send(...TRAFFIC);
  await other.send('newest of all');
  return gateway;
}

async function gated() {
  const token = join(folder, 'token');
  await writeFile(token, 'open-sesame-open-sesame-open-sesame\n', { mode: 0o600 });
  return scene.gateway({ args: ['--token-file', token] });
}

/** Nothing is wider than the screen, and axe finds nothing in these schemes: of one load, as only colours differ. */
async function check(page, name, width, schemes) {
  assert.ok(await fits(page), `${name} is wider than the screen`);
  for (const colorScheme of schemes) {
    await page.emulateMedia({ colorScheme });
    const dark = await page.evaluate(() => getComputedStyle(document.body).backgroundColor.match(/\d+/g)[0] < 128);
    assert.equal(dark, colorScheme === 'dark', `${name} is ${colorScheme}`);
    await picture(page, `${name.replaceAll(' ', '-')}-${width}-${colorScheme}`);
    assert.deepEqual(await axeFindings(page), [], `${name}, ${colorScheme}`);
  }
}

// Each width has loads of its own: what scripts decide by it they decide then.
for (const [width, schemes] of [[360, ['light', 'dark']], [768, []], [1280, ['light', 'dark']]]) {
  test(`${width} px: no sideways scrolling, no axe finding, nothing moves, nobody else is asked in any state`, async () => {
    const gateway = await furnished();
    const look = { viewport: { width, height: 800 }, reducedMotion: 'reduce' };
    const page = await scene.page(gateway, 'livez', look);
    const strangers = [];
    await page.context().route(({ host }) => host !== gateway.host, (route) => {
      strangers.push(route.request().url());
      return route.abort();
    });
    for (const { name, enter } of states) {
      await enter(page, gateway, 'newest of all');
      const moving = await page.evaluate(() => document.getAnimations().map((one) => one.animationName ?? one.transitionProperty));
      assert.deepEqual(moving, [], `${name} moves`);
      await check(page, name, width, schemes);
    }
    assert.deepEqual(strangers, []);
    page.seen.errors = page.seen.errors.filter((text) => !/status of 4(00|04)/.test(text)); // of what is looked at on purpose
    await assertClean(page, gateway.host);
    const empty = await scene.live(await scene.gateway(), '', look);
    await empty.waitForSelector('#hint:not([hidden])');
    await check(empty, 'nothing yet', width, schemes);
    await check(await scene.page(await gated(), '', look), 'login', width, schemes);
  });
}

test('high contrast: what is chosen and how things stand has a border or a sign', async () => {
  const gateway = await furnished();
  const page = await scene.live(gateway, '', { forcedColors: 'active' });
  await page.waitForSelector('.device');
  const style = (selector, name, pseudo = null) => page.$eval(selector, (one, [property, part]) => getComputedStyle(one, part)[property], [name, pseudo]);
  await page.click('.device > .pick');
  await page.waitForSelector('.device > .pick[aria-pressed=true]');
  assert.match(await style('.device > .pick[aria-pressed=true] .called', 'content', '::before'), /✓/);
  assert.equal(await style('.device:has(> .pick[aria-pressed=true])', 'outlineStyle'), 'solid');
  assert.equal(await style('.device', 'borderTopStyle'), 'solid');
  const fill = await style('.spark path', 'fill');
  assert.notEqual(fill, await style('.device', 'backgroundColor'));
  await page.focus('#grid');
  await page.keyboard.press('ArrowDown');
  await page.waitForSelector('#chosen');
  assert.equal(await style('#chosen', 'outlineStyle'), 'solid');
  assert.equal(await style('button#pause', 'borderTopStyle'), 'solid');
  await picture(page, 'high-contrast');
});

test('on paper: the events and what is known, no controls, nothing cut', async () => {
  const gateway = await furnished();
  const page = await scene.live(gateway, '', { colorScheme: 'dark' });
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  for (const control of ['.tools', '.bar nav', '.devices .controls']) assert.equal(await page.isVisible(control), false, control);
  assert.equal(await page.$eval('body', (body) => getComputedStyle(body).backgroundColor), 'rgb(255, 255, 255)');
  assert.ok(await page.isVisible('#rows'));
});
