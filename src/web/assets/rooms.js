/**
 * The rooms around the table: who fills them, and when they work. They sleep while nobody looks.
 */

import { Detail } from './detail/panel.js';
import { Devices } from './devices/panel.js';

/** A room that nobody fills. */
class Empty {
  start() {}

  stop() {}

  show() {}

  follow() {}
}
const Plots = Empty;

export class Rooms {
  #devices;
  #plots;

  /** @param {{closed(), choose(source: string)}} told by the rooms */
  constructor({ closed, choose }) {
    const $ = (id) => document.getElementById(id);
    /** The chosen event. */
    this.detail = new Detail($('detail'), { closed });
    this.#devices = new Devices($('devices'), choose);
    this.#plots = new Plots($('plots'));
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
