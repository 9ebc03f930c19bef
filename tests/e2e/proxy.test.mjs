/** Behind nginx, below a path of another site: everything works there, and nothing leaves it. */

import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { assertClean, isState, openPage, launchBrowser, picture, rows, shows } from './support/browser.mjs';
import { startNginx } from './support/nginx.mjs';
import { useScene } from './support/scene.mjs';

const PATH = '/lab/udp';
const scene = useScene();
let browser;
let folder;
before(async () => {
  browser = await launchBrowser();
  folder = await mkdtemp(join(tmpdir(), 'event-gateway-e2e-'));
  await writeFile(join(folder, 'token'), 'sesame\n');
});
after(async () => {
  await browser?.close();
  await rm(folder, { recursive: true });
});

/** A gateway, nginx in front of it, and a watched page there that is not opened yet. */
async function behindProxy(style, args = []) {
  const gateway = await scene.gateway({ args: ['--base-path', PATH, ...args] });
  const device = await scene.device(gateway);
  const proxy = await startNginx(style, PATH, gateway);
  const page = await openPage(browser);
  const close = async () => {
    await page.closeAll();
    await proxy.close();
  };
  return { gateway, device, proxy, page, close };
}

/** Every request of the page stayed behind the proxy's path. */
function assertBehindPath(page, proxy) {
  const strangers = page.seen.requests.filter((url) => !url.startsWith(proxy.url.slice(0, -1)) && !url.startsWith('blob:'));
  assert.deepEqual(strangers, []);
}

for (const style of ['passing', 'stripping']) {
  test(`${style} the path: live page, filter, event page, ledger, export`, async () => {
    const { device, proxy, page, close } = await behindProxy(style);
    try {
      await page.goto(proxy.url.slice(0, -1)); // without the slash
      assert.equal(new URL(page.url()).pathname, `${PATH}/`);
      await isState(page, 'Live');
      await device.send('first wanted', 'second');
      await shows(page, 'second');
      await page.fill('#filter [name=contains]', 'wanted');
      await page.waitForFunction(() => document.querySelectorAll('#rows tr[data-seq]').length === 1);
      assert.ok(new URL(page.url()).pathname === `${PATH}/` && new URL(page.url()).search.includes('wanted'));
      await device.send('third wanted'); // live, through the proxy's buffers
      await shows(page, 'third wanted');
      const exports = await page.$$eval('#export a[href]', (all) => all.map((a) => a.href));
      assert.ok(exports.length >= 3);
      for (const href of exports) {
        assert.ok(href.startsWith(`${proxy.url}api/v1/events?`), href);
        const answer = await fetch(href);
        assert.equal(answer.status, 200, href);
        const body = await answer.text();
        assert.ok(body.includes('first wanted') && !body.includes('second'), href);
      }
      await picture(page, `proxy-${style}`);

      await page.goto(new URL('events/1', proxy.url).href);
      await page.getByText('Download the bytes').or(page.getByRole('link', { name: /download/i })).first().waitFor();
      const payload = await page.$eval('a[download]', (a) => a.href);
      assert.ok(payload.startsWith(proxy.url), payload);
      assert.equal(await (await fetch(payload)).text(), 'first wanted');
      await page.getByRole('link', { name: 'Newer →', exact: true }).click();
      await page.waitForURL(`${proxy.url}events/2`);
      await page.getByRole('link', { name: 'All events' }).click();
      await page.waitForURL(proxy.url);
      await isState(page, 'Live');
      await page.getByRole('link', { name: 'Ledger' }).click();
      await page.waitForURL(`${proxy.url}ledger`);
      assertBehindPath(page, proxy);
      await assertClean(page, proxy.host);

      const lost = await page.goto(new URL('a/b/nothing', proxy.url).href);
      assert.equal(lost.status(), 404);
      await page.getByRole('link', { name: 'All events' }).click();
      await page.waitForURL(proxy.url);
      await isState(page, 'Live');
      assertBehindPath(page, proxy);
    } finally {
      await close();
    }
  });

  test(`${style} the path: what the API gives away leads on through the proxy`, async () => {
    const { device, proxy, close } = await behindProxy(style);
    try {
      await device.send('one', 'two', 'three');
      const posted = await fetch(new URL('api/v1/events', proxy.url), { method: 'POST', body: 'four' });
      assert.equal(posted.status, 201);
      const stored = await fetch(new URL(posted.headers.get('location'), proxy.url));
      assert.equal((await stored.json()).data, 'four');
      const seen = [];
      for (let next = `${PATH}/api/v1/events?after=0&limit=1`; next;) {
        const page = await (await fetch(new URL(next, proxy.url))).json();
        seen.push(...page.events.map(({ data }) => data));
        next = page.next;
      }
      assert.deepEqual(seen, ['one', 'two', 'three', 'four']);
      const elsewhere = await fetch(new URL('/elsewhere', proxy.url));
      assert.equal(await elsewhere.text(), 'another program');
    } finally {
      await close();
    }
  });

  test(`${style} the path: the token is asked for once, behind it`, async () => {
    const { device, proxy, page, close } = await behindProxy(style, ['--token-file', join(folder, 'token')]);
    try {
      await page.goto(`${proxy.url}?contains=x`);
      await page.fill('input[name=token]', 'sesame');
      await page.keyboard.press('Enter');
      await isState(page, 'Live');
      assert.equal(page.url(), `${proxy.url}?contains=x`);
      const [cookie] = await page.context().cookies();
      assert.equal(cookie.path, PATH);
      await device.send('x marks it');
      await shows(page, 'x marks it');
      assert.equal((await rows(page)).length, 1);
      assertBehindPath(page, proxy);
    } finally {
      await close();
    }
  });
}
