/** Where a layout for binary datagrams is typed. */

import { keyOf } from '../decode/layouts.js';
import { button, make } from '../dom.js';
import { visible } from './dom.js';
import { rememberLayout } from './own_layouts.js';

let count = 0; // the ids of labels

/** @param {() => void} changed called when another layout holds for the event */
export function layoutForm(event, { text, from }, changed) {
  count += 1;
  const input = make('textarea', { id: `layout-${count}`, value: text, rows: 2, spellcheck: false, autocapitalize: 'off',
    placeholder: 'u8 kind, u16le volts, f32 temp, str[8] name' });
  const wrong = make('p', { className: 'wrong', role: 'alert', id: `layout-wrong-${count}` });
  input.setAttribute('aria-describedby', wrong.id);
  const set = (value) => {
    try {
      rememberLayout(event, value.trim());
      changed();
    } catch (error) {
      wrong.textContent = error.message;
      input.focus();
    }
  };
  const form = make('form', { className: 'layout' },
    make('label', { htmlFor: input.id }, 'Layout of ', ...visible(keyOf(event))), input, wrong,
    make('div', { className: 'actions' }, make('button', { type: 'submit' }, 'Use layout'),
      ...(from === 'typed' ? [button('Forget', () => set(''))] : []),
      make('span', { className: 'note' }, from && from !== 'typed' ? `From the gateway's configuration, for ${from}.` : 'u8 to u64, i8 to i64, f32, f64, bool, str[n], bytes[n], bits[n], pad[n]; le or be behind.')));
  form.addEventListener('submit', (submitted) => {
    submitted.preventDefault();
    set(input.value);
  });
  return make('details', { className: 'layout-box', open: from === 'typed' }, make('summary', {}, 'Layout of your own'), form);
}
