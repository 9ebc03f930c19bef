/**
 * The keyboard. Letters are commands only while nobody writes, and a button keeps its own keys.
 */

const WRITES = 'input, textarea, select, [contenteditable]';
const OWN_KEYS = 'a, button, summary, input, select, textarea, [role=button], [role=tab], [role=slider]';
// What moves the page where the table does not have it.
const OF_THE_TABLE = new Set(['ArrowDown', 'ArrowUp', 'Home', 'End', 'Enter']);

export class Keys {
  #commands;
  #dialog;
  #table;

  /**
   * @param {HTMLElement} table who has the focus there uses the arrows for rows
   * @param {HTMLDialogElement} dialog the list of keys
   * @param {{step(n: number), first(), last(), open(), close(), pause(), find(), goTo()}} commands
   */
  constructor(table, dialog, commands) {
    this.#table = table;
    this.#dialog = dialog;
    this.#commands = new Map([
      ['j', () => commands.step(1)], ['ArrowDown', () => commands.step(1)],
      ['k', () => commands.step(-1)], ['ArrowUp', () => commands.step(-1)],
      ['g', commands.first], ['Home', commands.first],
      ['G', commands.last], ['End', commands.last],
      ['Enter', commands.open],
      ['Escape', commands.close],
      [' ', commands.pause],
      ['/', commands.find],
      ['t', commands.goTo],
      ['?', () => this.help()],
    ]);
    document.addEventListener('keydown', (event) => this.#pressed(event));
    dialog.querySelector('button').addEventListener('click', () => dialog.close());
  }

  help() {
    this.#dialog.showModal();
  }

  #pressed(event) {
    const { key, target } = event;
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (document.querySelector('dialog[open]')) return; // which has its own keys
    const command = this.#commands.get(key);
    if (!command || (target.closest(WRITES) && key !== 'Escape')) return;
    const isOfTable = this.#table.contains(target) || target === document.body || target.id === 'events';
    if (OF_THE_TABLE.has(key) && !isOfTable) return;
    if ((key === 'Enter' || key === ' ') && target.closest(OWN_KEYS)) return;
    event.preventDefault();
    command();
  }
}
