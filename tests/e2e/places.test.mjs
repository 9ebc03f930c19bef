/** Places in the ring: links to events and windows, exports of them, the way to a number or a time. */

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { allRows, assertClean, axeFindings, hasRows, isState, picture, rows, shows } from './support/browser.mjs';
import { useScene } from './support/scene.mjs';
import { eventually } from './support/udp.mjs';

const scene = useScene();
const choice = (page, seq) => page.waitForFunction((n) => document.getElementById('chosen')?.dataset.seq === String(n), seq);
const freshReads = (page, text) => page.waitForFunction((wanted) => document.getElementById('fresh').textContent === wanted, text);
const seqs = async (page) => (await rows(page)).map(({ seq }) => seq);
const down = (from, to) => Array.from({ length: from - to + 1 }, (_, n) => from - n);

test('a link to an event opens the page at its row, with its detail', async () => {
  const { gateway, device } = await scene.filled(400);
  const page = await scene.page(gateway, '?seq=123');
  await isState(page, 'Paused');
  await choice(page, 123);
  await page.waitForFunction(() => document.getElementById('detail').textContent.includes('event 123'));
  const around = await seqs(page);
  assert.ok(around.includes(124) && around.includes(122), 'with its neighbours');
  await device.send('event 401');
  await freshReads(page, '1 new');
  await page.click('#fresh');
  await shows(page, 'event 401');
  assert.equal(await page.locator('#rows tr').first().getAttribute('data-seq'), '401');
  // With a filter that holds for others too.
  await page.goto(new URL('?contains=event+1&seq=150', gateway.url).href);
  await choice(page, 150);
  assert.equal(await page.inputValue('[name=contains]'), 'event 1');
  const all = (await seqs(page)).filter((seq) => seq > 143 && seq < 157);
  assert.deepEqual(all, down(156, 144));
  // One that is not there yet says so.
  await page.goto(new URL('?seq=999', gateway.url).href);
  await page.waitForFunction(() => document.getElementById('end-note').textContent.startsWith('Event 999: '));
  page.seen.errors.splice(0); // the browser logs the 404
  await assertClean(page, gateway.host);
});

test('a link to a window shows exactly that, until it is taken away', async () => {
  const { gateway, device } = await scene.filled(300);
  const page = await scene.page(gateway, '?after=100&before=111');
  await isState(page, 'Not following');
  await hasRows(page, 10);
  assert.deepEqual(await seqs(page), down(110, 101));
  assert.match(await page.textContent('#window'), /Only events from #101, to #110/);
  assert.equal(await page.getAttribute('[data-format=csv]', 'href'), '/api/v1/events?format=csv&after=100&before=111');
  assert.deepEqual(await axeFindings(page), []);
  await picture(page, 'window');
  await page.fill('[name=contains]', '5');
  await page.waitForURL('**/?contains=5&after=100&before=111');
  await hasRows(page, 1);
  assert.deepEqual(await seqs(page), [105]);
  await device.send('event 305');
  await eventually('it is stored', async () => (await gateway.get('stats')).ring.newest === 301);
  await page.click('#window button');
  await page.waitForURL('**/?contains=5');
  await shows(page, 'event 305');
  await isState(page, 'Live');
  assert.equal(await page.isVisible('#window'), false);

  // Made by hand: from the chosen row to a click with shift.
  await page.click('#clear');
  await shows(page, 'event 305');
  await page.click('#rows tr[data-seq="299"]');
  await page.click('#rows tr[data-seq="296"] td.payload', { modifiers: ['Shift'] });
  await page.waitForURL('**/?after=295&before=300');
  await hasRows(page, 4);
  assert.deepEqual(await seqs(page), down(299, 296));
  await assertClean(page, gateway.host);
});

test('exports take what is shown, links can be copied', async () => {
  const { gateway, device } = await scene.filled(30);
  const page = await scene.live(gateway);
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await device.send('later');
  await freshReads(page, '1 new');
  await page.click('#take summary');
  await picture(page, 'export');
  assert.deepEqual(await axeFindings(page), []);
  const download = page.waitForEvent('download');
  await page.click('[data-format=ndjson]');
  const lines = (await readFile(await (await download).path(), 'utf8')).trim().split('\n').map((line) => JSON.parse(line).seq);
  assert.deepEqual(lines.reverse(), down(30, 1), 'as it stands, without what came later');

  const copied = async (id) => {
    await page.click(`.copied:has(#${id}) button`);
    await page.waitForFunction(() => document.querySelector('#take [role=status]').textContent === 'Copied.');
    return page.evaluate(() => navigator.clipboard.readText());
  };
  assert.equal(await copied('link'), `${gateway.url}?after=0&before=31`);
  assert.equal(await copied('link-event'), `${gateway.url}?seq=29`);
  assert.equal(await copied('wireshark'), `curl -N '${gateway.url}api/v1/stream?format=pcap' | wireshark -k -i -`);
  await page.keyboard.press('Escape');
  await page.fill('[name=contains]', "it's");
  await page.waitForURL('**/?contains=*');
  await page.click('#take summary');
  await page.waitForFunction((line) => document.getElementById('wireshark').value === line,
    `curl -N '${gateway.url}api/v1/stream?format=pcap&contains=it%27s' | wireshark -k -i -`);
  await assertClean(page, gateway.host);
});

test('go to an event by its number, and by its time', async (t) => {
  const { gateway, device } = await scene.filled(300);
  await new Promise((resolve) => { setTimeout(resolve, 1100); }); // the form's clock has no more than milliseconds
  for (let n = 301; n <= 400; n += 1) await device.send(`event ${n}`);
  await eventually('all are stored', async () => (await gateway.get('stats')).ring.stored === 400);
  const page = await scene.live(gateway, '', { timezoneId: 'America/St_Johns' });
  await page.focus('#grid');
  await page.keyboard.press('t');
  await page.keyboard.type('57');
  await page.keyboard.press('Enter');
  await choice(page, 57);
  await isState(page, 'Paused');
  await page.click('#goto summary');
  await page.fill('[name=seq]', '');
  await page.click('[name=go]');
  await page.waitForFunction(() => document.querySelector('#jump [role=alert]').textContent !== '');
  assert.deepEqual(await axeFindings(page), []);
  await picture(page, 'goto');

  const answer = await fetch(new URL('/api/v1/events?since=2026-01-01T00:00:00Z&limit=1', gateway.url));
  if (!answer.ok) return t.diagnostic('this build has no since=');
  const between = new Date(Date.parse((await gateway.get('events/301')).time.slice(0, 23) + 'Z') - 500);
  // As a clock in the page's time zone shows it.
  const typed = await page.evaluate((ms) => {
    const at = new Date(ms);
    return new Date(ms - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 23).replace(/\.?0+$/, ''); // as the field itself would write it
  }, between.getTime());
  await page.fill('[name=since]', typed);
  await page.click('[name=go]');
  await choice(page, 301);
  await page.click('#goto summary');
  await page.click('[name=only]');
  await isState(page, 'Not following');
  await hasRows(page, 100);
  assert.equal((await allRows(page)).at(-1).seq, 301);
  assert.equal(new URL(page.url()).searchParams.get('since'), between.toISOString());
  await page.reload();
  await hasRows(page, 100);
  await assertClean(page, gateway.host);
});
