/**
 * Rates from the ledger's differences: one sample for each interval between two answers, exact
 * for that interval however long it was.
 */

export const WINDOW_MS = 5 * 60_000;

export class Rates {
  #before = null;

  /** Oldest first: {from, to} in ms of Date.now(), {received, dropped} in datagrams a second. */
  samples = [];

  /** Takes the ledger as it was at `now`; the newest sample, or null where there is none yet. */
  add(stats, now) {
    const { received, kernel_dropped: dropped } = stats.udp;
    const before = this.#before;
    this.#before = { now, received, dropped };
    // Counters that went back belong to another start of the gateway.
    if (!before || received < before.received || dropped < before.dropped || now <= before.now) return null;
    const seconds = (now - before.now) / 1000;
    const sample = {
      from: before.now,
      to: now,
      received: (received - before.received) / seconds,
      dropped: (dropped - before.dropped) / seconds,
    };
    this.samples.push(sample);
    while (this.samples[0].to < now - WINDOW_MS) this.samples.shift();
    return sample;
  }
}
