/**
 * Menus: a summary that opens a panel. Escape and a click elsewhere close it.
 */

/** @param {Iterable<HTMLDetailsElement>} menus of which one is open at a time */
export function closeByThemselves(menus) {
  const all = [...menus];
  document.addEventListener('pointerdown', ({ target }) => {
    for (const menu of all) if (!menu.contains(target)) menu.open = false;
  });
  for (const menu of all) {
    menu.addEventListener('toggle', () => {
      if (menu.open) for (const other of all) if (other !== menu) other.open = false;
    });
    menu.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape' || !menu.open) return;
      event.preventDefault();
      menu.open = false;
      menu.querySelector('summary').focus();
    });
  }
}
