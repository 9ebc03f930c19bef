// A live stream as a user would write it in Node: datagrams in, Server-Sent Events out to everybody
// who has asked. An event is rendered once; what came in one turn of the loop goes with one write.
//
//   node stream_node.mjs
//
// Takes free ports of 127.0.0.1 and prints "udp PORT http PORT".
import dgram from "node:dgram";
import http from "node:http";

const readers = new Set();
const socket = dgram.createSocket({ type: "udp4", recvBufferSize: 8 << 20 });
let seq = 0;
let frames = "";

function publish() {
  const bytes = Buffer.from(frames);
  frames = "";
  for (const reader of readers) reader.write(bytes);
}

socket.on("message", (payload, from) => {
  const local = socket.address();
  const event = {
    seq: ++seq, time: new Date().toISOString(), via: "udp", source: `${from.address}:${from.port}`,
    local: `${local.address}:${local.port}`, size: payload.length, encoding: "utf-8",
    data: payload.toString(),
  };
  if (frames === "") setImmediate(publish);
  frames += `id: ${seq}\ndata: ${JSON.stringify(event)}\n\n`;
});

const server = http.createServer((request, response) => {
  response.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-store" });
  response.flushHeaders();
  readers.add(response);
  response.on("close", () => readers.delete(response));
});

socket.bind(0, "127.0.0.1", () => {
  server.listen(0, "127.0.0.1", 1024, () => {
    console.log("udp", socket.address().port, "http", server.address().port);
  });
});
