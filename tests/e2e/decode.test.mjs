/** The decoders, on what real senders have sent (fixtures/datagrams.json) and on what nobody should. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { encode as cbor } from 'cborg';
import { encode as msgpack } from '@msgpack/msgpack';
import { bytesOf, decode, decodeEvent } from '../../src/web/assets/decode/index.js';
import { GelfChunks } from '../../src/web/assets/decode/gelf_chunks.js';
import { parseLayout } from '../../src/web/assets/decode/layout.js';
import { Layouts, keyOf } from '../../src/web/assets/decode/layouts.js';

const FIXTURES = JSON.parse(readFileSync(new URL('fixtures/datagrams.json', import.meta.url), 'utf8'))
  .map(({ name, kind, datagrams }) => ({ name, kind, datagrams: datagrams.map((text) => new Uint8Array(Buffer.from(text, 'base64'))) }));

const bytes = (text) => (typeof text === 'string' ? new TextEncoder().encode(text) : Uint8Array.from(text));
const read = (payload, options) => decode(bytes(payload), options);
const pairs = ({ fields }) => fields.map(({ name, value }) => [name, value]);
const values = (result) => new Map(pairs(result));

/** What each fixture is known to say: some fields of its first datagram. */
const SAID = new Map([
  ['logger, RFC 3164', { facility: 'daemon (3)', severity: 'warning (4)', app: 'boiler', pressure: 1.8, state: 'low' }],
  ['logger, RFC 5424', { app: 'boiler', 'message id': 'PRESS', 'zone@32473.name': 'cellar', pressure: 1.8, state: 'low' }],
  ['winston-syslog', { severity: 'warning (4)', host: 'web1', app: 'shop', free: 0 }],
  ['hot-shots', { 'shop.orders{env:test}': 1, 'shop.stock{env:test}': 17, 'shop.checkout{env:test}': 42, 'shop.views{env:test,page:start}': 3 }],
  ['gelf-pro, zlib', { chunk: '1 of 1' }],
  ['gelf-pro, chunks', { chunk: '1 of 2' }],
  ['oscsend', { '/synth/note[0]': 60, '/synth/note[1]': 440.5, '/synth/note[2]': 'saw', '/synth/note[3]': true }],
  ['node-osc, bundle', { 'time tag': 'immediately', '/filter/cutoff': 880, '/synth/note[1]': 0.5, '/synth/note[2]': 'saw' }],
  ['snmptrap, v1', { version: 'v1', community: 'public', enterprise: '1.3.6.1.4.1.8072.3.2.10', agent: '192.0.2.7', 'specific trap': '17',
    uptime: 47.11, '1.3.6.1.2.1.1.6.0': 'cellar' }],
  ['snmptrap, v2c', { version: 'v2c', community: 'public', uptime: 47.11, trap: 'linkDown (1.3.6.1.6.3.1.1.5.3)', '1.3.6.1.2.1.2.2.1.1.2': 2,
    '1.3.6.1.2.1.2.2.1.2.2': 'eth1', '1.3.6.1.2.1.2.2.1.10.2': 4_000_000_000 }],
  ['snmptrap, v3', { version: 'v3', user: 'watcher', 'engine id': '8000000001020304', trap: 'linkUp (1.3.6.1.6.3.1.1.5.4)' }],
  ['collectd-tg', { interval: 1 }],
  ['coap-client, PUT JSON', { type: 'non-confirmable', code: 'PUT', 'uri-path': '/sensors/kitchen', 'uri-query': 'unit=c',
    'content-format': 'application/json (50)', 'payload.t': 21.4 }],
  ['coap-client, GET', { code: 'GET', 'uri-path': '/sensors/kitchen', accept: 'application/cbor (60)' }],
  ['softflowd, v5', { version: '5', flows: 3, 'flow[0].source': '192.0.2.8:5353', 'flow[0].protocol': '17', 'flow[0].octets': 1104 }],
  ['softflowd, v9', { version: '9', 'set[0].is': 'templates' }],
  ['c-ares, a question', { kind: 'query', flags: 'recursion desired', 'question[0]': 'sensors.example.com A IN' }],
  ['@msgpack/msgpack', { device: 'boiler', t: 64.25, n: 7, on: true, 'tags[0]': 'a', 'tags[1]': null, raw: '0102ff', big: 2n ** 60n }],
  ['cborg', { device: 'boiler', t: 64.25, n: -7, on: true, 'tags[0]': 'a', 'tags[1]': null, raw: '0102ff', big: 2n ** 60n }],
]);

test('what real senders send is recognised, whole and without an error', () => {
  assert.deepEqual(FIXTURES.map(({ name }) => name).sort(), [...SAID.keys()].sort());
  for (const { name, kind, datagrams } of FIXTURES) {
    for (const datagram of datagrams) {
      const result = decode(datagram);
      assert.equal(result.kind, kind, name);
      assert.equal(result.error, '', name);
      assert.ok(result.fields.length > 0, name);
    }
    const said = values(decode(datagrams[0]));
    for (const [field, value] of Object.entries(SAID.get(name))) assert.deepEqual(said.get(field), value, `${name}: ${field}`);
  }
});

test('collectd: each value by its path, with its own time', () => {
  const { fields } = decode(FIXTURES.find(({ name }) => name === 'collectd-tg').datagrams[0]);
  const gauges = fields.filter(({ name }) => /^host\d{4}\/plugin\d{3}\/gauge-ti\d+$/.test(name));
  assert.ok(gauges.length > 3);
  for (const { value, time } of gauges) {
    assert.ok(value >= 0 && value <= 100, String(value));
    assert.ok(time > Date.UTC(2026, 0) && time < Date.UTC(2100, 0), String(time));
  }
});

test('a real GELF message from its chunks, in any order; and from one compressed datagram', async () => {
  const { datagrams } = FIXTURES.find(({ name }) => name === 'gelf-pro, chunks');
  const chunks = new GelfChunks();
  const [first, second] = datagrams.map((datagram) => decode(datagram).chunk);
  assert.deepEqual(chunks.add(second, 1000), { have: 1, count: 2, whole: null });
  const { whole } = chunks.add(first, 2000);
  const message = await decode(whole).pending();
  assert.equal(message.title, 'GELF, zlib');
  assert.equal(values(message).get('short_message'), 'a long one');
  assert.equal(values(message).get('level'), 'info (6)');

  const single = decode(FIXTURES.find(({ name }) => name === 'gelf-pro, zlib').datagrams[0]);
  const inner = await single.pending();
  assert.equal(values(inner).get('short_message'), 'the disk is full');
  assert.equal(values(inner).get('_free'), 0);

  // Six seconds are more than GELF grants; what came before does not count.
  chunks.add(second, 10_000);
  assert.equal(chunks.add(first, 16_001).whole, null);
  // A flood of first chunks is bounded.
  for (let n = 0; n < 1000; n += 1) chunks.add({ id: String(n), number: 0, count: 2, data: bytes('x') }, 20_000);
  assert.equal(chunks.add({ id: '0', number: 1, count: 2, data: bytes('y') }, 20_000).whole, null);
  assert.ok(chunks.add({ id: '999', number: 1, count: 2, data: bytes('y') }, 20_000).whole);
});

test('text: each format, and what is none', () => {
  const cases = [
    ['{"a":{"b":[1,2.5,{"c":"x"}]},"d":null}', 'json', [['a.b[0]', 1], ['a.b[1]', 2.5], ['a.b[2].c', 'x'], ['d', null]]],
    ['{"big":12345678901234567890,"n":NaN,"i":-Infinity,"e":1e308}', 'json', [['big', 12345678901234567890n], ['n', NaN], ['i', -Infinity], ['e', 1e308]]],
    ['{"a":1}\n{"a":2}\n', 'json', [['a', 1], ['a', 2]]],
    ['{"version":"1.1","host":"h","short_message":"m","level":3}', 'gelf', [['version', '1.1'], ['host', 'h'], ['short_message', 'm'], ['level', 'error (3)']]],
    ['<34>Oct 11 22:14:15 mymachine su[9]: failed', 'syslog', [['facility', 'auth (4)'], ['severity', 'critical (2)'], ['timestamp', 'Oct 11 22:14:15'],
      ['host', 'mymachine'], ['app', 'su'], ['pid', '9'], ['message', 'failed']]],
    ['<13>app: @cee: {"a":{"b":2}}', 'syslog', [['facility', 'user (1)'], ['severity', 'notice (5)'], ['app', 'app'], ['message', '@cee: {"a":{"b":2}}'], ['a.b', 2]]],
    ['$GPGGA,123519,4807.038,N,01131.000,W,1,08,0.9,545.4,M,46.9,M,,*55', 'nmea', [['sentence', 'GPGGA'], ['time', '12:35:19 UTC'], ['latitude', 48.1173],
      ['longitude', -11.5166667], ['fix', 'GPS'], ['satellites', 8], ['hdop', 0.9], ['altitude', 545.4], ['geoid separation', 46.9]]],
    ['$GPVTG,054.7,T,034.4,M,005.5,N,010.2,K*48', 'nmea', [['sentence', 'GPVTG'], ['course', 54.7], ['magnetic course', 34.4], ['speed', 5.5], ['speed over ground', 10.2]]],
    ['$GPGLL,4916.45,N,12311.12,W,225444,A,*1D', 'nmea', [['sentence', 'GPGLL'], ['latitude', 49.2741667], ['longitude', -123.1853333], ['time', '22:54:44 UTC'], ['status', 'valid']]],
    ['$GPGSA,A,3,04,05,,09,12,,,24,,,,,2.5,1.3,2.1*39', 'nmea', [['sentence', 'GPGSA'], ['mode', 'automatic'], ['fix', '3D'], ['satellites used', '04 05 09 12 24'], ['pdop', 2.5], ['hdop', 1.3], ['vdop', 2.1]]],
    ['$GPGSV,2,1,08,01,40,083,46*4E', 'nmea', [['sentence', 'GPGSV'], ['part', '1 of 2'], ['satellites in view', 8], ['satellite 01.elevation', 40], ['satellite 01.azimuth', 83], ['satellite 01.snr', 46]]],
    ['!AIVDM,1,1,,B,177KQJ5000G?tO`K>RA1wUbN0TKH,0*5C', 'nmea', [['sentence', 'AIVDM'], ['part', '1 of 1'], ['channel', 'B'], ['payload', '177KQJ5000G?tO`K>RA1wUbN0TKH'],
      ['fill bits', 0], ['message type', '1'], ['mmsi', '477553000']]],
    ['a:1|c\nb:2|g|@0.1\nc:x|s', 'statsd', [['a', 1], ['b', 2], ['c', 'x']]],
    ['_e{5,4}:title|text|#a:b', 'statsd', [['event', 'title'], ['text', 'text'], ['tags', 'a:b']]],
    ['v:1234', 'teleplot', [['v', 1234]]],
    ['temp,chart:nan§°C|np', 'teleplot', [['temp', NaN]]],
    ['cpu,host=a\\ b usage=0.64,n=3i,big=18446744073709551615u,m="a \\"q\\"",ok=t 1434055562000000001', 'influx', [['cpu.usage{host=a b}', 0.64],
      ['cpu.n{host=a b}', 3], ['cpu.big{host=a b}', 18446744073709551615n], ['cpu.m{host=a b}', 'a "q"'], ['cpu.ok{host=a b}', true]]],
    ['esp32 temp=21.4°C hum=40.1% ok=true id=5f3a note="a b"', 'keyvalue', [['temp', 21.4], ['hum', 40.1], ['ok', true], ['id', '5f3a'], ['note', 'a b']]],
    ['21.4;40.1;-61', 'csv', [['[0]', 21.4], ['[1]', 40.1], ['[2]', -61]]],
    ['temp,hum\n1,2\n', 'csv', [['temp', 1], ['hum', 2]]],
    ['42', 'csv', [['value', 42]]],
    ...['hello', 'a|b', '|stop|', '3D|a,b', '[12.3] usb 1-1: new device', '12:30:45', 'aa:bb:cc:dd:ee:ff', 'at 12:30', 'abcd==', 'http://example.com/?a=1', '$HOME, sweet', '<b>bold</b>', ''].map((text) => [text, '', []]),
  ];
  for (const [text, kind, fields] of cases) {
    const result = read(text);
    assert.equal(result.kind, kind, text);
    assert.equal(result.error, '', text);
    assert.deepEqual(pairs(result), fields, text);
    assert.deepEqual(decodeEvent({ encoding: 'utf-8', data: text }), result, `${text}, as an event`);
  }
});

test('Teleplot: times, points, texts, units, logs', () => {
  const [first, , point, timed, state, log] = read('v:1627551892444:1;1627551892555:2§km²\ntr:1:2;3:4:1627551892444|xy\nstate:on|t\n>:it: works').fields;
  assert.deepEqual(first, { name: 'v', value: 1, time: 1627551892444, unit: 'km²' });
  assert.deepEqual(point, { name: 'tr', value: 2, x: 1, y: 2, flags: 'xy' });
  assert.deepEqual(timed, { name: 'tr', value: 4, x: 3, y: 4, time: 1627551892444, flags: 'xy' });
  assert.deepEqual(state, { name: 'state', value: 'on', flags: 't' });
  assert.deepEqual(log, { name: 'log', value: 'it: works', flags: 't' });
});

test("Teleplot: what its README and its clients send", () => {
  const cases = [
    ['myValue:1234|', [['myValue', 1234]]],
    ['myValue:12.34e+2', [['myValue', 1234]]],
    ['x,chart52:45\n\tx2,chart52:0.5', [['x', 45, { label: 'chart52' }], ['x2', 0.5, { label: 'chart52' }]]],
    ['state:1627551892444:state_a;1627551892555:state_b|t', [['state', 'state_a', { time: 1627551892444 }], ['state', 'state_b', { time: 1627551892555 }]]],
    ['cos:1627551892444.5:1;1627551892555:2|g', [['cos', 1, { time: 1627551892444.5 }], ['cos', 2, { time: 1627551892555 }]]],
    ['a:1|g\nstate:on|t\nb:1627551892444:3|g', [['a', 1], ['state', 'on'], ['b', 3, { time: 1627551892444 }]]],
    ['t:1:2:1627551892437;3:4:1627551892448|xy,np', [['t', 2, { x: 1, time: 1627551892437 }], ['t', 4, { x: 3, flags: 'xy,np' }]]],
    ['u:1§my_weird@ unit $|', [['u', 1, { unit: 'my_weird@ unit $' }]]],
    ['>1627551892437:Hello: world', [['log', 'Hello: world', { time: 1627551892437, flags: 't' }]]],
    ['3D|ball,w:1627551892437:S:sphere:RA:2|g', [['ball', 'S:sphere:RA:2|g', { time: 1627551892437, label: 'w', flags: '3D' }]]],
    ['3D|cube:W:1.2:R::0.2:', [['cube', 'W:1.2:R::0.2:']]],
  ];
  for (const [text, wanted] of cases) {
    const { kind, error, fields, note } = read(text);
    assert.deepEqual([kind, error], ['teleplot', ''], text);
    assert.deepEqual(fields.map(({ name, value }) => [name, value]), wanted.map(([name, value]) => [name, value]), text);
    wanted.forEach(([, , more = {}], n) => assert.deepEqual({ ...fields[n], ...more }, fields[n], text));
    assert.equal(note, text.startsWith('3D') ? 'Shapes and pictures are told as text, and not drawn.' : undefined, text);
  }
  // Its README has a line whose value is no number: said, and those behind it are read.
  const flawed = read('myValue:1234\nmySecondValue:1234:m/s\nmyThirdValue:1627551892437:5');
  assert.equal(flawed.error, 'Teleplot, broken: a line that is no telemetry at byte 13');
  assert.deepEqual(pairs(flawed), [['myValue', 1234], ['myThirdValue', 5]]);
});

test('Influx: times of any unit become nanoseconds', () => {
  for (const [written, time] of [['1434055562', 1434055562000000000n], ['1434055562001', 1434055562001000000n],
    ['1434055562000001', 1434055562000001000n], ['1434055562000000001', 1434055562000000001n]]) {
    assert.equal(read(`cpu,h=a u=1 ${written}`).fields[0].time, time);
  }
});

test('bytes: an answer of DNS, CBOR with tags and open ends, OSC in time, CoAP with CBOR', () => {
  const answer = read([0x1a, 0x2f, 0x81, 0x80, 0, 1, 0, 2, 0, 0, 0, 0, 3, 0x77, 0x77, 0x77, 1, 0x61, 0, 0, 1, 0, 1,
    0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 192, 0, 2, 7, 0xc0, 12, 0, 28, 0, 1, 0, 0, 0, 60, 0, 16, 0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
  assert.equal(answer.title, 'DNS answer');
  assert.equal(values(answer).get('answer[0]'), 'www.a A 192.0.2.7');
  assert.equal(values(answer).get('answer[1]'), 'www.a AAAA 2001:db8::1');

  const open = read([0xbf, 0x61, 0x61, 0x7f, 0x62, 0x68, 0x69, 0x61, 0x21, 0xff, 0x61, 0x74, 0xc1, 0x1a, 0x51, 0x4b, 0x67, 0xb0, 1, 0xc2, 0x49, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0xff]);
  assert.deepEqual(open.fields, [{ name: 'a', value: 'hi!' }, { name: 't', value: 1363896240, flags: 'tag 1 (time)' },
    { name: '1', value: 2n ** 64n, flags: 'tag 2 (large number)' }]);

  const bundle = [...bytes('#bundle\0'), 0xe9, 0, 0, 0, 0x80, 0, 0, 0, 0, 0, 0, 12, ...bytes('/a\0\0,i\0\0'), 0, 0, 0, 7];
  assert.equal(read(bundle).fields[1].time, (0xe9000000 - 2208988800) * 1000 + 500);

  const coap = read([0x40, 2, 0, 1, 0xb1, 0x61, 0x11, 60, 0xff, ...cbor({ t: 21.5 })]);
  assert.equal(values(coap).get('payload.t'), 21.5);
});

test('broken: named, with what and where', async () => {
  const cases = [
    ['{"a":1,"b":', 'json', 'JSON, broken: unexpected end at byte 11'],
    ['{"é":1,}', 'json', 'JSON, broken: unexpected "}" at byte 8'],
    ['{"a":01}', 'json', 'JSON, broken: unexpected "1" at byte 6'],
    ['{"a":1} x', 'json', 'JSON, broken: "x" behind the end of the value at byte 8'],
    [Buffer.from('{"a":"caf\xe9"}', 'latin1'), 'json', 'JSON, broken: no UTF-8 at byte 10'],
    [`${'['.repeat(65_507)}`, 'json', 'JSON, broken: nested deeper than 64 levels at byte 64'],
    ['<999>x', 'syslog', 'syslog, broken: a priority of 999, which is more than 191, at byte 1'],
    ['<34>1 2026-01-01T00:00:00Z h a p m [x a="b" more', 'syslog', 'syslog, RFC 5424, broken: a parameter that is not name="value" at byte 44'],
    ['$GPGLL,4916.45,N,12311.12,W,225444,A,*1C', 'nmea', 'NMEA 0183, broken: the checksum is 1C, but the sentence has 1D, at byte 38'],
    ['a:1|c\nb:x|c', 'statsd', 'statsd, broken: "x" is no number at byte 8'],
    ['>temp:abc', 'teleplot', 'Teleplot, broken: "abc" is no value at byte 5'],
    ['cpu,host=a usage=zz', 'influx', 'InfluxDB line protocol, broken: "zz" is no value at byte 17'],
    [[...bytes('/a\0\0,i\0\0'), 0, 0], 'osc', 'OSC, broken: unexpected end inside an argument of type i at byte 10'],
    [msgpack({ abc: 1, def: 'hello' }).slice(0, 8), 'msgpack', 'MessagePack, broken: unexpected end at byte 8'],
    [cbor({ abc: 1, def: 'hello' }).slice(0, 6), 'cbor', 'CBOR, broken: unexpected end inside a map at byte 6'],
    [[0x1e, 0x0f, 1, 2, 3, 4, 5, 6, 7, 8, 3, 2], 'gelf-chunk', 'GELF chunk, broken: chunk 4 of 2 at byte 10'],
    // A name that points at itself, and one that points forwards.
    [[0, 1, 1, 0, 0, 2, 0, 0, 0, 0, 0, 0, 1, 0x61, 0, 0, 1, 0, 1, 0xc0, 19, 0, 1, 0, 1], 'dns', 'DNS query, broken: a pointer of a name that does not lead backwards at byte 19'],
  ];
  for (const [payload, kind, error] of cases) {
    const result = read(payload);
    assert.equal(result.kind, kind, error);
    assert.equal(result.error, error);
  }
  const cut = await read(gzipSync('{"a":1}').subarray(0, 22)).pending();
  assert.match(cut.error, /^gzip, broken: can't be inflated/);
  const bomb = await read(gzipSync(Buffer.alloc(5 * 1024 * 1024))).pending();
  assert.equal(bomb.error, 'gzip, broken: more than 4 MiB inside');
});

test('a layout of one\'s own, and whose it is', () => {
  const layout = parseLayout('u8 kind, u16le volts, f32 temp, u32be seq, bits[3] a, bits[5] b, i64le t, bytes[2] mac, str[4] name, u16be[2] xs, bool on, pad[1], bytes rest');
  const payload = Buffer.from('0110270000ac4100000005aaf6ffffffffffffffbeef68690000000100020155c0de', 'hex');
  assert.deepEqual(pairs(read(payload, { layout })), [['kind', 1], ['volts', 10000], ['temp', 21.5], ['seq', 5], ['a', 5], ['b', 10], ['t', -10],
    ['mac', 'beef'], ['name', 'hi'], ['xs[0]', 1], ['xs[1]', 2], ['on', true], ['rest', 'c0de']]);
  assert.equal(read([1, 2], { layout }).error, 'Layout, broken: the datagram ends inside volts, after 2 bytes, at byte 2');
  assert.equal(read([1, 2, 3], { layout: parseLayout('u8 a') }).note, '2 bytes behind the last field of the layout.');
  for (const [text, why] of [['u17 a', /no field/], ['u8', /needs a name/], ['', /at least one/], ['str a, u8 b', /only the last/], ['bits[40] a', /1 to 32/],
    ['u8 a, '.repeat(201), /at most 200/], ['u8 <b>', /no field/], ['bytes[0] a', /from 1/], ['u8le a', /no field/]]) {
    assert.throws(() => parseLayout(text), why, text);
  }

  const event = { source: '192.0.2.7:5000', local: '192.0.2.1:9999' };
  const entry = (source) => ({ source, layout: `u8 of${source.replace(/[.:*]/g, '_')}` });
  const names = (list, typed) => new Layouts(list.map(entry), typed).of(event)?.steps[0].name;
  assert.equal(names(['*', ':9999', '192.0.2.7', '192.0.2.7:5000']), 'of192_0_2_7_5000');
  assert.equal(names(['*', ':9999', '192.0.2.7']), 'of192_0_2_7');
  assert.equal(names(['*', ':9999', '192.0.2.8']), 'of_9999');
  assert.equal(names(['*', ':9999'], [[keyOf(event), 'u8 typed']]), 'typed');
  assert.equal(names([':1', '192.0.2.8']), undefined);
  // "*" is for what nothing recognises; the others are for all that comes.
  const fallback = new Layouts([entry('*')]).of(event);
  assert.equal(read('{"a":1}', { layout: fallback }).kind, 'json');
  assert.equal(read([0xff, 0xff], { layout: fallback }).kind, 'layout');
  assert.equal(read('{"a":1}', { layout: parseLayout('u8 a') }).kind, 'layout');
});

test('a truncated datagram of a format is still that format, and broken', () => {
  for (const name of ['oscsend', 'snmptrap, v2c', 'softflowd, v5', 'c-ares, a question', 'collectd-tg']) {
    const { kind, datagrams: [whole] } = FIXTURES.find((fixture) => fixture.name === name);
    const { kind: found, error } = decode(whole.subarray(0, whole.length - 3));
    assert.equal(found, kind, name);
    assert.match(error, /, broken: .* at byte \d+$/, name);
  }
});

test('an event\'s bytes, as text and as Base64', () => {
  assert.deepEqual([...bytesOf({ encoding: 'utf-8', data: 'é\0' })], [0xc3, 0xa9, 0]);
  assert.deepEqual([...bytesOf({ encoding: 'base64', data: '/wA=' })], [0xff, 0]);
});

test('a line of a common format takes microseconds', (t) => {
  for (const line of ['shop.orders:1|c|#env:test', 'temp:21.4', '{"device":"boiler","t":64.2,"pump":true,"errors":[]}', 'temp=21.4 hum=40.1', '1.5,2.5']) {
    const payload = bytes(line);
    for (let n = 0; n < 20_000; n += 1) decode(payload);
    const from = performance.now();
    for (let n = 0; n < 20_000; n += 1) decode(payload);
    const us = (performance.now() - from) / 20;
    t.diagnostic(`${line}: ${us.toFixed(2)} µs`);
    assert.ok(us < 50, `${line}: ${us} µs`); // ten times the aim: the machine may be busy
  }
});
