/**
 * Puts the chunks of GELF messages together: at most so many messages and bytes at a time, each
 * within the five seconds that GELF grants, after which what is missing does not count any more.
 */

const LIFETIME_MS = 5000;
const MAX_MESSAGES = 64;
const MAX_BYTES = 8 * 1024 * 1024;

export class GelfChunks {
  #messages = new Map(); // id -> {first: ms, count, parts: Map, bytes}, the oldest first
  #bytes = 0; // of all

  /**
   * @param {{id: string, number: number, count: number, data: Uint8Array}} chunk of a decoded datagram
   * @param {number} time when it arrived, in ms
   * @returns {{have: number, count: number, whole: Uint8Array | null, why?: string}}
   */
  add({ id, number, count, data }, time) {
    const message = this.#message(id, count, time);
    if (message.count !== count) return { have: message.parts.size, count, whole: null, why: 'chunks that disagree on their count' };
    if (!message.parts.has(number)) {
      message.parts.set(number, data);
      message.bytes += data.length;
      this.#bytes += data.length;
      while (this.#bytes > MAX_BYTES) this.#drop(this.#messages.keys().next().value);
      if (!this.#messages.has(id)) return { have: 0, count, whole: null, why: 'more than 8 MiB' };
    }
    const have = message.parts.size;
    if (have < count) return { have, count, whole: null };
    this.#drop(id);
    return { have, count, whole: joined(message) };
  }

  #message(id, count, time) {
    const known = this.#messages.get(id);
    if (known && Math.abs(time - known.first) <= LIFETIME_MS) return known;
    const message = { first: time, count, parts: new Map(), bytes: 0 };
    this.#drop(id);
    this.#messages.set(id, message);
    if (this.#messages.size > MAX_MESSAGES) this.#drop(this.#messages.keys().next().value);
    return message;
  }

  #drop(id) {
    this.#bytes -= this.#messages.get(id)?.bytes ?? 0;
    this.#messages.delete(id);
  }
}

function joined({ count, parts, bytes }) {
  const whole = new Uint8Array(bytes);
  for (let number = 0, at = 0; number < count; number += 1) {
    const part = parts.get(number);
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
