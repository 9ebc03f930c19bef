/** Events around one, of the same source. */

import { address, events } from '../api.js';
import { bytesOf, decode } from '../decode/index.js';
import { GelfChunks } from '../decode/gelf_chunks.js';

const AROUND = 256; // of the same source, on each side: more than a message's 128 chunks

export const timeOf = (event) => Date.parse(`${event.time.slice(0, 23)}Z`);

/** @returns {Promise<{older: object?, newer: object?}>} the next ones of the same source */
export async function neighbours({ source, seq }, signal) {
  const [before, after] = await Promise.all([
    events({ source, before: seq, limit: 1 }, signal), events({ source, after: seq, limit: 1 }, signal)]);
  return { older: before.events.at(-1), newer: after.events[0] };
}

/**
 * The GELF message of which an event is a chunk.
 * @returns {Promise<{have: number, count: number, seqs: number[], result: object | null, why?: string}>}
 */
export async function wholeMessage(event, chunk, signal) {
  const { source, seq } = event;
  const pages = await Promise.all([
    events({ source, before: seq, limit: AROUND }, signal), events({ source, after: seq, limit: AROUND }, signal)]);
  const chunks = new GelfChunks();
  let state = chunks.add(chunk, timeOf(event));
  const seqs = [seq];
  for (const other of [...pages[0].events.reverse(), ...pages[1].events]) {
    const theirs = other.encoding === 'base64' ? decode(bytesOf(other)).chunk : undefined;
    if (theirs?.id !== chunk.id || Math.abs(timeOf(other) - timeOf(event)) > 5000 || state.whole) continue;
    state = chunks.add(theirs, timeOf(event));
    seqs.push(other.seq);
  }
  const whole = state.whole ? decode(state.whole, { lines: true }) : null;
  const result = whole?.pending ? await whole.pending() : whole;
  return { have: state.have, count: state.count, why: state.why, seqs: seqs.sort((a, b) => a - b), result };
}

/** Where an event's bytes are to be had. */
export const payloadOf = (seq) => address(`events/${seq}/payload`);
