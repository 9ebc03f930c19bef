/** A small capture: two TCP conversations and a UDP one, as Ethernet frames. */

const START = 1_764_000_000; // seconds since 1970

/** pcap, as softflowd reads it. */
export function tcpFlows() {
  const head = Buffer.alloc(24);
  head.writeUInt32LE(0xa1b2c3d4, 0);
  head.writeUInt16LE(2, 4);
  head.writeUInt16LE(4, 6);
  head.writeUInt32LE(65_535, 16);
  head.writeUInt32LE(1, 20); // Ethernet
  const packets = [];
  for (let n = 0; n < 12; n += 1) {
    packets.push(frame(n * 100, 6, ['192.0.2.7', 40_000], ['198.51.100.9', 443], 100 + n));
    packets.push(frame(n * 100 + 30, 6, ['198.51.100.9', 443], ['192.0.2.7', 40_000], 900));
    packets.push(frame(n * 100 + 50, 17, ['192.0.2.8', 5353], ['192.0.2.9', 9999], 64));
  }
  return Buffer.concat([head, ...packets]);
}

function frame(ms, protocol, [from, fromPort], [to, toPort], size) {
  const transport = Buffer.alloc((protocol === 6 ? 20 : 8) + size);
  transport.writeUInt16BE(fromPort, 0);
  transport.writeUInt16BE(toPort, 2);
  if (protocol === 6) transport.writeUInt16BE(0x5018, 12); // a head of 20 bytes; PSH, ACK
  else transport.writeUInt16BE(transport.length, 4);
  const ip = Buffer.alloc(20);
  ip[0] = 0x45;
  ip.writeUInt16BE(20 + transport.length, 2);
  ip[8] = 64;
  ip[9] = protocol;
  Buffer.from(from.split('.').map(Number)).copy(ip, 12);
  Buffer.from(to.split('.').map(Number)).copy(ip, 16);
  const ethernet = Buffer.alloc(14);
  ethernet[5] = 1;
  ethernet[11] = 2;
  ethernet.writeUInt16BE(0x0800, 12);
  const packet = Buffer.concat([ethernet, ip, transport]);
  const head = Buffer.alloc(16);
  head.writeUInt32LE(START + Math.floor(ms / 1000), 0);
  head.writeUInt32LE((ms % 1000) * 1000, 4);
  head.writeUInt32LE(packet.length, 8);
  head.writeUInt32LE(packet.length, 12);
  return Buffer.concat([head, packet]);
}
