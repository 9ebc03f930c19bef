/**
 * What the page's address says of the table (filter, window, event), links to what is shown, and
 * exports of it.
 */

import { address } from '../api.js';

const number = (text) => (/^\d{1,15}$/.test(text ?? '') ? Number(text) : undefined);

/** The window and the event that an address names: {after?, before?, since?, until?, seq?}. */
export function readPlace(search) {
  const query = new URLSearchParams(search);
  const place = {};
  for (const name of ['after', 'before', 'seq']) {
    const value = number(query.get(name));
    if (value !== undefined) place[name] = value;
  }
  for (const name of ['since', 'until']) {
    if (query.get(name)) place[name] = query.get(name);
  }
  return place;
}

/** What the page's own address says of the plots: it stays there whatever the table shows. */
export function wordsOfPlots() {
  return Object.fromEntries([...new URLSearchParams(location.search)].filter(([name]) => name === 'view' || name === 'plots'));
}

/** The page's address with these words, which are those of the API. */
export function pageAddress(filter, place) {
  const words = Object.entries({ ...filter, ...place }).filter(([, value]) => value !== undefined);
  const query = new URLSearchParams(words).toString();
  return new URL(query ? `?${query}` : location.pathname, location.href).href;
}

/** Points the export links at what is shown. */
export function linkExports(nav, filter, window) {
  for (const link of nav.querySelectorAll('a')) {
    link.href = address('events', { format: link.dataset.format, ...filter, ...window });
  }
}

/** A shell's word, whatever is in it. */
const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;

/** The line that shows what comes in Wireshark. */
export function wiresharkLine(filter) {
  const url = new URL(address('stream', { format: 'pcap', ...filter }), location.href).href;
  return `curl -N ${quoted(url)} | wireshark -k -i -`;
}

/** Puts a field's text on the clipboard; browsers refuse that to pages without TLS in one way. */
export async function copy(field) {
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
    return true;
  } catch {
    return document.execCommand('copy');
  }
}
