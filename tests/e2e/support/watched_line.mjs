/** A TCP proxy to a gateway that knows when the browser has hung up: a browser takes its own time. */

import { once } from 'node:events';
import net from 'node:net';

export async function watchedLine(gateway) {
  const { hostname, port } = new URL(gateway.url);
  const sockets = new Set();
  let hungUp = 0;
  const server = net.createServer((browser) => {
    const upstream = net.connect(Number(port), hostname);
    for (const socket of [browser, upstream]) {
      sockets.add(socket);
      socket.on('error', () => {});
    }
    browser.on('close', () => {
      hungUp = performance.now();
      upstream.destroy();
    });
    upstream.on('close', () => browser.destroy());
    browser.pipe(upstream).pipe(browser);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    /** When a browser's connection has ended last (performance.now). */
    hungUp: () => hungUp,
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
