/**
 * One device in the list: what is known of it, and its ports where it has several and somebody has
 * opened it. Its height stays the same while its figures change, so that nothing moves under the
 * pointer. Names and addresses are text from outside: text nodes only, controls made visible.
 */

import { bytes, count, plural, rate } from '../format.js';
import { titleOf } from './list.js';
import { pathOf } from './sparkline.js';
import { lossOf, visible } from './words.js';

const MOST_PORTS = 20;

/** Untouched text is not announced again by screen readers and costs no layout. */
function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function make(tag, className, ...children) {
  const element = document.createElement(tag);
  element.className = className;
  element.append(...children);
  return element;
}

/** A button that shows the events of `source` only; the list listens for clicks on it. */
function pickButton() {
  const button = make('button', 'pick');
  button.type = 'button';
  button.tabIndex = -1;
  button.ariaPressed = 'false';
  return button;
}

/** The line of one port below its device. */
class Port {
  element = make('li', 'port');
  #pick = pickButton();
  #pace = make('span', 'pace');
  #seen = make('span', 'seen');

  constructor() {
    this.element.append(this.#pick, this.#pace, this.#seen);
  }

  update(port, device, { chosen, seen }) {
    this.#pick.dataset.source = port.source;
    this.#pick.ariaPressed = String(chosen === port.source);
    const number = port.source.slice(device.address.length);
    setText(this.#pick, port.name && port.name !== device.name ? `${number} ${visible(port.name)}` : number);
    this.#pick.title = `${port.source}, ${plural(port.events, 'event')}`;
    setText(this.#pace, `${rate(port.rate)}/s`);
    const { state, words } = seen(port);
    this.element.dataset.state = state;
    setText(this.#seen, port.sequence?.missing ? `${words}, ⚠ ${count(port.sequence.missing)} lost` : words);
  }
}

export class Card {
  element = make('li', 'device');
  #pick = pickButton();
  #title = make('b', 'called');
  #address = make('span', 'address');
  #pace = make('p', 'pace', make('b', ''), '/s');
  #path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  #seen = make('p', 'seen');
  #sums = make('p', 'sums');
  #loss = make('p', 'loss');
  #toggle = make('button', 'toggle');
  #list = make('ul', 'portlist');
  #note = make('p', 'note');
  #ports = new Map(); // by source, of those that are shown
  #device = null;
  #state = null;

  /** Whether its ports are shown. */
  isOpen = false;

  constructor() {
    const spark = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    spark.classList.add('spark');
    spark.setAttribute('aria-hidden', 'true');
    spark.setAttribute('preserveAspectRatio', 'none');
    spark.setAttribute('viewBox', '0 0 60 20');
    spark.append(this.#path);
    this.#toggle.type = 'button';
    this.#toggle.tabIndex = -1;
    this.#toggle.addEventListener('click', () => this.open(!this.isOpen));
    this.#pick.append(this.#title, this.#address);
    this.element.append(this.#pick, this.#pace, spark, this.#seen, this.#toggle, this.#loss, this.#sums, this.#list, this.#note);
  }

  open(isOpen) {
    this.isOpen = isOpen && this.#device.ports.length > 1;
    this.update(this.#device, this.#state);
  }

  /**
   * @param {object} device of list.js
   * @param {{chosen: string, seen: (one: object) => {state: string, words: string}}} state which
   *     source the table shows, and how to say when something was seen
   */
  update(device, state) {
    this.#device = device;
    this.#state = state;
    const { address, ports } = device;
    const { state: life, words } = state.seen(device);
    this.element.dataset.state = life;
    this.#pick.dataset.source = address;
    const isAlone = ports.length === 1;
    // With one port its own text means the device as well.
    const isChosen = state.chosen === address || (isAlone && state.chosen === ports[0].source);
    this.#pick.ariaPressed = String(isChosen);
    setText(this.#title, visible(titleOf(device)));
    const where = isAlone ? ports[0].source.slice(address.length) : plural(ports.length, 'port');
    setText(this.#address, !device.name ? where : isAlone ? address + where : `${address}, ${where}`);
    this.#pick.title = isAlone ? ports[0].source : address;
    setText(this.#pace.firstChild, rate(device.rate));
    this.#path.setAttribute('d', pathOf(device.history));
    setText(this.#seen, words);
    setText(this.#sums, `${plural(device.events, 'event')}, ${bytes(device.bytes)}`
      + `, mean ${bytes(Math.round(device.bytes / device.events))}`);
    const loss = lossOf(device.sequence);
    this.#loss.hidden = loss === '';
    this.#loss.dataset.lost = device.sequence?.missing > 0 ? 'yes' : '';
    setText(this.#loss, loss);
    this.#toggle.hidden = isAlone;
    this.#toggle.ariaExpanded = String(this.isOpen);
    this.#toggle.ariaLabel = this.#toggle.title = `${plural(ports.length, 'port')} of ${visible(titleOf(device))}`;
    this.#updatePorts();
  }

  #updatePorts() {
    const { ports } = this.#device;
    this.isOpen &&= ports.length > 1;
    this.#list.hidden = !this.isOpen;
    // Those that are shown stay where they are, as long as they are among the newest.
    const newest = this.isOpen ? ports.slice(0, MOST_PORTS) : [];
    const kept = new Set(newest.map(({ source }) => source));
    for (const [source, port] of this.#ports) {
      if (kept.has(source)) continue;
      port.element.remove();
      this.#ports.delete(source);
    }
    for (const one of newest) {
      let port = this.#ports.get(one.source);
      if (!port) {
        port = new Port();
        this.#ports.set(one.source, port);
        this.#list.append(port.element);
      }
      port.update(one, this.#device, this.#state);
    }
    const more = ports.length - newest.length;
    this.#note.hidden = !this.isOpen || more === 0;
    setText(this.#note, `and ${plural(more, 'port')} that sent earlier`);
  }
}
