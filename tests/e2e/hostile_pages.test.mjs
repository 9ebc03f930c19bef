/** Hostile bytes in every page and state that shows bytes, names, keys and addresses. */

import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { assertClean, picture } from './support/browser.mjs';
import { states } from './support/pages.mjs';
import { useScene } from './support/scene.mjs';

const scene = useScene();
let folder;
before(async () => { folder = await mkdtemp(join(tmpdir(), 'hostile-')); });
after(() => rm(folder, { recursive: true }));

const MARK = '<img src=x onerror="window.ran=1">';
const BIDI = '\u202e\u2066\u200b';
// What decoders take apart: each has a name, a key or a value that somebody else chose.
const DECODED = [
  JSON.stringify({ [MARK]: 1, [`a${BIDI}b`]: 2, __proto__x: 3 }).replace('__proto__x', '__proto__'),
  JSON.stringify({ constructor: { prototype: { ran: 1 } }, value: 1e308, n: -0 }),
  `${MARK.replaceAll(' ', '')}:1|c|#${MARK.replaceAll(' ', '')}`,
  '__proto__:7|g',
  `>__proto__:1;>${MARK}:2\n>a${BIDI}:3`,
  `__proto__=1 ${MARK.replaceAll(' ', '')}=2 x=NaN y=Infinity`,
  `<30>Nov 23 17:00:01 ${MARK.replaceAll(' ', '')} su[1]: ${BIDI}\x1b[2J`,
  `<30>1 2026-11-23T17:00:01Z ${MARK.replaceAll(' ', '')} app 1 - [x@1 __proto__="1"] ${MARK}`,
  `{"version":"1.1","host":"${MARK.replaceAll('"', "'")}","short_message":"a\\u0000b\\r\\nc","_${'x'.repeat(500)}":1}`,
  `cpu,host=${MARK.replaceAll(' ', '')} __proto__=1 1700000000000000000`,
  'x'.repeat(65_507),
  `${'{"a":'.repeat(8000)}1${'}'.repeat(8000)}`,
  'a\0b\r\nc\x1b]0;owned\x07',
];

test('nothing runs, nothing is created, nothing is wider than the screen, in any state', async () => {
  const config = join(folder, 'gateway.toml');
  await writeFile(config, `[names]\n"127.0.0.1" = '${MARK.slice(0, 60)}'\n`);
  const gateway = await scene.gateway({ args: ['--config', config] });
  const [device, other] = [await scene.device(gateway), await scene.device(gateway)];
  await device.send(...DECODED);
  await other.send('newest of all');
  for (const width of [390, 1280]) {
    const page = await scene.page(gateway, 'livez', { viewport: { width, height: 844 } });
    for (const { name, enter } of states) {
      await enter(page, gateway, 'newest of all');
      const found = await page.evaluate(() => ({
        images: [...document.images].filter((one) => !one.src.includes('/static/favicon')).length,
        scripts: [...document.scripts].filter((one) => one.src === '').length,
        handlers: document.querySelectorAll('[onerror], [onload], iframe, object, embed, base, meta[http-equiv]').length,
        unseen: /[\0-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\u202e\u2066]/.test(document.body.innerText),
        fits: document.documentElement.scrollWidth <= innerWidth,
        polluted: 'ran' in Object.prototype || 'ran' in window,
      }));
      assert.deepEqual(found, { images: 0, scripts: 0, handlers: 0, unseen: false, fits: true, polluted: false }, `${name}, ${width} px`);
      await picture(page, `hostile-${name.replaceAll(' ', '-')}-${width}`);
    }
    page.seen.errors = page.seen.errors.filter((text) => !/status of 4(00|04)/.test(text));
    await assertClean(page, gateway.host);
  }
});

test('the chosen event and its page, for each of them', async () => {
  const gateway = await scene.gateway();
  const device = await scene.device(gateway);
  await device.send(...DECODED, 'newest of all');
  const page = await scene.live(gateway, '', { viewport: { width: 390, height: 844 } });
  await page.waitForFunction((n) => Number(document.getElementById('grid').ariaRowCount) === n + 1, DECODED.length + 1);
  for (let seq = 1; seq <= DECODED.length; seq += 1) {
    await page.goto(new URL(`events/${seq}`, gateway.url).href);
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true, `event ${seq}`);
    // eslint-disable-next-line no-control-regex
    assert.doesNotMatch(await page.innerText('main'), /[\0-\x08\x0b\x0e-\x1f\x7f\u200b\u202e\u2066]/, `event ${seq}`);
    assert.equal(await page.$('main img'), null);
  }
  await assertClean(page, gateway.host);
});

test('exports keep the bytes, and are no pages', async () => {
  const gateway = await scene.gateway();
  const device = await scene.device(gateway);
  await device.send(...DECODED);
  for (const format of ['csv', 'ndjson', 'text', 'pcap']) {
    const answer = await fetch(new URL(`api/v1/events?format=${format}`, gateway.url));
    assert.equal(answer.headers.get('x-content-type-options'), 'nosniff', format);
    assert.doesNotMatch(answer.headers.get('content-type'), /html|xml|script/, format);
    const body = Buffer.from(await answer.arrayBuffer()).toString('latin1');
    if (format === 'text') assert.doesNotMatch(body, /\x1b|\0/, 'safe to look at in a terminal');
    if (format !== 'ndjson') continue;
    assert.deepEqual(body.trimEnd().split('\n').map((line) => {
      const { encoding, data } = JSON.parse(Buffer.from(line, 'latin1').toString());
      return Buffer.from(data, encoding === 'utf-8' ? 'utf8' : encoding).toString();
    }), DECODED);
  }
});
