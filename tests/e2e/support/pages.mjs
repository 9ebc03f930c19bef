/**
 * Every page, and every state in which a page looks different: what is to be true of all of them
 * is tested over this one table.
 */

import { isState, shows } from './browser.mjs';

const click = (selector) => (page) => page.click(selector);
const isOpen = (selector) => (page) => page.waitForSelector(selector);

/** Opens the list of devices where it is closed, as on a phone. */
async function openDevices(page) {
  await page.waitForFunction(() => document.querySelector('.devices .known')?.textContent);
  if (!await page.isVisible('.devices .list')) await page.click('.devices summary');
  await page.waitForSelector('.device');
}

/** [name, path, steps...]: a live page shows the newest row before the steps. */
const STATES = [
  ['live', ''],
  ['no match', '?contains=nothing-like-it'],
  ['wrong filter', '?source=nobody'],
  ['paused', '', click('#pause'), (page) => isState(page, 'Paused')],
  ['devices', '', openDevices],
  ['ports', '', openDevices, click('.toggle:visible'), isOpen('.port')],
  ['one device', '', openDevices, click('.device:has(.toggle:visible) > .pick'),
    (page) => page.waitForFunction(() => location.search.includes('source='))],
  ['detail', '', click('#rows tr:nth-child(3) td.payload'), isOpen('#detail:not([hidden])')],
  ['detail as bytes', '', click('#rows tr:nth-child(3) td.payload'), click('#detail [role=tab]:has-text("Hex")')],
  ['go to', '', click('#goto summary'), isOpen('#jump')],
  ['view', '', click('#view summary'), isOpen('#settings')],
  ['export', '', click('#take summary'), isOpen('#export')],
  ['keys', '', click('#help'), isOpen('#keys[open]')],
  // What is off the screen, as they are on a phone, is not drawn.
  ['plots', '', (page) => page.locator('#plots .chart').first().scrollIntoViewIfNeeded(), isOpen('#plots:not([hidden]) canvas')],
  ['event', 'events/4'],
  ['event without text', 'events/6'],
  ['error', 'events/999'],
  ['ledger', 'ledger'],
  ['welcome', `welcome?name=${'Wolfeschlegelsteinhausenbergerdorff'.repeat(5)}`],
  ['doctor', 'doctor'],
  ['reference', 'api'],
];

export const states = STATES.map(([name, path, ...steps]) => ({
  name,
  path,
  /** Goes there and does what is to be done there; `newest` is in the newest event. */
  async enter(page, gateway, newest) {
    await page.goto(new URL(path, gateway.url).href);
    if (path === '') {
      await isState(page, 'Live');
      await shows(page, newest);
    } else if (path.startsWith('?')) {
      await page.waitForSelector('#hint:not([hidden])');
    }
    for (const step of steps) await step(page);
  },
}));

/** What devices send: text, numbers, bytes, nothing, words without a space. */
export const TRAFFIC = [
  '<30>Nov 23 17:00:01 gateway dhcpd[812]: DHCPACK on 192.168.1.23 to 24:6f:28:aa:10:02',
  'esp32-kitchen temp=21.4 hum=40.1 rssi=-61',
  'api.requests:1|c|#env:prod,route:/orders',
  '{"device":"boiler","t":64.2,"pump":true,"errors":[]}',
  'a-very-long-word-without-any-space-'.repeat(20),
  Buffer.from('0a1b0c2d0e3f80ff', 'hex'),
  'line one\nline two\x1b[0m',
  '',
  'event 1', 'event 2', 'event 5',
];
