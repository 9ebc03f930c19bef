/**
 * Which layout holds for whom: what was typed for a source and port, else what the gateway's
 * [layouts] say for the source's socket, its address, the port where it came in, or "*", which is
 * for what no decoder recognises. Plain data in and out, so that a worker can have it as well.
 */

import { parseLayout } from './layout.js';

const hostOf = (socket) => socket.slice(0, socket.lastIndexOf(':')).replace(/^\[|\]$/g, '');
const portOf = (socket) => socket.slice(socket.lastIndexOf(':') + 1);

/** What a typed layout is remembered by: a device and the port that it sends to. */
export const keyOf = ({ source, local }) => `${hostOf(source)} to :${portOf(local)}`;

export class Layouts {
  #configured = new Map();
  #typed = new Map();
  #parsed = new Map(); // text -> layout, or null where it is broken

  /**
   * @param {{source: string, layout: string}[]} configured as /api/v1/layouts has them
   * @param {[string, string][]} typed keyOf() and text
   */
  constructor(configured = [], typed = []) {
    for (const { source, layout } of configured) this.#configured.set(source, layout);
    for (const [key, text] of typed) this.#typed.set(key, text);
  }

  /** The parsed layout for an event, for decode(); null where there is none. */
  of(event) {
    if (this.#configured.size + this.#typed.size === 0) return null; // as of most, and events are many
    const { text, isLast } = this.find(event);
    if (text === '') return null;
    const key = isLast ? `*${text}` : text;
    if (!this.#parsed.has(key)) this.#parsed.set(key, this.#parse(text, isLast));
    return this.#parsed.get(key);
  }

  /** Its text, and whose it is: 'typed', or the entry of the configuration. */
  find(event) {
    const typed = this.#typed.get(keyOf(event));
    if (typed !== undefined) return { text: typed, from: 'typed', isLast: false };
    const { source, local } = event;
    for (const entry of [source, hostOf(source), `:${portOf(local)}`, '*']) {
      const text = this.#configured.get(entry);
      if (text !== undefined) return { text, from: entry, isLast: entry === '*' };
    }
    return { text: '', from: '', isLast: false };
  }

  #parse(text, isLast) {
    try {
      return { ...parseLayout(text), isLast };
    } catch {
      return null;
    }
  }
}
