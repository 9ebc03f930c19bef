/** Payload bytes are never markup, script, stream framing or layout: wherever they are shown. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allRows, assertClean, hasRows, picture, rows } from './support/browser.mjs';
import { useScene } from './support/scene.mjs';
import { eventually } from './support/udp.mjs';

const scene = useScene();

/** Each payload, and how the table shows it. */
const HOSTILE = [
  ['<script>window.ran = 1</script>'],
  ['<img src=x onerror="window.ran = 1">'],
  ['"><svg onload="window.ran = 1">'],
  ["'><svg/onload='alert(1)'>"],
  ['javascript:alert(1)'],
  ['</script><script>alert(1)</script>'],
  ['</td></tr></table><h1>outside</h1>'],
  ['</pre></textarea><style>*{display:none}</style>'],
  ['<!--<base href=//evil.example/><meta http-equiv=refresh content="0;url=//evil.example">'],
  ['{{seq}}{{{text}}}{{#older}}{{/older}}{{>evil}}'],
  ['&lt;b&gt; &amp; &#60;'],
  ['{"__proto__":{"ran":1},"constructor":{"prototype":{"ran":1}}}'],
  ['\n\ndata: {"seq":1}\n\nid: 99999\nevent: gap\ndata: {"from":1,"to":9,"lost":9}\n\n',
    '\\n\\ndata: {"seq":1}\\n\\nid: 99999\\nevent: gap\\ndata: {"from":1,"to":9,"lost":9}\\n\\n'],
  ['a\0b', 'a\\x00b'],
  ['\x1b[2J\x1b]0;owned\x07red', '\\x1b[2J\\x1b]0;owned\\x07red'],
  ['invoice\u202etxt.exe', 'invoice\\xe2\\x80\\xaetxt.exe'],
  ['\u2066\u200b\ufeff\u2028hidden', '\\xe2\\x81\\xa6\\xe2\\x80\\x8b\\xef\\xbb\\xbf\\xe2\\x80\\xa8hidden'],
  ['Grüße, 日本語, 😀'],
  [Buffer.from('caf\xe9 is not UTF-8', 'latin1'), 'caf\\xe9 is not UTF-8'],
  [Buffer.from([0xc3, 0x28, 0xff, 0xfe, 0x00, 0x80]), 'c3 28 ff fe 00 80'],
  [Buffer.from([0, 1, 2, 3, 4, 5]), '00 01 02 03 04 05'],
  [''.padEnd(65_507, '<b>'), `${''.padEnd(400, '<b>')}…`],
  ['', 'empty'],
];

test('in the table: as text, in order, and nothing runs', async () => {
  const { gateway, device, page } = await scene.everything();
  for (const [payload] of HOSTILE) await device.send(payload);
  await hasRows(page, HOSTILE.length);
  const shown = (await allRows(page)).reverse();
  HOSTILE.forEach(([payload, text = payload], at) => {
    assert.equal(shown[at].payload, text);
    assert.equal(shown[at].seq, at + 1);
    assert.equal(shown[at].size, `${Buffer.byteLength(payload).toLocaleString('en-US')} B`);
  });
  // Cells hold text and spans around text, nothing else.
  const inside = await page.$$eval('#rows td.payload *', (all) => [...new Set(all.map((one) => one.localName))]);
  assert.deepEqual(inside, ['span']);
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true);
  await picture(page, 'hostile');
  await assertClean(page, gateway.host);

  // The same from the first page instead of the stream.
  await page.reload();
  await hasRows(page, HOSTILE.length);
  assert.deepEqual((await allRows(page)).reverse().map(({ payload }) => payload), shown.map(({ payload }) => payload));
  await assertClean(page, gateway.host);
});

test('on the event page, without script: as text and hex', async () => {
  const gateway = await scene.gateway();
  const device = await scene.device(gateway);
  for (const [payload] of HOSTILE) await device.send(payload);
  await eventually('all are stored', async () => (await gateway.get('stats')).ring.newest === HOSTILE.length);
  const page = await scene.page(gateway, '', { javaScriptEnabled: false });
  for (const [at, [payload]] of HOSTILE.entries()) {
    await page.goto(new URL(`/events/${at + 1}`, gateway.url).href);
    const bytes = Buffer.from(payload);
    const dump = (await page.textContent('#hex')).split('\n').filter(Boolean);
    assert.equal(dump.length, Math.ceil(bytes.length / 16));
    if (bytes.length) assert.ok(dump[0].includes(bytes.subarray(0, 8).toString('hex').replace(/..(?=.)/g, '$& ')), dump[0]);
    const text = await page.textContent('#text');
    // What stays itself: printable ASCII without the backslash that marks an escape.
    if (/^[ -[\]-~]*$/.test(bytes.toString('latin1'))) assert.equal(text, payload);
    // eslint-disable-next-line no-control-regex
    assert.doesNotMatch(text, /[\0-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/);
    const inside = await page.$$eval('pre *', (all) => all.length);
    assert.equal(inside, 0);
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true);
  }
});

test('on the event page, with script: decoded, as text and as bytes, and nothing runs', async () => {
  const { gateway, device, page } = await scene.everything();
  for (const [payload] of HOSTILE) await device.send(payload);
  await eventually('all are stored', async () => (await gateway.get('stats')).ring.newest === HOSTILE.length);
  for (const [at, [payload]] of HOSTILE.entries()) {
    await page.goto(new URL(`/events/${at + 1}`, gateway.url).href);
    await page.waitForSelector('.view .kind:not(:empty)');
    for (const name of ['Text', 'Hex', 'Decoded']) await page.click(`role=tab[name="${name}"]`);
    const text = await page.textContent('#text');
    const bytes = Buffer.from(payload);
    if (bytes.length && /^[ -[\]-~]*$/.test(bytes.toString('latin1'))) assert.ok(payload.startsWith(text), text);
    // eslint-disable-next-line no-control-regex
    assert.doesNotMatch(await page.textContent('.view'), /[\0-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/);
    const inside = await page.$$eval('#text *, #decoded dd *, #decoded dt *', (all) => [...new Set(all.map((one) => one.localName))]);
    assert.deepEqual(inside.filter((name) => name !== 'span'), []);
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true);
  }
  await assertClean(page, gateway.host);
});

test('a content type, a filter and a path are no markup either', async () => {
  const gateway = await scene.gateway();
  const mark = '"><svg onload="window.ran = 1">';
  await fetch(new URL('/api/v1/events', gateway.url),
    { method: 'POST', body: mark, headers: { 'Content-Type': `text/html; x=${mark}` } });
  const page = await scene.page(gateway, `?contains=${encodeURIComponent(mark)}`);
  await page.waitForFunction(() => document.getElementById('rows').rows.length === 1);
  assert.equal((await rows(page))[0].payload, mark);
  await page.goto(new URL('/events/1', gateway.url).href);
  assert.ok((await page.textContent('.facts')).includes(mark));
  assert.equal(await page.$('svg'), null);
  await assertClean(page, gateway.host);

  await page.goto(new URL(`/${encodeURIComponent(mark)}`, gateway.url).href);
  assert.equal(await page.textContent('.status'), '404');
  assert.equal(await page.$('svg'), null);
  page.seen.errors.splice(0); // the browser logs that the document is a 404
  await assertClean(page, gateway.host);
});
