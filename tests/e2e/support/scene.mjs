/**
 * What most tests need: one browser for the file; for each test its own gateway, a watched page
 * that is live on it, and a device. All of it is put away afterwards.
 */

import { after, afterEach, before } from 'node:test';
import { isState, launchBrowser, openPage } from './browser.mjs';
import { startGateway } from './gateway.mjs';
import { eventually, openDevice } from './udp.mjs';

export function useScene() {
  let browser;
  const put = []; // how to put away what the running test opened
  before(async () => { browser = await launchBrowser(); });
  afterEach(async () => {
    while (put.length) await put.pop()();
  });
  after(() => browser?.close());

  const scene = {
    async gateway(options) {
      const gateway = await startGateway(options);
      put.push(() => gateway.stop());
      return gateway;
    },
    async device(gateway) {
      const device = await openDevice(gateway.udpPort);
      put.push(() => device.close());
      return device;
    },
    /** A gateway that has stored `many` events "event 1", "event 2"..., and their device. */
    async filled(many, options) {
      const gateway = await scene.gateway(options);
      const device = await scene.device(gateway);
      for (let n = 1; n <= many; n += 1) await device.send(`event ${n}`);
      await eventually('all are stored', async () => (await gateway.get('stats')).ring.stored === many);
      return { gateway, device };
    },
    /** A page at `path`, not waited for. */
    async page(gateway, path = '', options = {}) {
      const page = await openPage(browser, options);
      put.push(() => page.closeAll());
      await page.goto(new URL(path, gateway.url).href);
      return page;
    },
    /** A live page. */
    async live(gateway, path = '', options = {}) {
      const page = await scene.page(gateway, path, options);
      await isState(page, 'Live');
      return page;
    },
    /** All three. */
    async everything(options) {
      const gateway = await scene.gateway(options);
      return { gateway, device: await scene.device(gateway), page: await scene.live(gateway) };
    },
  };
  return scene;
}
