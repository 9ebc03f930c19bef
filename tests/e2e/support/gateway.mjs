/**
 * The real gateway and the real sender, as processes on free ports. Their paths come from the
 * environment: GATEWAY_BINARY and SENDER_BINARY.
 */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

const START_TIMEOUT_MS = 20_000;
const STOP_TIMEOUT_MS = 10_000;

function binary(variable) {
  const path = process.env[variable];
  if (!path) throw new Error(`${variable} has to name the binary to test`);
  return path;
}

/** Starts a gateway and waits until it says that it is ready. */
export async function startGateway({ http = '127.0.0.1:0', udp = ['127.0.0.1:0'], args = [] } = {}) {
  const listeners = udp.flatMap((address) => ['--udp', address]);
  const child = spawn(binary('GATEWAY_BINARY'), ['--http', http, ...listeners, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const log = [];
  createInterface({ input: child.stderr }).on('line', (line) => log.push(line));
  const exited = once(child, 'exit');

  const udpPorts = [];
  let url = '';
  const timer = setTimeout(() => child.kill('SIGKILL'), START_TIMEOUT_MS);
  for await (const line of createInterface({ input: child.stdout })) {
    if (line === 'ready') break;
    const [, kind, address] = /^listening (udp|http) (\S+)$/.exec(line) ?? [];
    if (kind === 'udp') udpPorts.push(Number(address.slice(address.lastIndexOf(':') + 1)));
    if (kind === 'http') url ||= address;
  }
  clearTimeout(timer);
  child.stdout.resume();
  if (!url) throw new Error(`the gateway did not start:\n${log.join('\n')}`);

  return {
    url,
    host: new URL(url).host,
    udpPort: udpPorts[0],
    log,
    pid: child.pid,
    /** The JSON answer of an API resource. */
    async get(resource) {
      const answer = await fetch(new URL(`/api/v1/${resource}`, url));
      if (!answer.ok) throw new Error(`${resource}: ${answer.status} ${await answer.text()}`);
      return answer.json();
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGTERM');
      const last = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
      await exited;
      clearTimeout(last);
    },
  };
}

/** Whether the gateway lists an option. */
export async function hasOption(name) {
  return (await run(binary('GATEWAY_BINARY'), ['--help'])).output.includes(name);
}

/** Runs udp-sender to its end; how it ended and what it printed. */
export const runSender = (args) => run(binary('SENDER_BINARY'), args);

async function run(program, args) {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const printed = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => printed.push(line));
  }
  const [status] = await once(child, 'close');
  return { status, output: printed.join('\n') };
}
