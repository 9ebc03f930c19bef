// What Node's http needs for the same answers as the gateway's: a small one, 10 KiB of JSON from
// memory, a redirect.
//
//   node http_node.mjs PORT BODY_FILE LOCATION
import fs from 'node:fs';
import http from 'node:http';

const [port, bodyFile, location] = process.argv.slice(2);
const fields = {
  Server: 'node',
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cache-Control': 'no-store',
};

function answer(status, name, value, body) {
  const head = {...fields, [name]: value, 'Content-Length': body.length};
  return (response) => response.writeHead(status, head).end(body);
}

const answers = {
  '/livez': answer(200, 'Content-Type', 'text/plain; charset=utf-8', Buffer.from('ok\n')),
  '/body.json': answer(200, 'Content-Type', 'application/json', fs.readFileSync(bodyFile)),
  '/go/load': answer(302, 'Location', location, Buffer.alloc(0)),
};

http.createServer({keepAliveTimeout: 0}, (request, response) => answers[request.url](response))
    .listen(port, '127.0.0.1', 1024);
