/** How the plots look: widths, schemes, accessibility. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { axeFindings, picture } from './support/browser.mjs';
import { furnished, press } from './support/plots.mjs';
import { useScene } from './support/scene.mjs';

const scene = useScene();

for (const [width, colorScheme] of [[360, 'dark'], [390, 'light'], [1280, 'light'], [1280, 'dark']]) {
  test(`${width} px, ${colorScheme}: no sideways scrolling and no axe finding, open and enlarged`, async () => {
    const { page, stop } = await furnished(scene, { viewport: { width, height: 800 }, colorScheme });
    const fits = () => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth);
    await press(page, 'Series');
    await press(page, 'Statistics');
    assert.ok(await fits());
    assert.deepEqual(await axeFindings(page), []);
    await picture(page, `plots-${width}-${colorScheme}`);
    await press(page, 'Whole page');
    assert.ok(await page.locator('#events').isHidden());
    assert.ok(await fits());
    assert.deepEqual(await axeFindings(page), []);
    await picture(page, `plots-page-${width}-${colorScheme}`);
    await page.locator('.edit').first().click();
    assert.deepEqual(await axeFindings(page), []);
    await picture(page, `plots-dialog-${width}-${colorScheme}`);
    await page.keyboard.press('Escape');
    await page.goBack();
    await page.locator('#events').waitFor({ state: 'visible' });
    stop();
  });
}
