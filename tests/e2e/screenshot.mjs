/**
 * The README's picture: node screenshot.mjs PATH. A real gateway, a small workshop of devices that
 * send for half a minute, and the live page at 1280 pixels. Needs GATEWAY_BINARY.
 */

import { isState, launchBrowser, openPage } from './support/browser.mjs';
import { startGateway } from './support/gateway.mjs';
import { openDevice } from './support/udp.mjs';

const [path, scheme = 'light'] = process.argv.slice(2);
if (!path) throw new Error('usage: node screenshot.mjs PATH [light|dark]');
const SECONDS = 56;

const wave = (base, swing, period) => (s) => base + swing * (Math.sin((2 * Math.PI * s) / period) + Math.random() / 5);
const kitchen = wave(19.4, 2.6, 24);
const cellar = wave(13.1, 1.3, 40);
const boiler = wave(64, 1.5, 50);
const random = (below, digits = 0) => (Math.random() * below).toFixed(digits);
const pick = (...choices) => choices[Math.floor(Math.random() * choices.length)];
const stamp = () => {
  const [, month, day, , time] = new Date().toString().split(' ');
  return `${month} ${day.replace(/^0/, ' ')} ${time}`;
};

/** The end of the loopback address, the mean time between two datagrams in ms, what is sent. */
const DEVICES = [
  [21, 180, (s) => `esp32-kitchen temp=${kitchen(s).toFixed(2)} hum=41.${random(9)} rssi=-6${random(5)}`],
  [22, 260, (s) => `esp32-cellar temp=${cellar(s).toFixed(2)} hum=68.${random(9)} batt=3.71`],
  [31, 300, (s) => JSON.stringify({ device: 'boiler', t: Number(boiler(s).toFixed(1)), pump: true, flow: Number(random(9, 2)) })],
  [40, 70, () => pick(`shop.checkout:${80 + Number(random(60))}|ms|#env:prod`, 'shop.orders:1|c|#env:prod', `shop.queue:${random(9)}|g|#env:prod`)],
  [1, 350, () => pick(
    `<30>${stamp()} gateway dhcpd[812]: DHCPACK on 192.168.1.23 to 24:6f:28:aa:10:02`,
    `<38>${stamp()} nas sshd[2211]: Accepted publickey for backup from 192.168.1.40`,
    `<29>${stamp()} ap-attic hostapd: wlan0: STA 24:6f:28:aa:10:02 associated`)],
  [50, 500, () => Buffer.from([0xa1, 0x07, 0x5e, 0x00, random(255), random(255), 0xff, 0x3c, 0x00, 0x91])],
];
// How busy the workshop is: calm, then a peak, then calm again.
const pace = wave(1, 0.7, 30);

const gateway = await startGateway();
const browser = await launchBrowser();
const page = await openPage(browser, { viewport: { width: 1280, height: 760 }, colorScheme: scheme });
await page.goto(gateway.url);
await isState(page, 'Live');

const began = Date.now();
await Promise.all(DEVICES.map(async ([host, pause, text]) => {
  const device = await openDevice(gateway.udpPort, '127.0.0.1', `127.0.0.${host}`);
  for (let s = 0; s < SECONDS; s = (Date.now() - began) / 1000) {
    await device.send(text(s));
    const wait = (pause * (0.7 + Math.random() * 0.6)) / Math.max(0.3, pace(s));
    await new Promise((resolve) => setTimeout(resolve, wait));
  }
  device.close();
}));
await page.screenshot({ path });
await browser.close();
await gateway.stop();
