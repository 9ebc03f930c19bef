/** The devices' room as tests see it: a workshop of devices, and what the list shows of them. */

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDevice } from './udp.mjs';

const NAMES = '[names]\n"127.0.0.21" = "kitchen"\n"127.0.0.22" = "<b>cellar</b>"\n';

/** A gateway with names, and `n` devices from 127.0.0.21 on. */
export async function workshop(scene, n = 3) {
  const folder = await mkdtemp(join(tmpdir(), 'devices-'));
  const config = join(folder, 'gateway.toml');
  await writeFile(config, NAMES);
  const gateway = await scene.gateway({ args: ['--config', config] });
  await rm(folder, { recursive: true });
  const devices = await Promise.all(Array.from({ length: n }, (_, at) => openDevice(gateway.udpPort, '127.0.0.1', `127.0.0.${21 + at}`)));
  return { gateway, devices, close: () => devices.forEach((device) => device.close()) };
}

export const list = (page) => page.$$eval('.device', (all) => all.map((one) => ({
  title: one.querySelector('.called').textContent,
  address: one.querySelector('.address').textContent,
  state: one.dataset.state,
  seen: one.querySelector(':scope > .seen').textContent,
  sums: one.querySelector('.sums').textContent,
  loss: one.querySelector(':scope > .loss').textContent,
  pressed: one.querySelector('.pick').ariaPressed,
})));
export const titles = async (page) => (await list(page)).map(({ title }) => title);
export const isList = (page, wanted) => page.waitForFunction(
  (all) => JSON.stringify([...document.querySelectorAll('.device .called')].map((one) => one.textContent)) === all,
  JSON.stringify(wanted), { timeout: 20_000 });
export const card = (page, title) => page.locator('.device', { has: page.locator(`.called:text-is("${title}")`) });
export const reads = (page, selector, pattern) => page.waitForFunction(
  ([where, source]) => new RegExp(source).test(document.querySelector(where)?.textContent ?? ''), [selector, pattern.source], { timeout: 20_000 });
