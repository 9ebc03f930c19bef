/** Tabs: one panel of several is shown; arrow keys go between them. A panel is made when first shown. */

import { make } from '../dom.js';

let count = 0;
let last = ''; // the tab that was chosen last, for the next event as well

export class Tabs {
  #tabs;
  element;

  /**
   * @param {{name: string, make: () => Node[]}[]} parts
   * @param {string} first the one that is shown where nobody has chosen one
   */
  constructor(parts, label, first) {
    count += 1;
    const list = make('div', { role: 'tablist', 'aria-label': label, className: 'tabs' });
    this.#tabs = parts.map((part, at) => {
      const ids = { tab: `tab-${count}-${at}`, panel: `tabpanel-${count}-${at}` };
      const tab = make('button', { type: 'button', role: 'tab', id: ids.tab, 'aria-controls': ids.panel }, part.name);
      const panel = make('div', { role: 'tabpanel', id: ids.panel, 'aria-labelledby': ids.tab, className: 'tabpanel' });
      tab.addEventListener('click', () => this.choose(at));
      tab.addEventListener('keydown', (event) => this.#key(event, at));
      list.append(tab);
      return { ...part, tab, panel, isMade: false };
    });
    this.element = make('div', {}, list, ...this.#tabs.map(({ panel }) => panel));
    this.start(first);
  }

  /** Shows this one, unless somebody has chosen which one is shown. */
  start(first) {
    this.choose(this.#tabs.findIndex(({ name }) => name === (last || first)), false);
  }

  choose(at, isChoice = true) {
    this.#tabs.forEach((one, n) => {
      const isChosen = n === at;
      one.tab.setAttribute('aria-selected', isChosen);
      one.tab.tabIndex = isChosen ? 0 : -1;
      one.panel.hidden = !isChosen;
      if (isChosen && !one.isMade) {
        one.isMade = true;
        one.panel.append(...one.make());
      }
    });
    if (isChoice) last = this.#tabs[at].name;
  }

  #key(event, at) {
    const { length } = this.#tabs;
    const to = new Map([['ArrowRight', (at + 1) % length], ['ArrowLeft', (at + length - 1) % length], ['Home', 0], ['End', length - 1]]).get(event.key);
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    this.choose(to);
    this.#tabs[to].tab.focus();
  }
}
