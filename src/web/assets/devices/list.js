/**
 * From the gateway's sources to devices: what sends from one address is one device, whichever
 * ports it uses. Pure functions. Addresses and names come from outside: they are keys of Maps and
 * text, nothing else.
 */

// Whoever was seen so lately sends now: who of them was the last one is no news.
const NOW_MS = 10_000;
const MOST_NAMES = 3; // of one device

/** "192.0.2.7" of "192.0.2.7:5000", "[2001:db8::1]" of "[2001:db8::1]:5000". */
const addressOf = (source) => source.slice(0, source.lastIndexOf(':'));

/** Time as milliseconds; browsers agree on three decimals only. */
export const milliseconds = (iso) => Date.parse(`${iso.slice(0, 23)}Z`);

/**
 * @param {object} answer of /api/v1/sources?history=60
 * @returns {object[]} devices {address, name, ports, ...figures}; ports are the same, with source
 */
export function devicesOf(answer) {
  const devices = new Map();
  for (const source of answer.sources) {
    const address = addressOf(source.source);
    const port = {
      source: source.source,
      name: source.name ?? '',
      events: source.events,
      bytes: source.bytes,
      rate: source.rate,
      seen: milliseconds(source.last_seen),
      silent: source.silent_since !== null,
      sequence: source.sequence,
      history: source.history ?? [],
    };
    const device = devices.get(address);
    if (device) device.ports.push(port);
    else devices.set(address, { address, ports: [port] });
  }
  return [...devices.values()].map(summed);
}

/** A device as a whole. Its ports come last seen first: it is silent where the newest one is. */
function summed({ address, ports }) {
  const [newest] = ports;
  if (ports.length === 1) return { ...newest, address, ports };
  const sum = (figure) => ports.reduce((all, port) => all + port[figure], 0);
  const names = new Set(ports.map(({ name }) => name).filter(Boolean));
  return {
    address,
    ports,
    source: address,
    // Ports can have names of their own.
    name: [...names].slice(0, MOST_NAMES).join(', '),
    events: sum('events'),
    bytes: sum('bytes'),
    rate: sum('rate'),
    seen: newest.seen,
    silent: newest.silent,
    sequence: ports.reduce((all, { sequence }) => added(all, sequence), null),
    history: newest.history.map((_, second) => ports.reduce((all, { history }) => all + history[second], 0)),
  };
}

function added(all, one) {
  if (!all || !one) return all ?? one;
  const figures = ['missing', 'duplicated', 'reordered', 'restarts'];
  return Object.fromEntries(figures.map((figure) => [figure, all[figure] + one[figure]]));
}

/** The name, and where there is none, the address. */
export const titleOf = ({ name, address }) => name || address;

// Numbers within a text count as numbers: 192.0.2.9 stands before 192.0.2.10.
const { compare } = new Intl.Collator('en', { numeric: true });
const byTitle = (a, b) => compare(titleOf(a), titleOf(b)) || compare(a.address, b.address);

// A rate wavers: only a half more is another place in the list.
const step = (rate) => (rate > 0 ? Math.round(Math.log(rate) / Math.log(1.5)) : -Infinity);
const missing = ({ sequence }) => sequence?.missing ?? -1;
const order = (a, b) => (a === b ? 0 : a > b ? -1 : 1);

const ORDERS = new Map([
  ['seen', (now) => (a, b) => order(Math.min(a.seen, now - NOW_MS), Math.min(b.seen, now - NOW_MS))],
  ['name', () => () => 0],
  ['rate', () => (a, b) => order(step(a.rate), step(b.rate))],
  ['loss', () => (a, b) => order(missing(a), missing(b))],
]);

/** Sorted by 'seen', 'name', 'rate' or 'loss', the most first; what is alike by its name. */
export function sorted(devices, by, now) {
  const first = ORDERS.get(by)(now);
  return [...devices].sort((a, b) => first(a, b) || byTitle(a, b));
}

/** Those whose name or address has the words; capitals are the same as small letters. */
export function found(devices, words) {
  const wanted = words.trim().toLowerCase();
  if (wanted === '') return devices;
  return devices.filter((device) => device.name.toLowerCase().includes(wanted)
    || device.ports.some(({ name, source }) => source.includes(wanted) || name.toLowerCase().includes(wanted)));
}
