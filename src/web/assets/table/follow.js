/**
 * What the table shows and whether it moves: all events or the matches of a filter, the newest as
 * they come or a stretch that stands still. Standing still loses nothing: what comes is counted,
 * and the way back is one step.
 */

import { Feed } from '../feed.js';
import { MatchList } from './match_list.js';
import { RingList } from './ring_list.js';

export class Follow {
  #view;
  #changed;
  #feed;
  #list = null;
  #problem = '';

  filter = {};
  /** Only the events between two numbers: {after, before?}, or null. */
  window = null;
  /** Why it stands still: '', 'button', 'scroll', 'choice' or 'link'. */
  pausedBy = '';

  /** @param {() => void} changed called after anything that is shown around the table changed */
  constructor(view, changed) {
    this.#view = view;
    this.#changed = changed;
    this.#feed = new Feed(() => view.rowsInSight + 10, () => changed());
  }

  get state() {
    const { connection, problem } = this.#feed.state;
    return { connection, problem: problem || this.#problem };
  }

  get list() {
    return this.#list;
  }

  get isPaused() {
    return this.pausedBy !== '';
  }

  /** Shows what matches, from the newest on; or around the event `start`, standing still. */
  async open(filter, window = null, start = 0) {
    this.filter = filter;
    this.window = window;
    this.#problem = '';
    this.#list?.close();
    const changed = (error) => {
      this.#problem = error ? `Events could not be loaded: ${error.message}` : '';
      this.#view.refresh();
      this.#changed();
    };
    const list = Object.keys(filter).length ? new MatchList(filter, { window, start }, changed) : new RingList(window, changed);
    this.#list = list;
    this.#move(true);
    await this.#feed.follow(filter, list);
    if (list !== this.#list) return;
    this.#view.show(list);
    if (start || window) this.#stand('link');
    if (start) this.#view.reveal(start, true);
  }

  /** The rows stand still; what comes is only counted. */
  pause(why) {
    if (!this.isPaused) this.#stand(why);
  }

  /** Goes on with the newest. */
  resume() {
    if (this.window || this.state.connection === 'refused') return;
    if (this.#list.isStale || this.#list.thaw() === false) this.open(this.filter);
    else this.#move(true);
    this.#view.refresh();
    this.#changed();
  }

  toggle() {
    if (this.isPaused) this.resume();
    else this.pause('button');
  }

  /** Somebody scrolled, and sees the newest row or does not. */
  scrolled(isAtNewest) {
    if (!isAtNewest) this.pause('scroll');
    else if (this.pausedBy === 'scroll') this.resume();
  }

  /** Brings an event in sight, wherever it is. */
  async goTo(seq) {
    this.pause('choice');
    if (this.#list.has(seq)) this.#view.reveal(seq, true);
    else await this.open(this.filter, this.window, seq);
  }

  sleep() {
    this.#feed.sleep();
  }

  wake() {
    this.#feed.wake();
  }

  check(stats) {
    this.#feed.check(stats);
  }

  #stand(why) {
    this.#list.freeze();
    this.#move(false);
    this.pausedBy = why;
    this.#changed();
  }

  #move(isMoving) {
    this.#view.isStuck = isMoving;
    if (isMoving) this.pausedBy = '';
  }
}
