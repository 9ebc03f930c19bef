/**
 * The description of the HTTP interface against the running gateway: neither has what the other
 * lacks. And the page that is made of it.
 */

import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import http from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { assertClean, axeFindings, picture } from './support/browser.mjs';
import { Description, addressOf, answers, routesOfSource } from './support/openapi.mjs';
import { useScene } from './support/scene.mjs';
import { eventually } from './support/udp.mjs';

const scene = useScene();
const TOKEN = { Authorization: 'Bearer sesame' };
let folder;
let args;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'event-gateway-e2e-'));
  await writeFile(join(folder, 'token'), 'sesame\n');
  await writeFile(join(folder, 'gateway.toml'), `
[redirects]
home = "https://example.com/"
[commands]
uptime = ["echo", "up"]
[names]
"127.0.0.0/8" = "bench"
`);
  args = ['--token-file', join(folder, 'token'), '--config', join(folder, 'gateway.toml')];
});
after(() => rm(folder, { recursive: true }));

/** Asks for a path as it stands here, which fetch() would clean; of a live body, from its first event on, a part. */
function ask(gateway, method, address, { headers = {}, body } = {}) {
  const live = address.startsWith('/api/v1/stream') && !address.includes('after=');
  const path = live ? `${address}${address.includes('?') ? '&' : '?'}after=0` : address;
  return new Promise((resolve, reject) => {
    const request = http.request(gateway.url, { method, path, headers: { ...TOKEN, ...headers } }, (answer) => {
      const parts = [];
      const done = () => resolve({ status: answer.statusCode, headers: answer.headers, body: Buffer.concat(parts) });
      answer.on('data', (part) => {
        parts.push(part);
        if (!path.startsWith('/api/v1/stream') || answer.statusCode !== 200) return;
        done();
        request.destroy();
      });
      answer.on('end', done);
    });
    request.on('error', reject);
    request.end(body);
  });
}

/** A gateway with something of everything, and its description. */
async function described() {
  const gateway = await scene.gateway({ args });
  const device = await scene.device(gateway);
  await device.send('event 1', 'event 2', Buffer.from([0xff]));
  await ask(gateway, 'POST', '/api/v1/events', { body: 'x', headers: { 'Content-Type': 'text/plain' } });
  await ask(gateway, 'PUT', '/web/20150825082012/urn:isbn:0451450523', { body: 'x' });
  await ask(gateway, 'GET', '/go/home');
  const page = async () => JSON.parse((await ask(gateway, 'GET', '/api/v1/events')).body);
  await eventually('all is stored', async () => (await page()).newest === 6);
  const document = JSON.parse((await ask(gateway, 'GET', '/api/v1/openapi.json')).body);
  return { gateway, document, description: new Description(document) };
}

/** Status, type and, of JSON, the shape are those that are described. */
function check(description, { path, method, operation }, answer, asked) {
  const what = `${method} ${asked}: ${answer.status}`;
  const response = description.response(operation, answer.status);
  assert.ok(response, `${what} is not described`);
  for (const name of Object.keys(response.headers ?? {})) {
    assert.ok(answer.headers[name.toLowerCase()] !== undefined, `${what} without ${name}`);
  }
  if (!response.content) return assert.equal(answer.body.length, 0, what);
  const type = answer.headers['content-type'];
  const content = response.content[type] ?? response.content['*/*'];
  assert.ok(content, `${what} of ${path} as ${type} is not described`);
  if (!/json$/.test(type) || !content.schema) return undefined;
  return assert.deepEqual(description.faults(content.schema, JSON.parse(answer.body)), [], what);
}

test('every route is described, every operation is a route, and OPTIONS says the same', async () => {
  const { gateway, description } = await described();
  const { operations } = description;
  const routes = await routesOfSource();
  assert.ok(routes.length > 20);
  for (const { pattern, method } of routes) {
    assert.ok(operations.some((o) => o.method === method && answers(pattern, o.path)), `${method} ${pattern} is not described`);
  }
  for (const o of operations) {
    assert.ok(routes.some(({ pattern, method }) => method === o.method && answers(pattern, o.path)), `${o.method} ${o.path} is no route`);
    const { status, headers } = await ask(gateway, 'OPTIONS', addressOf(o));
    assert.equal(status, 204, o.path);
    assert.ok(headers.allow.split(', ').includes(o.method.toUpperCase()), `${o.method} ${o.path}: ${headers.allow}`);
  }
});

test('each operation answers as it is described, where all is well and where it is not', async () => {
  const { gateway, description } = await described();
  const bodies = { logIn: { body: 'token=sesame', headers: { 'Content-Type': 'application/x-www-form-urlencoded' } } };
  for (const o of description.operations) {
    const address = addressOf(o);
    const method = o.method.toUpperCase();
    const well = await ask(gateway, method, address, o.operation.requestBody ? { body: 'y', ...bodies[o.operation.operationId] } : {});
    assert.ok(well.status < 400, `${method} ${address}: ${well.status} ${well.body}`);
    check(description, o, well, address);
    const withoutToken = await ask(gateway, method, address, { headers: { Authorization: 'Bearer wrong' }, body: o.operation.requestBody && 'y' });
    check(description, o, withoutToken, address);
    for (const headers of [{ Host: 'elsewhere.example' }, { Range: 'bytes=9999999-' }, { 'If-None-Match': well.headers.etag ?? 'none' }, { Origin: 'http://elsewhere.example' }]) {
      check(description, o, await ask(gateway, method, address, { headers, body: o.operation.requestBody && 'y' }), address);
    }
    for (const value of ['0', '99999', 'x', '%ff']) {
      const other = o.parameters.filter((p) => p.in === 'path').reduce((text, p) => text.replace(`{${p.name}}`, value), o.path);
      check(description, o, await ask(gateway, method, other, { body: o.operation.requestBody && 'z' }), other);
    }
  }
});

test('the parameters that are described are those that are known', async () => {
  const { gateway, description } = await described();
  // What these make of their query is their own affair.
  const takesAny = ['showEvents', 'redirect', 'getCapture', 'getTimeMap', 'runCommand'];
  for (const o of description.operations.filter(({ method, operation }) => method === 'get' && !takesAny.includes(operation.operationId))) {
    const address = addressOf(o);
    const refused = await ask(gateway, 'GET', `${address}?no-such-parameter=1`, { headers: { Accept: 'application/json' } });
    assert.equal(refused.status, 400, address);
    const { detail } = JSON.parse(refused.body);
    const [, list] = /'no-such-parameter' is not known here; (?:none is|known: (.+))\.$/.exec(detail) ?? assert.fail(detail);
    const described = o.parameters.filter((p) => p.in === 'query');
    assert.deepEqual(described.map((p) => p.name).sort(), (list?.split(', ') ?? []).sort(), address);
    for (const p of described) {
      const values = description.resolve(p.schema).enum ?? [p.example];
      assert.notEqual(values[0], undefined, `${address}: ${p.name} has no example`);
      for (const value of values) {
        const asked = `${address}?${p.name}=${encodeURIComponent(value)}`;
        const answer = await ask(gateway, 'GET', asked);
        assert.equal(answer.status, 200, `${asked}: ${answer.body}`);
        check(description, o, answer, asked);
      }
      if (description.resolve(p.schema).type === 'integer') {
        const asked = `${address}?${p.name}=x`;
        assert.equal((await ask(gateway, 'GET', asked)).status, 400, asked);
      }
    }
  }
});

test('the description names the server that it is behind', async () => {
  const { document } = await described();
  assert.deepEqual(document.servers, [{ url: '/' }]);
  const gateway = await scene.gateway({ args: ['--base-path', '/lab/udp'] });
  const below = await ask(gateway, 'GET', '/lab/udp/api/v1/openapi.json');
  assert.deepEqual(JSON.parse(below.body).servers, [{ url: '/lab/udp' }]);
  const again = await ask(gateway, 'GET', '/api/v1/openapi.json', { headers: { 'If-None-Match': below.headers.etag } });
  assert.equal(again.status, 304);
});

for (const javaScriptEnabled of [true, false]) {
  test(`the page has each operation, with links that work${javaScriptEnabled ? '' : ', without script too'}`, async () => {
    const gateway = await scene.gateway({ args: ['--base-path', '/udp'] });
    await (await scene.device(gateway)).send('x');
    for (const [width, colorScheme] of [[390, 'light'], [390, 'dark'], [1280, 'light'], [1280, 'dark']]) {
      const page = await scene.page(gateway, 'udp/api', { viewport: { width, height: 900 }, colorScheme, javaScriptEnabled });
      await picture(page, `api-${width}-${colorScheme}`);
      const shown = await page.locator('.operation h4').allTextContents();
      const { operations } = new Description(JSON.parse((await ask(gateway, 'GET', '/api/v1/openapi.json')).body));
      for (const { path, method } of operations) {
        assert.ok(shown.some((text) => text.startsWith(`${method.toUpperCase()} ${path} `)), `${method} ${path}`);
      }
      assert.equal(await page.getByText('`').count(), 0);
      for (const link of await page.locator('a.try').all()) {
        const url = new URL(await link.getAttribute('href'), page.url());
        assert.ok(url.pathname.startsWith('/udp/'), url.href);
        assert.equal((await ask(gateway, 'HEAD', url.pathname + url.search)).status, 200, url.href);
      }
      if (!javaScriptEnabled) continue;
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
      assert.deepEqual(await axeFindings(page), []);
      await assertClean(page, gateway.host);
    }
  });
}
