// What a Node program has for datagrams: a listener of node:dgram.
//
//   node udp_read.mjs ADDRESS
//
// Takes a free port, prints "listening PORT" and reads until it is ended.
import { createSocket } from 'node:dgram';

const socket = createSocket({ type: 'udp4', recvBufferSize: 8 << 20 });
let datagrams = 0;
let bytes = 0;
socket.on('message', (message) => {
  datagrams += 1;
  bytes += message.length;
});
socket.bind(0, process.argv[2], () => console.log(`listening ${socket.address().port}`));
