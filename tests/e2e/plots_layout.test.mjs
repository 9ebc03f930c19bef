/** Which series share a chart, by themselves and by hand. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

const { Layout, keyOf } = await import('../../src/web/assets/plots/layout.js');
const { Names, namesOf } = await import('../../src/web/assets/plots/names.js');

const series = (name, more = {}) => ({ source: '10.0.0.1', name, kind: 'number', unit: '', isQuiet: false, ...more });

test('series join a chart by their name and unit', () => {
  const layout = new Layout(() => assert.fail('nobody has changed anything'));
  for (const one of [series('acc.x'), series('acc.y'), series('temp', { unit: 'C' }), series('temp', { unit: 'C', source: '10.0.0.2' }),
    series('temp', { unit: 'F', source: '10.0.0.3' }), series('cell[0]'), series('cell[1]'), series('quiet', { isQuiet: true }),
    series('state', { kind: 'text' }), series('mode', { kind: 'text' }), series('way', { kind: 'xy' })]) layout.place(one);
  assert.deepEqual(layout.charts.map(({ kind, keys }) => [kind, keys.map((key) => JSON.parse(key)[1]).join()]), [
    ['lines', 'acc.x,acc.y'], ['lines', 'temp,temp'], ['lines', 'temp'], ['lines', 'cell[0],cell[1]'], ['texts', 'state,mode'], ['xy', 'way']]);
});

test('the sender may say which chart', () => {
  const layout = new Layout(() => {});
  for (const one of [series('a', { label: 'w' }), series('b', { label: 'w', unit: 'V' }), series('c'), series('s', { label: 'w', kind: 'text' }),
    series('p', { label: 'w', kind: 'xy' }), series('q', { label: 'w', kind: 'xy' }), ...Array.from({ length: 20 }, (_, n) => series(`m${n}`, { label: 'many' }))]) layout.place(one);
  assert.deepEqual(layout.charts.map(({ kind, keys }) => [kind, keys.length]), [['lines', 2], ['lines', 1], ['texts', 1], ['xy', 2], ['lines', 20]]);
});

test('what somebody arranges is remembered; what a link says is only taken where it makes sense', () => {
  let changes = 0;
  const layout = new Layout(() => { changes += 1; });
  for (const name of ['a', 'b', '__proto__']) layout.place(series(name));
  layout.move(series('b'), layout.charts[0].id);
  layout.move(series('__proto__'), '');
  assert.equal(changes, 2);
  assert.deepEqual(layout.charts.map(({ keys }) => keys.length), [2]);
  layout.move(series('s', { kind: 'text' }), layout.charts[0].id);
  assert.equal(layout.charts[0].keys.length, 2, 'a text has no place among numbers');

  const other = new Layout(() => {});
  other.restore(JSON.stringify(layout));
  assert.equal(other.place(series('b')), other.place(series('a')));
  assert.equal(other.place(series('__proto__')), null);
  for (const bad of ['', '{', 'null', '[]', '{"charts":3}', '{"charts":[null,{"kind":"x","keys":["a"]},{"kind":"lines","keys":[1]}],"removed":{}}']) {
    const fresh = new Layout(() => {});
    fresh.restore(bad);
    assert.deepEqual(fresh.charts, [], bad);
  }
  assert.equal(keyOf(series('a"b')), '["10.0.0.1","a\\"b"]');
});

test('sources are called by their names', () => {
  const names = new Names();
  names.take(namesOf([{ source: '10.0.0.1:1', name: 'boiler' }, { source: '10.0.0.1:2', name: 'boiler' }, { source: '[::1]:5', name: '' },
    { source: '10.0.0.2:1', name: 'left' }, { source: '10.0.0.2:2' }]));
  assert.deepEqual(['10.0.0.1', '10.0.0.1:9', '10.0.0.2', '10.0.0.2:1', '10.0.0.2:2', '[::1]', '[::1]:5'].map((source) => names.label(source)),
    ['boiler', 'boiler:9', '10.0.0.2', 'left', '10.0.0.2:2', '[::1]', '[::1]:5']);
});
