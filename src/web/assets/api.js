/**
 * The gateway's HTTP interface: addresses and JSON answers, nothing about how they are shown.
 */

// Wherever a proxy has put the gateway: this module is in its static/.
const BASE = new URL('..', import.meta.url).pathname;
const API = `${BASE}api/v1/`;

/** An answer that is not a success; `message` is the gateway's own sentence. */
export class ApiError extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
    /** Asking again in the same words would fail again. */
    this.isRefusal = status >= 400 && status < 500;
  }
}

/** Address of an API resource; parameters that are empty or absent are left out. */
export function address(resource, parameters = {}) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined && value !== '') query.set(name, value);
  }
  const text = query.toString();
  return API + resource + (text && `?${text}`);
}

async function get(resource, parameters, signal) {
  const answer = await fetch(address(resource, parameters), {
    signal,
    cache: 'no-store',
    headers: { Accept: 'application/json' },
  });
  if (answer.ok) return answer.json();
  // A gateway that began anew asks for its token; a worker can't reload, its page does.
  if (answer.status === 401) location.reload?.();
  // A proxy in between may answer without a problem document.
  const problem = await answer.json().catch(() => ({}));
  const sentence = problem.detail ?? problem.title ?? answer.statusText;
  throw new ApiError(answer.status, sentence || `status ${answer.status}`);
}

/** A page of events, oldest first: {events, oldest, newest, next}. */
export const events = (parameters, signal) => get('events', parameters, signal);

/** One event, with all of its payload. */
export const event = (seq) => get(`events/${seq}`, {});

/** The ledger. */
export const stats = (signal) => get('stats', {}, signal);

/** Who has sent something: {time, sources, forgotten}. */
export const sources = (parameters = {}, signal) => get('sources', parameters, signal);

/** Where one event is shown on a page of its own. */
export const eventPage = (seq) => `${BASE}events/${seq}`;
