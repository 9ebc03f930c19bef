/** The plots as a test sees them: charts by title, the list with its values, pictures in words. */

import { eventually } from './udp.mjs';

/** Waits until a chart of these series is there: titles as the page writes them. */
export const hasChart = (page, title) => page.waitForFunction((wanted) => [...document.querySelectorAll('.chart figcaption')]
  .some((caption) => (caption.firstChild?.textContent ?? '') === wanted), title, { timeout: 20_000 });

/** The charts in order: {id, title, kind, legend: ['A temp 21 C'], words}. */
export const charts = (page) => page.$$eval('.chart', (all) => all.map((chart) => ({
  id: chart.dataset.chart,
  kind: chart.dataset.kind,
  title: chart.querySelector('figcaption').firstChild.textContent,
  legend: [...chart.querySelectorAll('.legend li')].map((entry) => entry.textContent.replaceAll(/\s+/g, ' ').trim()),
  words: chart.querySelector('.picture').ariaLabel,
})));

export const press = (page, name) => page.locator('#plots').getByRole('button', { name, exact: true }).click();

/** Opens the list of series where it is closed. */
export async function openList(page) {
  if (await page.locator('#plots .series').isHidden()) await press(page, 'Series');
}

/** The list: Map of "name" to {source, value, values, chart, note}. */
export async function list(page) {
  await openList(page);
  const rows = await page.$$eval('#plots .series tbody tr', (all) => all.map(({ cells: [name, source, value, values, chart] }) => ({
    name: name.firstChild.textContent,
    note: name.querySelector('.note').textContent,
    source: source.textContent,
    value: value.textContent,
    values: Number(values.textContent.replaceAll(',', '')),
    chart: chart.firstChild.selectedOptions[0].textContent,
  })));
  return new Map(rows.map((row) => [row.name, row]));
}

/** Waits until the list has a series `name` of which `has` holds. */
export const listed = (page, name, has = () => true) => eventually(`${name} is listed`, async () => {
  const row = (await list(page)).get(name);
  return row !== undefined && has(row);
}, 20_000);

/** How many dots of a chart's canvas have a colour of series: an empty one has none. */
export const coloured = (page, title) => page.evaluate((wanted) => {
  const chart = [...document.querySelectorAll('.chart')].find((one) => one.querySelector('figcaption').firstChild.textContent === wanted);
  const canvas = chart?.querySelector('canvas');
  if (!canvas) return 0; // it is being made, or anew
  // Read from a copy: the chart's own canvas would be made another kind by it.
  const copy = Object.assign(document.createElement('canvas'), { width: canvas.width, height: canvas.height });
  const pen = copy.getContext('2d', { willReadFrequently: true });
  pen.drawImage(canvas, 0, 0);
  const { data } = pen.getImageData(0, 0, canvas.width, canvas.height);
  // The colours of series are no greys.
  let n = 0;
  for (let at = 0; at < data.length; at += 4) {
    const [r, g, b, a] = data.subarray(at, at + 4);
    if (a > 100 && Math.max(r, g, b) - Math.min(r, g, b) > 60) n += 1;
  }
  return n;
}, title);

/** The middle of a chart's drawn area and its size, in px of the page. */
export async function area(page, title) {
  const over = page.locator('.chart', { has: page.locator(`figcaption:text-is("${title}")`) }).first().locator('.u-over');
  await over.scrollIntoViewIfNeeded();
  return over.boundingBox();
}

/** A page with two charts that go on: temp (with its unit) and hum. */
export async function furnished(scene, options = {}) {
  const gateway = await scene.gateway();
  const device = await scene.device(gateway);
  let n = 0;
  const timer = setInterval(() => {
    n += 1;
    device.send(`temp:${20 + (n % 10)}§C`, `hum=${40 + (n % 5)}`).catch(() => {});
  }, 50);
  timer.unref(); // a test that fails does not stop it
  const page = await scene.live(gateway, options.path ?? '', options);
  await hasChart(page, 'temp');
  await hasChart(page, 'hum');
  return { gateway, device, page, stop: () => clearInterval(timer) };
}
