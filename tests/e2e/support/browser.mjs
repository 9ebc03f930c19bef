/**
 * Debian's chromium, driven by playwright-core; every page is watched: what it logs, whom it asks,
 * what it runs.
 */

import assert from 'node:assert/strict';
import { mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** A browser with a new, empty profile. */
export function launchBrowser() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
      '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
}

/**
 * A page in a context of its own, with `seen`: all that must not happen.
 *
 * @param {{plots?: boolean}} options those of a context; `plots: false`: they are closed, and read nothing
 */
export async function openPage(browser, { plots = true, ...options } = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  const page = await context.newPage();
  const seen = { errors: [], dialogs: [], requests: [], violations: [] };
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) seen.errors.push(message.text());
  });
  page.on('pageerror', (error) => seen.errors.push(String(error)));
  page.on('dialog', (dialog) => {
    seen.dialogs.push(dialog.message());
    dialog.dismiss();
  });
  page.on('request', (request) => seen.requests.push(request.url()));
  await page.exposeFunction('reportViolation', (text) => seen.violations.push(text));
  if (!plots) await page.addInitScript(() => localStorage.setItem('plots.closed', 'yes'));
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      window.reportViolation(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
    });
  });
  return Object.assign(page, { seen, closeAll: () => context.close() });
}

/** Nothing logged, nothing run, nobody else asked. */
export async function assertClean(page, host) {
  assert.deepEqual(page.seen.errors, [], 'console errors');
  assert.deepEqual(page.seen.dialogs, [], 'dialogs');
  assert.deepEqual(page.seen.violations, [], 'violations of the content security policy');
  const strangers = page.seen.requests.filter((url) => new URL(url).host !== host);
  assert.deepEqual(strangers, [], 'requests to another host');
  assert.equal(await page.evaluate(() => 'ran' in window), false, 'a payload was run');
}

/** axe-core's findings, as short lines. */
export async function axeFindings(page) {
  // Through the debugger, not as a script element: the policy would refuse that.
  if (!await page.evaluate(() => 'axe' in window)) await page.evaluate(axe);
  const { violations } = await page.evaluate(() => window.axe.run({ resultTypes: ['violations'] }));
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target} ${node.failureSummary}`));
}

/** A picture into SCREENSHOT_DIR, where that is set. */
export async function picture(page, name) {
  const folder = process.env.SCREENSHOT_DIR;
  if (!folder) return;
  await mkdir(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`) });
}

/** The rows that are drawn: those in sight and a few more, from the top down. */
export const rows = (page) => page.$$eval('#rows tr', (all) => all.map((row) => ({
  seq: Number(row.dataset.seq),
  kind: row.classList.contains('gap') ? 'gap' : 'event',
  time: row.querySelector('td.time')?.textContent,
  source: row.querySelector('.address')?.textContent,
  via: row.querySelector('span.via')?.textContent,
  size: row.querySelector('td.size')?.textContent,
  payload: row.querySelector('td.payload')?.textContent,
})));

/** Waits until the table has so many rows, drawn or not. */
export const hasRows = (page, n) => page.waitForFunction(
  (many) => Number(document.getElementById('grid').ariaRowCount) === many + 1, n, { timeout: 20_000 });

/** All rows, drawn or not: scrolls through the table, and back to its top. */
export async function allRows(page) {
  const found = new Map();
  for (let isEnd = false; !isEnd;) {
    await page.waitForFunction(() => !document.querySelector('#rows .waiting')
      && !document.getElementById('end-note').textContent.startsWith('Searching'));
    for (const row of await rows(page)) found.set(row.seq, row);
    isEnd = await page.$eval('#grid', async (grid) => {
      const before = grid.scrollTop;
      grid.scrollTop += grid.clientHeight / 2;
      // Scrolled, drawn, and told around the table.
      for (let n = 0; n < 3; n += 1) await new Promise(requestAnimationFrame);
      return grid.scrollTop === before;
    });
  }
  await page.$eval('#grid', (grid) => { grid.scrollTop = 0; });
  return [...found.values()];
}

/** Waits until the connection state reads `word`. */
export const isState = (page, word) => page.waitForFunction(
  (wanted) => document.getElementById('state').textContent === wanted, word, { timeout: 20_000 });

/** Waits until a row shows `text`. */
export const shows = (page, text) => page.waitForFunction(
  (wanted) => [...document.querySelectorAll('#rows td.payload')].some((cell) => cell.textContent.includes(wanted)),
  text, { timeout: 20_000 });
