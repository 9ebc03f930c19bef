/** The decoders on what nobody should send: hostile names, bombs, long lines, broken bytes. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { encode as cbor } from 'cborg';
import { decode, decodeEvent } from '../../src/web/assets/decode/index.js';

const FIXTURES = JSON.parse(readFileSync(new URL('fixtures/datagrams.json', import.meta.url), 'utf8'))
  .map(({ datagrams }) => datagrams.map((text) => new Uint8Array(Buffer.from(text, 'base64'))));

const bytes = (text) => (typeof text === 'string' ? new TextEncoder().encode(text) : Uint8Array.from(text));
const read = (payload) => decode(bytes(payload));
const pairs = ({ fields }) => fields.map(({ name, value }) => [name, value]);

test('hostile names are names; nothing is written to anybody\'s prototype', () => {
  for (const payload of [bytes('{"__proto__":{"x":1},"constructor":2}'), msgpackProto(), cbor(new Map([['__proto__', new Map([['x', 1]])], ['constructor', 2]]))]) {
    assert.deepEqual(pairs(decode(payload)), [['__proto__.x', 1], ['constructor', 2]]);
    assert.equal({}.x, undefined);
  }
  assert.deepEqual(pairs(read('__proto__:1|c')), [['__proto__', 1]]);
});

const msgpackProto = () => Uint8Array.from([0x82, 0xa9, ...bytes('__proto__'), 0x81, 0xa1, 0x78, 1, 0xab, ...bytes('constructor'), 2]);

test('fields, depth and lengths are bounded', () => {
  const many = read(JSON.stringify(Array.from({ length: 5000 }, (_, n) => n)));
  assert.equal(many.fields.length, 1000);
  assert.equal(many.note, 'The first 1000 of 5000 fields.');
  assert.equal(many.left, 4000);
  assert.equal(read('a:1\n'.repeat(16_000)).left, 15_000);
  assert.equal(read(JSON.stringify({ a: 'x'.repeat(60_000) })).fields[0].value.length, 4097);
  for (const byte of [0x81, 0x91, 0x9f, 0xbf, 0xc1, 0xd8, 0x5f, 0x7f, 0x30, 0x2f, 0x23, 0x5b, 0x7b, 0x22, 0x3a, 0x7c, 0x3d, 0x2c, 0x0a]) {
    const from = performance.now();
    decode(new Uint8Array(65_507).fill(byte));
    assert.ok(performance.now() - from < 1000, `65,507 times ${byte} took ${performance.now() - from} ms`);
  }
  // As long as a body may be: nothing takes the square of it, which would be minutes.
  const long = (piece, size = 1_000_000) => piece.repeat(size / piece.length);
  for (const text of [`${long('9')}x`, `a=${long('9')}x`, `a:${long('9')}x|`, `m a=${long('9')}x`, `1.${long('9')}e`, `${long('1,')}x`, `${long('9 ')}`,
    `a${long(',', 5e5)}=${long('b', 5e5)}`, `a${long(',')}= u=1`, `a${long(',')}=b u=z`, `a,b${long('\\ ')}=1 u=1`, `a="${long('\\"')}`, `a="${long('b ')}`, long('a="'),
    long('a:1\n'), long('a:1|g\n'), `${long('>')}:`, long('a,b=c d=1\n'), long('a='), long('a b '), long('{"a":'), long('[1,'), `{"${long('a')}":[${long('1,', 1e5)}1]}`,
    `<34>1 - - - - - [x ${long('a="b" ')}`, `<34>${long('a')}`, long('$GPGGA,'), long('$GPGGA,1*00\n'), `3D|${long('a,')}`, `3D|a:${long('1.')}`]) {
    const from = performance.now();
    decodeEvent({ encoding: 'utf-8', data: text });
    const ms = performance.now() - from;
    assert.ok(ms < 10_000, `${text.slice(0, 20)}… took ${ms} ms`);
  }
});

test('cut at any byte, with any byte wrong, or at random: nothing throws, nothing hangs', () => {
  let seed = 1;
  const random = () => { // the same numbers each time: what fails once fails again
    seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
    return seed >>> 16;
  };
  const check = (payload) => {
    const { kind, fields, error } = decode(payload);
    assert.equal(typeof kind, 'string');
    assert.ok(fields.length <= 1000);
    assert.ok(error === '' || kind !== '');
  };
  for (const [whole] of FIXTURES) {
    for (let size = 0; size < whole.length; size += 1) check(whole.subarray(0, size));
    for (let at = 0; at < Math.min(whole.length, 200); at += 1) {
      const changed = Uint8Array.from(whole);
      changed[at] ^= 1 << (random() & 7);
      check(changed);
    }
  }
  for (let n = 0; n < 20_000; n += 1) check(Uint8Array.from({ length: random() % 64 }, random));
});

test('bombs of binary formats: what is claimed is not believed, what is nested is bounded, names lead backwards', () => {
  const u32 = (n) => [n >>> 24, (n >>> 16) & 255, (n >>> 8) & 255, n & 255];
  // Lists and maps of four thousand million items, within each other and alone.
  const lists = Array.from({ length: 60 }, () => [0xdd, 0xff, 0xff, 0xff, 0xff]).flat();
  const open = Array.from({ length: 60 }, () => [0x9b, 0, 0, 0, 1, 0, 0, 0, 0]).flat();
  const bundle = (inner, depth) => (depth === 0 ? inner : bundle([...bytes('#bundle\0'), 0, 0, 0, 0, 0, 0, 0, 1, ...u32(inner.length), ...inner], depth - 1));
  const question = [0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0];
  const labels = Array.from({ length: 40 }, () => [7, ...bytes('aaaaaaa')]).flat();
  const cases = [
    [[0xdf, 0xff, 0xff, 0xff, 0xff, 0xa1, 0x61, 1], ''], [lists, ''], [open, ''], [[0xa1, 0x61, 0x61, ...open], 'cbor'], [Array(200).fill(0x9f), ''],
    [[0xa1, 0x61, 0x61, ...Array(200).fill(0x81)], 'cbor'], [[0x81, 0xa1, 0x61, ...Array(200).fill(0x91)], 'msgpack'],
    [bundle([...bytes('/a\0\0,i\0\0'), 0, 0, 0, 1], 100), 'osc'],
    [[...question, ...labels, 0, 0, 1, 0, 1], 'dns'],
  ];
  for (const [payload, kind] of cases) {
    const from = performance.now();
    const result = read(payload);
    assert.ok(performance.now() - from < 500, `${payload.slice(0, 8)}: ${performance.now() - from} ms`);
    assert.equal(result.kind, kind, String(payload.slice(0, 8)));
    assert.ok(kind === '' || result.error !== '', `${payload.slice(0, 8)} is broken`);
  }
  assert.equal(read(bundle([...bytes('/a\0\0,i\0\0'), 0, 0, 0, 1], 100)).error, 'OSC bundle, broken: bundles nested deeper than 64 levels at byte 1300');
  assert.equal(read(bundle([...bytes('/a\0\0,i\0\0'), 0, 0, 0, 1], 20)).error, '');
});
