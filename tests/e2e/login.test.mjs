/** A gateway with a token: the page asks for it once, and then everything works. */

import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { axeFindings, isState, picture, shows } from './support/browser.mjs';
import { useScene } from './support/scene.mjs';

const scene = useScene();
let folder;
let args;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'event-gateway-e2e-'));
  args = ['--token-file', join(folder, 'token')];
  await writeFile(args[1], 'open & "sesame"\n');
});
after(() => rm(folder, { recursive: true }));

async function logIn(page, token) {
  await page.fill('input[name=token]', token);
  await page.keyboard.press('Enter');
}

for (const width of [360, 1280]) {
  for (const colorScheme of ['light', 'dark']) {
    test(`${width} px, ${colorScheme}: the page asks, and leads to where one was going`, async () => {
      const gateway = await scene.gateway({ args });
      const device = await scene.device(gateway);
      const page = await scene.page(gateway, '?contains=he%26lo', { viewport: { width, height: 800 }, colorScheme });
      assert.deepEqual(await axeFindings(page), []);
      assert.deepEqual(page.seen.violations, []);
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
      await picture(page, `login-${width}-${colorScheme}`);
      await logIn(page, 'wrong');
      await page.getByText('That is not the token.').waitFor();
      await logIn(page, 'open & "sesame"');
      await isState(page, 'Live');
      assert.equal(new URL(page.url()).search, '?contains=he%26lo');
      await device.send('he&lo');
      await shows(page, 'he&lo');
      await page.goto(new URL('/events/1', gateway.url).href);
      assert.equal(await page.locator('main h2').first().isVisible(), true);
      // A script of the browser's own: EventSource can send no header, and has the cookie.
      const heard = await page.evaluate(() => new Promise((resolve) => {
        new EventSource('/api/v1/stream?after=0').onmessage = (event) => resolve(JSON.parse(event.data).data);
      }));
      assert.equal(heard, 'he&lo');
    });
  }
}

test('a gateway that began anew asks again', async () => {
  const gateway = await scene.gateway({ args });
  const page = await scene.page(gateway);
  await logIn(page, 'open & "sesame"');
  await isState(page, 'Live');
  await gateway.stop();
  await isState(page, 'Reconnecting');
  await scene.gateway({ args, http: gateway.host });
  await page.locator('input[name=token]').waitFor();
});
