/**
 * The self-test: opens a live stream, has the gateway send itself a datagram for each listener, and
 * follows them until each is where it ends.
 */

import { address } from '../api.js';
import { Stream } from '../stream.js';
import { drawProblem, drawWay } from './way.js';

const LOOK_MS = 50;
const STREAM_MS = 2000; // what is stored is seen by then, or is not seen at all
const CONTAINS = 'event-gateway self-test'; // how all their texts begin

const pause = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

/** The gateway's answer; throws its own sentence where it refuses. */
async function ask(method) {
  const answer = await fetch(address('doctor/self-test'), { method, cache: 'no-store', headers: { Accept: 'application/json' } });
  if (answer.status === 401) location.reload();
  const json = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(json.detail ?? `The gateway answered with status ${answer.status}.`);
  return json;
}

/** The sequence numbers that this page's own stream delivers, and when. */
class Watch {
  #seen = new Map();
  #isOpen = false;
  #stream;

  /** Begins; ends when the stream is open, or can't be. */
  begin() {
    return new Promise((resolve) => {
      this.#stream = new Stream({
        opened: () => { this.#isOpen = true; resolve(); },
        event: (seq) => this.#seen.set(seq, performance.now()),
        gap: () => {},
        broken: () => { this.#isOpen = false; resolve(); },
      });
      this.#stream.open(undefined, { contains: CONTAINS });
      setTimeout(resolve, STREAM_MS);
    });
  }

  end() {
    this.#stream.close();
  }

  /** What it has of an event that is stored. */
  of(seq, clickedAt, isOver) {
    if (this.#seen.has(seq)) {
      return { state: 'seen', us: Math.round((this.#seen.get(seq) - clickedAt) * 1000) };
    }
    if (!this.#isOpen) return { state: 'failed', why: 'Not seen by this page: its live stream could not be opened, or broke.' };
    if (!isOver) return { state: 'waiting' };
    return { state: 'failed', why: `Not seen by this page within ${STREAM_MS / 1000} s: something between the gateway and this browser holds its live stream back, like a proxy that buffers.` };
  }
}

/** Draws the way of each datagram into `place`; ends when all have come to their end. */
export async function runSelfTest(place) {
  const watch = new Watch();
  try {
    await watch.begin();
    const clickedAt = performance.now();
    let test = await ask('POST');
    for (let storedAt = 0; ;) {
      if (!test.running) storedAt ||= performance.now();
      const isOver = !test.running && performance.now() - storedAt > STREAM_MS;
      const liveOf = ({ seq }) => watch.of(seq, clickedAt, isOver);
      drawWay(place, test, liveOf);
      const waits = test.listeners.some((trial) => trial.state === 'stored' && liveOf(trial).state === 'waiting');
      if (!test.running && !waits) return;
      await pause(LOOK_MS);
      if (test.running) test = await ask('GET');
    }
  } catch (error) {
    drawProblem(place, error instanceof TypeError ? 'The gateway did not answer.' : error.message);
  } finally {
    watch.end();
  }
}
