/**
 * How the table is shown: the menu of columns, times and order, and what follows from it.
 */

import { COLUMNS } from './settings.js';

const TIME_HEADINGS = { local: 'Time', utc: 'Time (UTC)', relative: 'Age' };

/** Fills the menu's form from the settings and writes its changes back. */
export function showSettings(form, settings) {
  const columns = form.querySelector('.columns');
  for (const [name, heading] of COLUMNS) {
    const label = document.createElement('label');
    const box = document.createElement('input');
    Object.assign(box, { type: 'checkbox', name: 'column', value: name, checked: settings.columns.includes(name) });
    label.append(box, ` ${heading}`);
    columns.append(label);
  }
  form.elements.time.value = settings.time;
  form.elements.order.value = settings.order;
  form.addEventListener('submit', (event) => event.preventDefault());
  form.addEventListener('change', ({ target }) => {
    if (target.name !== 'column') settings.set(target.name, target.value);
    else settings.set('columns', [...form.querySelectorAll('[name=column]:checked')].map(({ value }) => value));
  });
}

/** Makes the table look like the settings. */
export function applySettings(grid, settings) {
  const shown = settings.columns;
  grid.style.setProperty('--columns', COLUMNS.filter(([name]) => shown.includes(name)).map(([, , track]) => track).join(' '));
  grid.dataset.hidden = COLUMNS.map(([name]) => name).filter((name) => !shown.includes(name)).join(' ');
  grid.ariaLabel = `Events, ${settings.order} first`;
  grid.querySelector('th.time').textContent = TIME_HEADINGS[settings.time];
}
