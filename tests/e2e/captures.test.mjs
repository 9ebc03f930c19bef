/** A captured page is somebody else's: it is shown, and does nothing. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertClean, picture, rows, shows } from './support/browser.mjs';
import { useScene } from './support/scene.mjs';

const scene = useScene();

const URL_OF_PAGE = 'http://example.com/a?b=1&c=<d>'.replace(/[<>]/g, encodeURIComponent);
const PAGE = `<!doctype html><title>Captured</title><style>h1 { color: rgb(1, 2, 3) }</style>
  <h1 onclick="window.ran = 1">A page</h1><script>window.ran = 1; document.title = 'ran'</script>
  <meta http-equiv="refresh" content="0;url=/events/1"><img src="x" onerror="window.ran = 1">
  <link rel="stylesheet" href="/static/style.css"><iframe src="/"></iframe>
  <form action="/api/v1/events" method="post"><button>send</button></form>
  <a href="/livez" target="_blank">out</a>`;

const put = (gateway, time, url, body, type) => fetch(`${gateway.url}web/${time}/${url}`,
  { method: 'PUT', body, headers: { 'Content-Type': type } });

test('a page with scripts, frames and forms is shown, and does nothing', async () => {
  const gateway = await scene.gateway();
  assert.equal((await put(gateway, '20150825082012', URL_OF_PAGE, PAGE, 'text/html')).status, 201);
  const asked = async () => (await gateway.get('stats')).http.requests;
  const before = await asked();
  const page = await scene.page(gateway, `web/20160101000000/${URL_OF_PAGE}`);
  assert.equal(await page.textContent('h1'), 'A page');
  assert.equal(await page.$eval('h1', (h1) => getComputedStyle(h1).color), 'rgb(1, 2, 3)');
  assert.equal(await page.title(), 'Captured');
  await page.click('h1');
  await page.click('button');
  await page.click('a');
  await picture(page, 'capture');
  assert.equal(await page.evaluate(() => self.origin), 'null');
  assert.equal(await page.evaluate(() => 'ran' in window), false);
  await assert.rejects(page.evaluate(() => document.cookie), /sandboxed/);
  await assert.rejects(page.evaluate(() => localStorage.length), /sandboxed/);
  assert.equal(page.url(), `${gateway.url}web/20160101000000/${URL_OF_PAGE}`);
  assert.equal(page.context().pages().length, 1);
  assert.deepEqual(page.seen.dialogs, []);
  // The page itself, and then the ledger: the capture has asked for nothing.
  assert.equal(await asked(), before + 2);
  assert.equal((await gateway.get('stats')).ring.stored, 1);
});

test('an image and a text are shown, what has no type is not', async () => {
  const gateway = await scene.gateway();
  const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==', 'base64');
  await put(gateway, '20150825082012', 'http://example.com/i.png', png, 'image/png');
  await put(gateway, '20150825082012', 'http://example.com/t', '<script>', 'text/plain');
  const image = await scene.page(gateway, 'web/20150825082012/http://example.com/i.png');
  assert.equal(await image.$eval('img', (img) => img.naturalWidth), 1);
  const text = await scene.page(gateway, 'web/20150825082012/http://example.com/t');
  assert.equal(await text.textContent('pre'), '<script>');
});

test('the live page and the event page say what it is a capture of', async () => {
  const { gateway, page } = await scene.everything();
  await put(gateway, '20150825082012', URL_OF_PAGE, PAGE, 'text/html');
  await put(gateway, '20150825082013', URL_OF_PAGE, '', 'text/html');
  await shows(page, 'empty');
  const [empty, full] = await rows(page);
  assert.equal(empty.payload, `${URL_OF_PAGE} empty`);
  assert.ok(full.payload.startsWith(`${URL_OF_PAGE} <!doctype html>`));
  assert.equal(full.via, 'capture');
  await picture(page, 'capture-live');
  await page.goto(new URL('/events/1', gateway.url).href);
  const link = page.locator('.facts a').first();
  assert.equal(await link.textContent(), URL_OF_PAGE);
  assert.ok((await page.textContent('.facts')).includes('Tue, 25 Aug 2015 08:20:12 GMT'));
  await picture(page, 'capture-event');
  await assertClean(page, gateway.host);
  await link.click();
  await page.waitForURL(`${gateway.url}web/20150825082012/${URL_OF_PAGE}`);
  assert.equal(await page.textContent('h1'), 'A page');
});
