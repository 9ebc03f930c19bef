/** A device: one real UDP socket that sends to one gateway. */

import dgram from 'node:dgram';
import { once } from 'node:events';

export async function openDevice(port, host = '127.0.0.1', from = '127.0.0.1') {
  const socket = dgram.createSocket('udp4');
  socket.bind(0, from);
  await once(socket, 'listening');
  socket.connect(port, host);
  await once(socket, 'connect');
  return {
    /** As the gateway sees it. */
    address: `${from}:${socket.address().port}`,
    /** Sends payloads (text or bytes) in order, each when the one before is with the kernel. */
    async send(...payloads) {
      for (const payload of payloads) {
        await new Promise((resolve, reject) => {
          socket.send(payload, (error) => (error ? reject(error) : resolve()));
        });
      }
    },
    close: () => socket.close(),
  };
}

/** Waits until `condition` (asynchronous) holds; fails with `what` after ten seconds. */
export async function eventually(what, condition, timeout = 10_000) {
  const deadline = Date.now() + timeout;
  let last;
  for (;;) {
    last = await condition();
    if (last) return last;
    if (Date.now() > deadline) throw new Error(`timed out waiting until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
