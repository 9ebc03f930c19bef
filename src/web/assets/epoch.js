/**
 * Tells whether the gateway that answers now is still the one that answered before. A gateway
 * with its ring in memory begins again at 1 when it restarts, so sequence numbers alone don't.
 */

// Uptime comes in whole seconds.
const SLACK_MS = 1500;

export class Epoch {
  #startedAt = null; // by this browser's clock

  /**
   * Remembers the gateway behind `stats`; true where it is another one than before. `seen` is a
   * sequence number that was stored before these figures were taken.
   */
  isAnother(stats, seen) {
    const before = this.#startedAt;
    this.#startedAt = Date.now() - stats.uptime_s * 1000;
    const moved = before !== null && Math.abs(this.#startedAt - before) > SLACK_MS;
    return moved || stats.ring.newest < seen;
  }
}
