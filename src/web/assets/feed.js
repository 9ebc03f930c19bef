/**
 * What the table follows: the filter, the first page, the stream behind it, pausing, and going on
 * after the connection broke. The page is a cursor over the gateway's ring like every other
 * reader: it keeps a sequence number instead of a backlog, and asks the ring for what it missed.
 */

import * as api from './api.js';
import { Epoch } from './epoch.js';
import { Stream } from './stream.js';
import { MAX_ROWS } from './table.js';

const PAGE = 100;
const RETRY_MS = [500, 1000, 2000, 4000];
// So far behind, twice in a row, the page stops catching up and shows the newest again.
const TOO_FAR_BEHIND = 20_000;

export class Feed {
  #table;
  #changed;
  #stream;
  #filter = {};
  #epoch = new Epoch();
  #cursor = 0; // the last sequence number seen, shown or not
  #shown = 0; // where the table stood when it was paused
  #loaded = false; // the table shows a page of this filter
  #stale = false; // the gateway restarted while the table was paused
  #behind = 0;
  #attempt = 0;
  #timer = 0;
  #loading = new AbortController();

  /** What main.js shows. `connection`: connecting, live, reconnecting or refused. */
  state = { connection: 'connecting', paused: false, fresh: 0, lost: 0, more: false, problem: '' };

  /** @param {() => void} changed called after `state` changed */
  constructor(table, changed) {
    this.#table = table;
    this.#changed = changed;
    this.#stream = new Stream({
      opened: () => {
        this.#attempt = 0;
        this.#show({ connection: 'live', problem: '' });
      },
      event: (seq, raw) => this.#event(seq, raw),
      gap: (gap) => this.#gap(gap),
      broken: () => this.#retry(() => this.wake()),
    });
  }

  /** Shows the newest events that match `filter` and follows from there. */
  follow(filter) {
    this.#filter = filter;
    this.#show({ connection: 'connecting' });
    return this.#load();
  }

  /** The rows stand still; what comes is only counted. */
  pause() {
    this.#table.flush();
    this.#shown = this.#cursor;
    this.#show({ paused: true, fresh: 0, lost: 0 });
  }

  resume() {
    const { fresh, lost, connection } = this.state;
    this.#show({ paused: false });
    if (connection === 'refused') return;
    // A tableful is replayed by the stream from where the rows stood still; more than that would
    // only run through unseen.
    if (this.#stale || this.#table.headless || fresh + lost > MAX_ROWS) this.#load();
    else this.#open(this.#shown);
  }

  /** Appends the page of events before the oldest row; reading the past pauses the present. */
  async older() {
    if (!this.state.paused) this.pause();
    const { signal } = this.#loading;
    try {
      const page = await api.events({ ...this.#filter, before: this.#table.oldest, limit: PAGE }, signal);
      this.#show({ more: page.events.length === PAGE, problem: '' });
      this.#table.addOlder(page.events);
    } catch (error) {
      if (!signal.aborted) this.#show({ problem: `Older events could not be loaded: ${error.message}` });
    }
  }

  /** A hidden page gives its connection back: browsers allow six to one host. */
  sleep() {
    this.#stop();
  }

  /** Is the gateway there, and is it still the same ring? Then goes on where the page stood. */
  async wake() {
    if (this.state.connection === 'refused') return;
    this.#stop();
    const { signal } = this.#loading;
    try {
      const stats = await api.stats(signal);
      const isFar = !this.state.paused && stats.ring.newest - this.#cursor > MAX_ROWS;
      if (this.#epoch.isAnother(stats, this.#cursor)) this.#startAnew();
      else if (isFar || !this.#loaded) this.#load();
      else this.#open(this.#cursor);
    } catch {
      if (!signal.aborted) this.#retry(() => this.wake());
    }
  }

  /** The ledger, once a second: shows that the page can't keep up. */
  check(stats) {
    const { connection, paused } = this.state;
    // With a filter the newest event need not be one of ours.
    const isFollowing = connection === 'live' && !paused && Object.keys(this.#filter).length === 0;
    const isBehind = isFollowing && stats.ring.newest - this.#cursor > TOO_FAR_BEHIND;
    this.#behind = isBehind ? this.#behind + 1 : 0;
    if (this.#behind > 1) this.#load();
  }

  #event(seq, raw) {
    this.#cursor = seq;
    if (this.state.paused) this.#show({ fresh: this.state.fresh + 1 });
    else this.#table.add(raw);
  }

  #gap(gap) {
    this.#cursor = gap.to;
    if (this.state.paused) this.#show({ lost: this.state.lost + gap.lost });
    else this.#table.addGap(gap);
  }

  async #load() {
    this.#stop();
    this.#loaded = false;
    this.#stale = false;
    this.#behind = 0;
    this.#show({ paused: false, fresh: 0, lost: 0 });
    const { signal } = this.#loading;
    try {
      // The ledger first: whatever is stored after it is in the page or comes with the stream.
      const stats = await api.stats(signal);
      const page = await api.events({ ...this.#filter, limit: PAGE }, signal);
      this.#epoch.isAnother(stats, 0);
      this.#loaded = true;
      this.#show({ more: page.events.length === PAGE, problem: '' });
      this.#table.reset(page.events);
      this.#open(Math.max(stats.ring.newest, page.events.at(-1)?.seq ?? 0));
      this.#shown = this.#cursor;
    } catch (error) {
      if (signal.aborted) return;
      if (error.isRefusal) {
        this.#table.reset([]);
        this.#show({ connection: 'refused', more: false, problem: error.message });
      } else {
        this.#retry(() => this.#load());
      }
    }
  }

  /** Another ring: its numbers say nothing about the rows of the old one. */
  #startAnew() {
    this.#stale = this.state.paused;
    if (this.#stale) this.#open(0);
    else this.#load();
  }

  #open(after) {
    this.#cursor = after;
    this.#stream.open(after, this.#filter);
  }

  #stop() {
    clearTimeout(this.#timer);
    this.#loading.abort();
    this.#loading = new AbortController();
    this.#stream.close();
  }

  #retry(again) {
    this.#stop();
    this.#show({ connection: 'reconnecting' });
    this.#timer = setTimeout(again, RETRY_MS[Math.min(this.#attempt, RETRY_MS.length - 1)]);
    this.#attempt += 1;
  }

  #show(change) {
    Object.assign(this.state, change);
    this.#changed();
  }
}
