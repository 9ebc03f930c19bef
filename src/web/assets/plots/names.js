/** What sources are called: by the gateway's [names], else by their address. */

export class Names {
  #names = new Map();

  /** @param {Map<string, string>} names by address */
  take(names) {
    this.#names = names;
  }

  /** A source, with its port where the port tells two senders apart. */
  label(source) {
    const own = this.#names.get(source);
    if (own !== undefined) return own;
    const colon = source.lastIndexOf(':');
    const name = colon > 0 ? this.#names.get(source.slice(0, colon)) : undefined;
    return name === undefined ? source : name + source.slice(colon);
  }
}
