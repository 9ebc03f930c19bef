/** A slow line to a gateway: a TCP proxy that lets so many bytes a second through to the browser. */

import { once } from 'node:events';
import net from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

const SLICE_MS = 50;

export async function slowLine(gateway, bytesPerSecond) {
  const { hostname, port } = new URL(gateway.url);
  const sockets = new Set();
  const server = net.createServer(async (browser) => {
    const upstream = net.connect(Number(port), hostname);
    for (const socket of [browser, upstream]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        browser.destroy();
        upstream.destroy();
      });
    }
    browser.pipe(upstream);
    try {
      for await (const chunk of upstream) {
        for (let at = 0; at < chunk.length; at += (bytesPerSecond * SLICE_MS) / 1000) {
          browser.write(chunk.subarray(at, at + (bytesPerSecond * SLICE_MS) / 1000));
          await pause(SLICE_MS);
        }
      }
    } catch {
      // The browser hung up.
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
