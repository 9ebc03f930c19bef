/** A table that scrolls, by the keyboard too. */

import { make } from '../dom.js';

export const table = (caption, heads, body) => make('div', { className: 'scroll', tabIndex: 0, role: 'region', ariaLabel: caption },
  make('table', {}, make('caption', { className: 'unseen' }, caption),
    make('thead', {}, make('tr', {}, ...heads.map((text) => make('th', { scope: 'col' }, text)))), body));
