/**
 * A dialog for one chart: its name, over time or XY, its place, and what is in it. All that the
 * mouse does by dragging is here for the keyboard too.
 */

import { button, make } from '../dom.js';
import { keyOf } from './layout.js';
import { visible } from './words.js';

/** @param {object} desk {layout, label(source), move(series, id), cards} */
export function editChart(card, desk) {
  const { chart } = card;
  const { layout } = desk;
  const title = make('input', { type: 'text', value: chart.title, maxLength: 100, placeholder: card.title.slice(0, 100) });
  title.addEventListener('change', () => layout.change(chart, { title: title.value.trim() }));
  const dialog = make('dialog', { className: 'settings', ariaLabel: `The chart ${card.title}` });
  const done = () => dialog.close();
  const moved = (by) => button(by < 0 ? 'Earlier' : 'Later', () => layout.shift(chart, by, desk.cards.map((one) => one.chart)));

  dialog.append(
    make('h3', {}, 'This chart'),
    make('label', {}, 'Name ', title),
    ...axes(card, layout, done),
    make('ul', {}, ...card.series.map((series) => make('li', {},
      make('span', {}, make('span', { className: 'mark' }, series.letter), ' ', visible(series.name), make('span', { className: 'of' }, desk.label(series.source))),
      target(series, card, desk, done)))),
    make('div', { className: 'row' }, moved(-1), moved(1), button('Remove chart', () => {
      done();
      layout.remove(chart);
    }), button('Close', done, { className: 'main' })),
  );
  dialog.addEventListener('close', () => {
    dialog.remove();
    // Where the keyboard was; the chart may be gone.
    (card.editButton.isConnected ? card.editButton : desk.home).focus();
  });
  document.body.append(dialog);
  dialog.showModal();
}

function target(series, card, desk, done) {
  const select = make('select', { ariaLabel: `Move ${visible(series.name)} to chart` });
  const others = desk.cards.filter(({ chart }) => chart !== card.chart && chart.kind === card.chart.kind);
  select.append(new Option('In this chart', card.chart.id), ...others.map(({ chart, title }) => new Option(title.slice(0, 40), chart.id)),
    new Option('A new chart', 'new'), new Option('None', ''));
  select.addEventListener('change', () => {
    desk.move(series, select.value);
    done();
  });
  return select;
}

/** Over time or against each other: for series that are numbers. */
function axes(card, layout, done) {
  const { chart, series } = card;
  if (chart.kind === 'texts') return [];
  const parts = [];
  if (series.length > 1 && series.every(({ kind }) => kind === 'number')) {
    const x = make('select', {}, new Option('Time', ''), ...series.map((one) => new Option(`${one.letter} ${visible(one.name)}`, keyOf(one))));
    x.value = chart.kind === 'xy' ? chart.keys[0] : '';
    x.addEventListener('change', () => {
      const keys = x.value ? [x.value, ...chart.keys.filter((key) => key !== x.value)] : chart.keys;
      layout.change(chart, { kind: x.value ? 'xy' : 'lines', keys });
      done();
    });
    parts.push(make('label', {}, 'Horizontal axis ', x));
  }
  if (chart.kind === 'xy') {
    const box = make('input', { type: 'checkbox', checked: chart.isEqual });
    box.addEventListener('change', () => layout.change(chart, { isEqual: box.checked }));
    parts.push(make('label', { className: 'check' }, box, ' The same scale on both axes'));
  }
  return parts;
}
