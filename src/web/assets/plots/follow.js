/**
 * The plots' own way along the ring: from a moment in the past, without a gap, to what comes now.
 * Who can't keep up goes on at the newest datagram, and the ones between are counted.
 */

import * as api from '../api.js';
import { Epoch } from '../epoch.js';
import { Stream } from '../stream.js';
import { TimeReader } from './clock.js';

const POLL_MS = 1000;
const RETRY_MS = [500, 1000, 2000, 4000];
// The past is read only as far as it is read in a moment.
const MOST_PAST = 100_000;
// Who still reads what was the newest so many polls ago is that many seconds behind.
const PATIENCE = 2;

export class Follow {
  #listener;
  #stream;
  #filter;
  #epoch = new Epoch();
  #cursor = 0;
  #heard = 0; // events since the last poll
  #newest = []; // of the last polls
  #attempt = 0;

  /**
   * @param {{event(raw: string), missing(n: number, reason: 'slow' | 'gone'), state(word: string),
   *   resumeAt(): number}} listener `resumeAt`: from which moment (ms) to go on in another ring
   */
  constructor(filter, listener) {
    this.#filter = filter;
    this.#listener = listener;
    this.#stream = new Stream({
      opened: () => {
        this.#attempt = 0;
        listener.state('live');
      },
      event: (seq, raw) => {
        this.#cursor = seq;
        this.#heard += 1;
        listener.event(raw);
      },
      gap: (gap) => {
        this.#cursor = gap.to;
        listener.missing(gap.lost, 'gone');
      },
      broken: () => this.#retry(),
    });
    setInterval(() => this.#check(), POLL_MS);
  }

  /** Begins with what arrived at `since` (ms). */
  async begin(since) {
    try {
      const stats = await api.stats();
      this.#epoch.isAnother(stats, 0);
      const { oldest, newest } = stats.ring;
      const first = newest === 0 ? 1 : await firstSince(since, Math.max(oldest, newest - MOST_PAST + 1), newest);
      this.#open(first - 1);
    } catch (error) {
      if (error.isRefusal) this.#listener.state('refused');
      else this.#retry();
    }
  }

  #open(after) {
    this.#newest = [];
    this.#cursor = after;
    this.#stream.open(after, this.#filter);
  }

  #retry() {
    this.#listener.state('reconnecting');
    setTimeout(() => this.#goOn(), RETRY_MS[Math.min(this.#attempt, RETRY_MS.length - 1)]);
    this.#attempt += 1;
  }

  /** Is it the same ring? Then behind what was read last. */
  async #goOn() {
    try {
      const stats = await api.stats();
      if (this.#epoch.isAnother(stats, this.#cursor)) await this.begin(this.#listener.resumeAt());
      else this.#open(this.#cursor);
    } catch {
      this.#retry();
    }
  }

  async #check() {
    const heard = this.#heard;
    this.#heard = 0;
    const stats = await api.stats().catch(() => null);
    if (!stats) return;
    const { newest } = stats.ring;
    this.#newest.push(newest);
    if (this.#newest.length <= PATIENCE) return;
    // With a filter there may be nothing newer to hear of: it is late only while it is read.
    if (heard === 0 || this.#cursor >= this.#newest.shift()) return;
    this.#listener.missing(newest - this.#cursor, 'slow');
    this.#open(newest);
  }
}

/** The first event in [low, high] that arrived at `time` or later; high + 1 where none did. */
async function firstSince(time, low, high) {
  const reader = new TimeReader();
  let after = high + 1;
  while (low < after) {
    const middle = Math.floor((low + after) / 2);
    const { events: [event] } = await api.events({ after: middle - 1, limit: 1 });
    if (!event || event.seq > high) after = middle;
    else if (reader.read(event.time) < time) low = event.seq + 1;
    else after = middle;
  }
  return after;
}
