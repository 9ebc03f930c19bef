/**
 * The counter strip: the gateway's ledger in exact figures, and a sentence where something was
 * lost.
 */

import { bytes, count, percent, plural } from './format.js';

/** Key, label, what the figure is, and a note below it. */
const ENTRIES = [
  ['received', 'Received', (s) => s.udp.received, (s) => bytes(s.udp.bytes)],
  ['kernel_dropped', 'Kernel dropped', (s) => s.udp.kernel_dropped,
    (s) => (s.udp.kernel_dropped ? `⚠ lost: ${percent(s.udp.kernel_dropped, sent(s))}` : 'nothing lost')],
  ['rejected', 'Rejected', (s) => s.udp.rejected, (s) => (s.udp.rejected ? 'source not allowed' : 'none refused')],
  ['posted', 'Over HTTP', (s) => overHttp(s).reduce((sum, [, n]) => sum + n, 0),
    (s) => overHttp(s).filter(([, n]) => n > 0).map(([what, n]) => `${count(n)} ${what}`).join(', ') || 'none yet'],
  ['stored', 'Stored', (s) => s.ring.stored, (s) => (s.ring.newest ? `newest #${s.ring.newest}` : 'none yet')],
  ['held', 'Held', (s) => s.ring.held, (s) => `${bytes(s.ring.bytes)} of ${bytes(s.ring.capacity)}`],
  ['evicted', 'Evicted', (s) => s.ring.evicted, (s) => (s.ring.evicted ? `oldest #${s.ring.oldest}` : 'all still held')],
  ['delivered', 'Streamed', (s) => s.streams.delivered,
    (s) => (s.streams.skipped ? `⚠ ${count(s.streams.skipped)} skipped` : `to ${plural(s.http.open_streams, 'reader')}`)],
];

const LOSSES = new Map([
  ['kernel_dropped', (s) => s.udp.kernel_dropped > 0],
  ['delivered', (s) => s.streams.skipped > 0],
]);

/** What became events without a datagram. */
const overHttp = ({ http }) => [
  ['posted', http.posted], ['redirected', http.redirects], ['captured', http.captures],
];

const sent = (s) => s.udp.received + s.udp.kernel_dropped;

export class Ledger {
  #cells = new Map();
  #loss;

  /**
   * @param {HTMLDListElement} list filled with the figures
   * @param {HTMLElement} loss the sentence about datagrams that never arrived
   */
  constructor(list, loss) {
    this.#loss = loss;
    for (const [key, label] of ENTRIES) {
      const cell = document.createElement('div');
      cell.dataset.counter = key;
      for (const [tag, text, name] of [['dt', label, ''], ['dd', '–', 'figure'], ['dd', '', 'note']]) {
        const part = document.createElement(tag);
        part.textContent = text;
        part.className = name;
        cell.append(part);
      }
      list.append(cell);
      this.#cells.set(key, cell);
    }
  }

  update(stats) {
    for (const [key, , figure, note] of ENTRIES) {
      const cell = this.#cells.get(key);
      const [, value, remark] = cell.children;
      setText(value, count(figure(stats)));
      setText(remark, note(stats));
      cell.classList.toggle('loss', LOSSES.get(key)?.(stats) ?? false);
    }
    this.#loss.hidden = stats.udp.kernel_dropped === 0;
    setText(this.#loss, lossSentence(stats));
  }
}

function lossSentence(stats) {
  const dropped = stats.udp.kernel_dropped;
  const verb = dropped === 1 ? 'was' : 'were';
  return `⚠ ${plural(dropped, 'datagram')} ${verb} lost since the gateway started: `
    + `${percent(dropped, sent(stats))} of what was sent. The receive buffer was full.`;
}

/** Untouched text is not announced again by screen readers and costs no layout. */
function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
