/**
 * What brings the events of a list: its beginning, the stream behind it, and going on after the
 * connection broke. The page is a cursor over the gateway's ring like every other reader: it keeps
 * a sequence number instead of a backlog, and asks the ring for what it missed.
 */

import * as api from './api.js';
import { Epoch } from './epoch.js';
import { Stream } from './stream.js';
import { Head } from './table/head.js';

const RETRY_MS = [500, 1000, 2000, 4000];
// More than this came while nobody looked: it would only run through unseen.
const FAR_BEHIND = 500;
// So many in a second, and all events shown: asked for what is newest instead of streamed.
const BUSY = 2000;
// A stream that is so far behind is on a line that does not carry it.
const TOO_FAR_BEHIND = 20_000;

export class Feed {
  #changed;
  #rowsWanted;
  #stream;
  #head;
  #list = null;
  #filter = {};
  #epoch = new Epoch();
  #cursor = 0; // the last sequence number seen
  #loaded = false; // the list has its beginning
  #newest = 0; // by the ledger of a second ago
  #attempt = 0;
  #timer = 0;
  #loading = new AbortController();

  /** `connection`: connecting, live, reconnecting or refused. */
  state = { connection: 'connecting', problem: '' };

  /**
   * @param {() => number} rowsWanted how many of the newest events can be seen
   * @param {() => void} changed called after `state` changed
   */
  constructor(rowsWanted, changed) {
    this.#rowsWanted = rowsWanted;
    this.#changed = changed;
    const broken = () => this.#retry(() => this.wake());
    const opened = () => {
      this.#attempt = 0;
      this.#show({ connection: 'live', problem: '' });
    };
    this.#stream = new Stream({
      opened,
      event: (seq, raw) => {
        this.#cursor = seq;
        this.#list.event(seq, raw);
      },
      gap: (gap) => {
        this.#cursor = gap.to;
        this.#list.gap(gap);
      },
      broken,
    });
    this.#head = new Head((page) => {
      opened();
      this.#cursor = Math.max(this.#cursor, page.events.at(-1)?.seq ?? 0);
      this.#list.page(page);
    }, broken);
  }

  /** Fills `list` with its beginning, and goes on from there where it is live. */
  follow(filter, list) {
    this.#filter = filter;
    this.#list = list;
    this.#show({ connection: 'connecting' });
    return this.#load();
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
      this.#newest = stats.ring.newest;
      const isFar = stats.ring.newest - this.#cursor > FAR_BEHIND;
      if (this.#epoch.isAnother(stats, this.#cursor)) this.#startAnew();
      else if (!this.#loaded || (isFar && !this.#list.isFrozen)) this.#load();
      // The numbers say how many came; only matches have to be counted.
      else this.#open(isFar && !this.#isFiltered ? stats.ring.newest : this.#cursor);
    } catch {
      if (!signal.aborted) this.#retry(() => this.wake());
    }
  }

  /** The ledger, once a second. */
  check({ ring }) {
    const rate = ring.newest - this.#newest;
    this.#newest = ring.newest;
    if (this.state.connection !== 'live' || !this.#list.isLive) return;
    this.#list.head(ring);
    if (this.#isFiltered) return; // there the newest event need not be one of ours
    const isBehind = ring.newest - this.#cursor > TOO_FAR_BEHIND;
    if (!this.#head.isRunning && (isBehind || rate > BUSY)) {
      this.#stream.close();
      this.#head.start(this.#rowsWanted);
    } else if (this.#head.isRunning && rate < BUSY / 2) {
      this.#open(this.#cursor);
    }
  }

  get #isFiltered() {
    return Object.keys(this.#filter).length > 0;
  }

  async #load() {
    this.#stop();
    this.#loaded = false;
    const { signal } = this.#loading;
    try {
      // The ledger first: whatever is stored after it is in the page or comes with the stream.
      const stats = await api.stats(signal);
      const cursor = await this.#list.begin(stats.ring, signal);
      this.#epoch.isAnother(stats, 0);
      this.#loaded = true;
      this.#newest = stats.ring.newest;
      this.#show({ problem: '' });
      this.#open(cursor);
    } catch (error) {
      if (signal.aborted) return;
      if (error.isRefusal) this.#show({ connection: 'refused', problem: error.message });
      else this.#retry(() => this.#load());
    }
  }

  /** Another ring: its numbers say nothing about the rows of the old one. */
  #startAnew() {
    if (!this.#list.isFrozen || !this.#list.isLive) {
      this.#load();
      return;
    }
    this.#list.restart();
    this.#open(0);
  }

  #open(after) {
    this.#head.stop();
    this.#cursor = after;
    if (this.#list.isLive) this.#stream.open(after, this.#filter);
    else this.#show({ connection: 'live' });
  }

  #stop() {
    clearTimeout(this.#timer);
    this.#loading.abort();
    this.#loading = new AbortController();
    this.#stream.close();
    this.#head.stop();
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
