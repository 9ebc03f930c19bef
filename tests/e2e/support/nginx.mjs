/** A real nginx in front of a gateway, at a path below its root; in one of the two usual styles. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from './udp.mjs';

const locations = {
  /** The path is passed on as it came. */
  passing: (path, host) => `location ${path} { proxy_pass http://${host}; }`,
  /** The prefix is taken off. */
  stripping: (path, host) => `location ${path}/ { proxy_pass http://${host}/; }`,
};

const configuration = (folder, port, location) => `
daemon off;
worker_processes 1;
pid ${folder}/pid;
error_log ${folder}/error.log;
events { worker_connections 64; }
http {
  access_log off;
  client_body_temp_path ${folder}/body;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
  server {
    listen 127.0.0.1:${port};
    proxy_http_version 1.1;
    proxy_set_header Host $http_host;
    ${location}
    location = /elsewhere { return 200 "another program"; }
  }
}
`;

async function freePort() {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/** @param {'passing' | 'stripping'} style */
export async function startNginx(style, path, gateway) {
  const folder = await mkdtemp(join(tmpdir(), 'event-gateway-nginx-'));
  const port = await freePort();
  const file = join(folder, 'nginx.conf');
  await writeFile(file, configuration(folder, port, locations[style](path, gateway.host)));
  const child = spawn('nginx', ['-p', folder, '-c', file, '-e', join(folder, 'error.log')], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` },
  });
  const exited = once(child, 'exit');
  const url = `http://127.0.0.1:${port}${path}/`;
  await eventually('nginx answers', () => fetch(url).then(() => true, () => child.exitCode !== null));
  if (child.exitCode !== null) throw new Error(`nginx ended with status ${child.exitCode}`);
  return {
    url,
    host: new URL(url).host,
    async close() {
      child.kill('SIGTERM');
      await exited;
      await rm(folder, { recursive: true });
    },
  };
}
