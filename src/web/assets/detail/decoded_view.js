/** What the decoders found in an event: its fields, what is broken, and the whole of what came in parts. */

import { eventPage } from '../api.js';
import { decode } from '../decode/index.js';
import { button, make } from '../dom.js';
import { visible } from './dom.js';
import { fieldList } from './fields.js';
import { layoutForm } from './layout_form.js';
import { wholeMessage } from './neighbours.js';
import { ownLayouts } from './own_layouts.js';

const FIRST = 200; // fields that are shown at once

export class DecodedView {
  #event;
  #bytes;
  #signal;
  #found;
  #box = make('div', { id: 'decoded', className: 'decoded' });

  /** Where a layout of one's own is typed. What no decoder knows is shown in another tab: it belongs to all. */
  form = make('div');

  /** @param {(title: string) => void} found called when it is known what it is */
  constructor(event, bytes, { signal, found }) {
    this.#event = event;
    this.#bytes = bytes;
    this.#signal = signal;
    this.#found = found;
    this.#show(decode(bytes, { lines: true }));
    this.#useLayouts(false);
  }

  get nodes() {
    return [this.#box];
  }

  async #useLayouts(isChange) {
    const layouts = await ownLayouts();
    if (this.#signal.aborted) return;
    const form = layoutForm(this.#event, layouts.find(this.#event), () => this.#useLayouts(true));
    this.form.replaceChildren(form);
    const layout = layouts.of(this.#event);
    if (layout || isChange) this.#show(decode(this.#bytes, { layout, lines: true }));
  }

  async #show(result) {
    this.#draw(result);
    if (result.chunk && result.chunk.count > 1) await this.#showWhole(result);
    if (!result.pending) return;
    const inner = await result.pending();
    if (!this.#signal.aborted) this.#draw(inner);
  }

  #draw(result, ...more) {
    this.#found(result);
    const { kind, title, fields, error, note, lines } = result;
    const nodes = [];
    if (error) nodes.push(make('p', { className: 'wrong' }, error));
    if (kind === '') nodes.push(make('p', { className: 'note' }, this.#bytes.length ? 'No decoder recognises it.' : 'There is nothing to decode.'));
    else if (fields.length === 0 && !error) nodes.push(make('p', { className: 'note' }, `${title} without any value.`));
    if (note) nodes.push(make('p', { className: 'note' }, note));
    nodes.push(...fieldNodes(fields));
    if (lines) nodes.push(make('details', {}, make('summary', {}, 'Formatted'), make('pre', { className: 'wrap', tabIndex: 0, role: 'region', 'aria-label': 'Formatted' }, ...visible(lines, true))));
    this.#box.replaceChildren(...nodes, ...more);
  }

  async #showWhole(result) {
    const whole = await wholeMessage(this.#event, result.chunk, this.#signal).catch(() => null);
    if (this.#signal.aborted || !whole) return;
    const { have, count, why } = whole;
    if (!whole.result) {
      const missing = why ?? `${count - have} of ${count} chunks ${count - have === 1 ? 'is' : 'are'} missing within 5 seconds`;
      this.#draw({ ...result, error: `${result.title}: ${missing}.` });
      return;
    }
    const { title, fields, error } = whole.result;
    this.#found({ ...whole.result, title: `${title || 'unknown'}, ${count} chunks` });
    this.#box.append(make('h3', {}, `The whole message: ${title || 'of no known kind'}`),
      make('p', { className: 'note' }, 'Chunks: ', ...whole.seqs.flatMap((seq) => [make('a', { href: eventPage(seq) }, `#${seq}`), ' '])),
      ...(error ? [make('p', { className: 'wrong' }, error)] : []), ...fieldNodes(fields));
  }
}

function fieldNodes(fields) {
  if (fields.length <= FIRST) return fields.length ? [fieldList(fields)] : [];
  const list = fieldList(fields.slice(0, FIRST));
  const more = button(`Show all ${fields.length} fields`, () => {
    list.replaceWith(fieldList(fields));
    more.remove();
  });
  return [list, more];
}
