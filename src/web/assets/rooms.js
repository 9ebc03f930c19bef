/**
 * The rooms around the table: who fills them, and when they work. They sleep while nobody looks.
 */

import { Devices } from './devices/panel.js';
import { Plots } from './plots/panel.js';

/** The chosen event. Its modules, the decoders among them, come when it is needed first. */
class LazyDetail {
  #element;
  #told;
  #detail = null;
  #wanted = null; // the event to show

  constructor(element, told) {
    this.#element = element;
    this.#told = told;
  }

  async show(event) {
    this.#wanted = event;
    const { Detail } = await import('./detail/panel.js');
    if (this.#wanted !== event) return;
    this.#detail ??= new Detail(this.#element, this.#told);
    this.#detail.show(event);
  }

  hide() {
    this.#wanted = null;
    this.#detail?.hide();
  }
}

export class Rooms {
  #devices;
  #plots;

  /** @param {{closed(), choose(source: string), heard(sources: object[])}} told by the rooms */
  constructor({ closed, choose, heard }) {
    const $ = (id) => document.getElementById(id);
    this.detail = new LazyDetail($('detail'), { closed, choose });
    this.#devices = new Devices($('devices'), choose, heard);
    this.#plots = new Plots($('plots'));
    // On a phone what arrives comes first, for the keyboard and a screen reader too.
    const phone = matchMedia('(max-width: 640px)');
    const place = () => $('events').parentElement[phone.matches ? 'after' : 'before']($('plots'));
    phone.addEventListener('change', place);
    place();
  }

  /** Another filter holds. */
  follow(filter) {
    this.#devices.show(filter);
    this.#plots.follow(filter);
  }

  start() {
    this.#devices.start();
    this.#plots.start();
  }

  stop() {
    this.#devices.stop();
    this.#plots.stop();
  }
}
