/**
 * How somebody likes the table, remembered by the browser where it agrees to remember things.
 */

const KEY = 'event-gateway table';
const DEFAULTS = { order: 'newest', time: 'local', columns: ['seq', 'time', 'source', 'size', 'payload'] };

/** The columns in their order: name, heading, track of the grid. */
export const COLUMNS = [
  ['seq', 'Event', '92px'],
  ['time', 'Time', '124px'],
  ['source', 'Source', 'minmax(120px, 212px)'],
  ['local', 'To', 'minmax(120px, 190px)'],
  ['via', 'Via', '64px'],
  ['size', 'Size', '76px'],
  ['payload', 'Payload', 'minmax(140px, 1fr)'],
];

export class Settings {
  #changed;
  #values = { ...DEFAULTS, ...read() };

  /** @param {() => void} changed called after one of them was set */
  constructor(changed) {
    this.#changed = changed;
  }

  /** 'newest' or 'oldest' is at the top. */
  get order() {
    return this.#values.order === 'oldest' ? 'oldest' : 'newest';
  }

  /** 'local', 'utc' or 'relative'. */
  get time() {
    return ['utc', 'relative'].includes(this.#values.time) ? this.#values.time : 'local';
  }

  /** Names of the columns that are shown. */
  get columns() {
    const chosen = Array.isArray(this.#values.columns) ? this.#values.columns : DEFAULTS.columns;
    return COLUMNS.map(([name]) => name).filter((name) => chosen.includes(name));
  }

  set(name, value) {
    this.#values = { ...this.#values, [name]: value };
    try {
      localStorage.setItem(KEY, JSON.stringify(this.#values));
    } catch {
      // Refused: it holds as long as the page is open.
    }
    this.#changed();
  }
}

function read() {
  try {
    return JSON.parse(localStorage.getItem(KEY)) ?? {};
  } catch {
    return {};
  }
}
