/**
 * What devices are called, as the gateway's configuration says. The list of devices asks who has
 * sent, now and then; what it is told is enough for the table.
 */

// Sources are sockets: of a device that opens a new one for each datagram there are many.
const MAX_NAMES = 20_000;

export class Names {
  #names = new Map(); // source -> its name
  #changed;

  /** @param {() => void} changed called when there is another name to show */
  constructor(changed) {
    this.#changed = changed;
  }

  /** The name of a source as events have it ("192.0.2.7:5000"); '' where it has none, or not yet. */
  of(source) {
    return this.#names.get(source) ?? '';
  }

  /** @param {{source: string, name?: string}[]} sources those that the gateway knows now */
  take(sources) {
    if (this.#names.size > MAX_NAMES) this.#names.clear();
    let isNew = false;
    for (const { source, name = '' } of sources) {
      if (name === this.of(source)) continue;
      this.#names.set(source, name);
      isNew = true;
    }
    if (isNew) this.#changed();
  }
}
