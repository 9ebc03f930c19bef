/** The table as a tool: keys, order, columns, times, links to places, windows, exports. */

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { allRows, assertClean, axeFindings, hasRows, isState, picture, rows, shows } from './support/browser.mjs';
import { useScene } from './support/scene.mjs';
import { eventually } from './support/udp.mjs';

const scene = useScene();
const chosen = (page) => page.$eval('#rows #chosen', (row) => Number(row.dataset.seq));
const choice = (page, seq) => page.waitForFunction((n) => document.getElementById('chosen')?.dataset.seq === String(n), seq);
const freshReads = (page, text) => page.waitForFunction((wanted) => document.getElementById('fresh').textContent === wanted, text);
const seqs = async (page) => (await rows(page)).map(({ seq }) => seq);
const down = (from, to) => Array.from({ length: from - to + 1 }, (_, n) => from - n);

/** A gateway that has stored `many` events "event N", and their device. */
async function filled(many, options) {
  const gateway = await scene.gateway(options);
  const device = await scene.device(gateway);
  for (let n = 1; n <= many; n += 1) await device.send(`event ${n}`);
  await eventually('all are stored', async () => (await gateway.get('stats')).ring.stored === many);
  return { gateway, device };
}

test('keys: choosing pauses and loses nothing, Enter opens, Escape closes, space goes on', async () => {
  const { gateway, device } = await filled(200);
  const page = await scene.live(gateway);
  await page.keyboard.press('j');
  await choice(page, 200);
  await isState(page, 'Paused');
  for (const key of ['j', 'j', 'k', 'ArrowDown', 'ArrowUp', 'j']) await page.keyboard.press(key);
  await choice(page, 198);
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.getElementById('detail').textContent.includes('event 198'));
  await page.keyboard.press('j');
  await page.waitForFunction(() => document.getElementById('detail').textContent.includes('event 197'));
  await page.keyboard.press('Escape');
  await page.waitForSelector('#detail', { state: 'hidden' });
  await page.keyboard.press('G');
  await choice(page, 1);
  assert.equal(await page.$eval('#chosen', (row) => {
    const { bottom } = row.getBoundingClientRect();
    return bottom <= document.getElementById('grid').getBoundingClientRect().bottom + 1;
  }), true, 'in sight');
  await page.keyboard.press('g');
  await choice(page, 200);
  await page.focus('#grid');
  await page.keyboard.press('End');
  await choice(page, 1);
  await page.keyboard.press('Home');
  await choice(page, 200);
  await device.send('one more', 'and one');
  await freshReads(page, '2 new');
  await page.keyboard.press('Space');
  await isState(page, 'Live');
  await shows(page, 'and one');
  await page.keyboard.press('Space');
  await isState(page, 'Paused');
  await assertClean(page, gateway.host);
});

test('keys are letters to who writes; ? lists them', async () => {
  const { gateway } = await filled(3);
  const page = await scene.live(gateway);
  await page.keyboard.press('/');
  await page.keyboard.type('j k?/ G');
  assert.equal(await page.inputValue('[name=contains]'), 'j k?/ G');
  assert.equal(await page.$('#chosen'), null);
  assert.equal(await page.isVisible('#keys'), false);
  await page.click('#clear');
  await page.focus('#grid');
  await page.keyboard.press('?');
  await page.waitForSelector('#keys[open]');
  assert.deepEqual(await axeFindings(page), []);
  await picture(page, 'keys');
  await page.keyboard.press('j');
  assert.equal(await page.$('#chosen'), null, 'the dialog has the keys');
  await page.keyboard.press('Escape');
  await page.waitForSelector('#keys', { state: 'hidden' });
});

test('oldest first: sticks to the newest at the bottom, and is remembered', async () => {
  const { gateway, device } = await filled(120);
  const page = await scene.live(gateway);
  await page.click('#view summary');
  await page.selectOption('[name=order]', 'oldest');
  await page.keyboard.press('Escape');
  const last = (text) => page.waitForFunction((wanted) => {
    const row = document.getElementById('rows').lastElementChild;
    return row.querySelector('td.payload').textContent === wanted
      && row.getBoundingClientRect().bottom <= document.getElementById('grid').getBoundingClientRect().bottom + 1;
  }, text);
  await last('event 120');
  assert.deepEqual(await seqs(page), (await seqs(page)).toSorted((a, b) => a - b));
  await device.send('event 121');
  await last('event 121');
  await page.hover('#grid');
  await page.mouse.wheel(0, -500);
  await isState(page, 'Paused');
  const before = await seqs(page);
  await device.send('event 122');
  await freshReads(page, '1 new');
  assert.deepEqual(await seqs(page), before);
  await page.mouse.wheel(0, 2000);
  await last('event 122');
  await isState(page, 'Live');
  await page.reload();
  await last('event 122');
  assert.equal(await page.getAttribute('#grid', 'aria-label'), 'Events, oldest first');
});

test('columns are chosen and remembered, also where the browser refuses to remember', async () => {
  const { gateway } = await filled(3);
  const page = await scene.live(gateway);
  const headings = () => page.$$eval('#head th', (all) => all.filter((one) => one.offsetWidth > 0).map((one) => one.textContent));
  const visible = () => page.$eval('#rows tr', (row) => [...row.cells].filter((one) => one.offsetWidth > 0).map((one) => one.className));
  assert.deepEqual(await headings(), ['Event', 'Time', 'Source', 'Size', 'Payload']);
  await page.click('#view summary');
  for (const name of ['local', 'via']) await page.check(`[name=column][value=${name}]`);
  await page.uncheck('[name=column][value=size]');
  assert.deepEqual(await headings(), ['Event', 'Time', 'Source', 'To', 'Via', 'Payload']);
  assert.deepEqual(await visible(), ['seq', 'time', 'source', 'local', 'via', 'payload']);
  assert.deepEqual(await axeFindings(page), []);
  await picture(page, 'view');
  const lefts = await page.$$eval('#head tr, #rows tr', (all) => all.map((row) => [...row.cells].map((one) => one.getBoundingClientRect().left).join()));
  assert.equal(new Set(lefts).size, 1, 'each heading is above its column');
  await page.reload();
  await shows(page, 'event 3');
  assert.deepEqual(await headings(), ['Event', 'Time', 'Source', 'To', 'Via', 'Payload']);

  await page.addInitScript(() => {
    Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('refused', 'SecurityError'); } });
  });
  await page.reload();
  await shows(page, 'event 3');
  assert.deepEqual(await headings(), ['Event', 'Time', 'Source', 'Size', 'Payload']);
  await page.click('#view summary');
  await page.uncheck('[name=column][value=size]');
  assert.deepEqual(await headings(), ['Event', 'Time', 'Source', 'Payload']);
  await assertClean(page, gateway.host);
});

test('times: local, UTC, or how long ago, which goes on', async () => {
  const { gateway } = await filled(1);
  const page = await scene.live(gateway, '', { timezoneId: 'Asia/Kolkata' });
  const time = () => page.textContent('#rows td.time');
  const { time: stored } = await gateway.get('events/1');
  const local = await time();
  await page.click('#view summary');
  await page.selectOption('[name=time]', 'utc');
  await page.waitForFunction((text) => document.querySelector('#rows td.time').textContent === text, stored.slice(11, 23));
  assert.equal(local.slice(-6), stored.slice(17, 23));
  assert.notEqual(local, await time(), 'another time zone');
  assert.equal(await page.textContent('#head th.time'), 'Time (UTC)');
  await page.selectOption('[name=time]', 'relative');
  await page.waitForFunction(() => / s ago$/.test(document.querySelector('#rows td.time').textContent));
  const before = await time();
  await page.waitForFunction((text) => document.querySelector('#rows td.time').textContent !== text, before);
  assert.match(await time(), /^\d+ s ago$/);
  assert.equal(await page.getAttribute('#rows time', 'datetime'), stored);
});

test('a link to an event opens the page at its row, with its detail', async () => {
  const { gateway, device } = await filled(400);
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
  const all = (await seqs(page)).filter((seq) => seq > 140 && seq < 160);
  assert.deepEqual(all, down(159, 141));
  // One that is not there yet says so.
  await page.goto(new URL('?seq=999', gateway.url).href);
  await page.waitForFunction(() => document.getElementById('end-note').textContent.startsWith('Event 999: '));
  page.seen.errors.splice(0); // the browser logs the 404
  await assertClean(page, gateway.host);
});

test('a link to a window shows exactly that, until it is taken away', async () => {
  const { gateway, device } = await filled(300);
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
  const { gateway, device } = await filled(30);
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
  assert.equal(await page.inputValue('#wireshark'), `curl -N '${gateway.url}api/v1/stream?format=pcap&contains=it%27s' | wireshark -k -i -`);
  await assertClean(page, gateway.host);
});

test('go to an event by its number, and by its time', async (t) => {
  const { gateway, device } = await filled(300);
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
    return new Date(ms - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 23);
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

test('rows that the ring has evicted while they stood still say so', async () => {
  const { gateway, device } = await filled(400, { args: ['--ring-size', '512KiB'] });
  const page = await scene.live(gateway);
  await page.keyboard.press('j');
  const big = Buffer.alloc(60_000, 'x');
  for (let n = 401; n <= 420; n += 1) {
    await device.send(big);
    await eventually('it is stored', async () => (await gateway.get('stats')).ring.newest === n);
  }
  const { oldest } = (await gateway.get('stats')).ring;
  await freshReads(page, `20 new, ${oldest - 401} of them evicted`);
  // What was read stays; what was not can't be read any more.
  await page.waitForSelector('#rows tr.evicted');
  assert.equal((await rows(page))[0].payload, 'event 400');
  await page.keyboard.press('G');
  await page.waitForFunction(() => document.getElementById('rows').lastElementChild.textContent.includes('evicted'));
  assert.match((await rows(page)).at(-1).payload, /^evicted: the ring holds it no more$/);
  await page.click('#fresh');
  await isState(page, 'Live');
  await hasRows(page, 420 - oldest + 2); // and a row for the lost
  assert.deepEqual(await seqs(page), [...down(420, oldest), 401]);
});

test('names of devices stand beside their addresses, as text', async () => {
  const { gateway, device, page } = await scene.everything();
  const name = '<img src=x onerror="window.ran = 1">';
  await page.route('**/api/v1/sources', (route) => route.fulfill({
    json: { sources: [{ source: device.address, name }, { source: '192.0.2.1:9', name: '__proto__' }] },
  }));
  await device.send('hello');
  await page.waitForFunction((text) => document.querySelector('#rows .name')?.textContent === text, name);
  assert.equal((await rows(page))[0].source, device.address);
  assert.ok((await page.getAttribute('#rows td.source', 'title')).startsWith(`from ${name}, ${device.address} to `));
  assert.equal(await page.$('#rows img'), null);
  await picture(page, 'names');
  await assertClean(page, gateway.host);
});
