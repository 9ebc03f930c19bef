/** The greeting: a name is text, whatever it says. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertClean } from './support/browser.mjs';
import { useScene } from './support/scene.mjs';

const scene = useScene();

test('a name is shown as it was given and never run', async () => {
  const gateway = await scene.gateway();
  const page = await scene.page(gateway, 'welcome');
  assert.equal(await page.textContent('h2'), 'Welcome Anonymous');
  for (const name of ['Martin', 'J\u00fcrgen & S\u00f6hne', '<script>window.ran = 1</script>', '"><img src=x onerror="window.ran = 1">', '</title><script>window.ran = 1</script>', '{{time}}']) {
    await page.goto(new URL(`/welcome?${new URLSearchParams({ name })}`, gateway.url).href);
    assert.equal(await page.textContent('h2'), `Welcome ${name}`);
    assert.equal(await page.title(), `Welcome ${name} · event-gateway`);
  }
  const time = await page.getAttribute('time', 'datetime');
  assert.ok(Math.abs(Date.parse(time) - Date.now()) < 60_000, time);
  await assertClean(page, gateway.host);
});
