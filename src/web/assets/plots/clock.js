/**
 * One time line for all plots. It is the gateway's clock; what devices say of the time is put on
 * it, and nothing on it ever goes back: points stay in the order in which they arrived.
 */

// Datagrams of two sockets may be told a moment out of order.
const JITTER_MS = 1000;
// A device's clock that is within this of the gateway's is taken as it is.
const BEHIND_MS = 10_000;
const AHEAD_MS = 1000;

/** The gateway's clock, in ms since 1970. Where it was set back, the line goes on from where it was. */
export class ArrivalClock {
  #last = -Infinity;
  #lead = -Infinity; // of the line before this browser's clock

  /** By how much the line is ahead of the gateway's clock. */
  shift = 0;

  place(ms) {
    const time = ms + this.shift;
    if (time >= this.#last) this.#last = time;
    else if (time < this.#last - JITTER_MS) this.shift += this.#last - time;
    return this.#last;
  }

  /** Datagrams of now have come, `local` by this browser's clock: the shortest way tells the difference. */
  heard(local) {
    this.#lead = Math.max(this.#lead, this.#last - local);
  }

  /** What the gateway's clock shows while this browser's shows `local`. */
  now(local) {
    return Number.isFinite(this.#lead) ? Math.max(this.#last, local + this.#lead) : local;
  }
}

/**
 * A device's clock: its distances are kept, and where it is far from the gateway's (not set, or
 * counting from the start of the device) it is moved as a whole.
 */
export class DeviceClock {
  /** What is added to the device's times. */
  offset = 0;
  /** Changes when a line can't go on: the clock was moved anew. */
  segment = 0;

  #isSet = false;

  /** The newest time in a datagram that arrived at `arrival`. */
  heard(newest, arrival) {
    const ahead = newest + this.offset - arrival;
    if (ahead >= -BEHIND_MS && ahead <= AHEAD_MS) {
      this.#isSet = true;
      return;
    }
    const isNear = newest - arrival >= -BEHIND_MS && newest - arrival <= AHEAD_MS;
    this.offset = isNear ? 0 : arrival - newest;
    if (this.#isSet) this.segment += 1;
    this.#isSet = true;
  }
}

/** Reads RFC 3339 with nanoseconds, UTC, as ms: most of a flood's datagrams share their second. */
export class TimeReader {
  #second = '';
  #ms = 0;

  read(iso) {
    const second = iso.slice(0, 19);
    if (second !== this.#second) {
      this.#second = second;
      this.#ms = Date.parse(`${second}Z`);
    }
    return this.#ms + Number(iso.slice(19, -1)) * 1000;
  }
}
