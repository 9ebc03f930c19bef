/** What stands around the list of devices: built once, around the heading that the page has. */

const NARROW = '(max-width: 1080px)';
const ORDERS = [['seen', 'last seen'], ['name', 'name'], ['rate', 'rate'], ['loss', 'loss']];

function make(tag, properties, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

/**
 * @param {HTMLElement} aside
 * @param {{pick: (source: string) => void, arrange: () => void, toggled: () => void}} called where
 *     a source was chosen, where order or search changed, where the list was opened or closed
 */
export function furnish(aside, { pick, arrange, toggled }) {
  const known = make('span', { className: 'known' });
  const silent = make('span', { className: 'silent', role: 'status' });
  const only = make('span', { className: 'only' });
  const all = make('button', { type: 'button', className: 'all', ariaPressed: 'true' }, 'All devices');
  const order = make('select', { className: 'order' }, ...ORDERS.map(([value, text]) => new Option(text, value)));
  const search = make('input', { type: 'search', className: 'search', placeholder: 'name or address', spellcheck: false, autocapitalize: 'off' });
  const list = make('ul', { className: 'list', ariaLabel: 'Devices' });
  const more = make('p', { className: 'note', hidden: true });
  const forgotten = make('p', { className: 'note', hidden: true });
  const summary = make('summary', {}, aside.querySelector('h2'), known, silent, only);
  const details = make('details', { open: true }, summary,
    make('div', { className: 'controls' }, all, make('label', {}, 'Sort ', order)),
    make('label', { className: 'find', hidden: true }, make('span', { className: 'unseen' }, 'Search devices'), search),
    list, more, forgotten);
  aside.append(details);

  const narrow = matchMedia(NARROW);
  const unfold = () => {
    details.open = !narrow.matches;
    summary.tabIndex = narrow.matches ? 0 : -1;
  };
  narrow.addEventListener('change', unfold);
  unfold();
  // Beside the table there is nothing to gain by closing it.
  summary.addEventListener('click', (event) => { if (!narrow.matches) event.preventDefault(); });
  details.addEventListener('toggle', () => { if (details.open) toggled(); });
  order.addEventListener('change', arrange);
  search.addEventListener('input', arrange);
  aside.addEventListener('click', ({ target }) => {
    const button = target.closest('.pick, .all');
    if (!button) return;
    pick(button.dataset.source ?? '');
    // On a phone the events are what one wants to see then.
    if (!narrow.matches) return;
    details.open = false;
    summary.focus();
  });
  return { details, known, silent, only, all, order, search, list, more, forgotten };
}
