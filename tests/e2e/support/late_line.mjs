/** A line with a long way: a TCP proxy that brings each answer of a gateway so many ms later. */

import { once } from 'node:events';
import net from 'node:net';

export async function lateLine(gateway, ms) {
  const { hostname, port } = new URL(gateway.url);
  const sockets = new Set();
  const server = net.createServer((browser) => {
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
    upstream.on('data', (bytes) => setTimeout(() => browser.write(bytes), ms));
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
