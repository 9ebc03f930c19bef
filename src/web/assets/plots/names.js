/** What sources are called: by the gateway's [names], else by their address. */

/**
 * Of what /api/v1/sources lists: a Map of socket to name, and of address to name where all its
 * sockets have the same.
 */
export function namesOf(sources) {
  const names = new Map();
  const addresses = new Map();
  for (const { source, name = '' } of sources) {
    if (name) names.set(source, name);
    const address = source.slice(0, source.lastIndexOf(':'));
    addresses.set(address, addresses.has(address) && addresses.get(address) !== name ? '' : name);
  }
  for (const [address, name] of addresses) if (name) names.set(address, name);
  return names;
}

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
