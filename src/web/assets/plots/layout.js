/**
 * Which series is in which chart. By itself a series joins the chart of those that have the same
 * name but for a last number or axis ("acc.x", "acc.y"; "temp1", "temp2"; "temp" of another
 * device) and the same unit, or those for which the sender wants the same chart (Teleplot's
 * "name,label:1"); what somebody has arranged stays as it is.
 */

const MOST_IN_A_CHART = 8; // by itself
const MOST_LABELLED = 50; // as the sender wants it
const MOST_PLACED = 200; // by itself
const MOST_CHARTS = 200;
const MOST_KEYS = 1000;
const KINDS = new Set(['lines', 'xy', 'texts']);

/** What names a series across visits. */
export const keyOf = ({ source, name }) => JSON.stringify([source, name]);

const stem = (name) => name.replace(/(?:[._-]?[xyzXYZ]|[._ -]?\[?\d+\]?)$/, '') || name;

function group(series) {
  const { name, unit, kind, source, label } = series;
  if (label) return `labelled ${kindOf(series)} ${label}`;
  if (kind === 'text') return `texts ${source}`;
  return kind === 'xy' ? `xy ${source} ${name}` : `lines ${stem(name)} ${unit}`;
}

export class Layout {
  #changed;
  #ids = 0;
  #placed = 0;

  /** In order: {id, kind, keys, title, isEqual, isLarge, group}; an XY chart's first key is its x, or has both. */
  charts = [];
  /** Keys that somebody has taken out of all charts. */
  removed = new Set();

  /** @param {() => void} changed called when somebody changed it, not for what came by itself */
  constructor(changed) {
    this.#changed = changed;
  }

  chartOf(key) {
    return this.charts.find(({ keys }) => keys.includes(key));
  }

  find(id) {
    return this.charts.find((chart) => chart.id === id);
  }

  /** A series that is new on the page: the chart that it is in or joins, if any. */
  place(series) {
    const key = keyOf(series);
    const chart = this.chartOf(key);
    if (chart) return chart;
    if (series.isQuiet || this.removed.has(key) || this.#placed >= MOST_PLACED) return null;
    this.#placed += 1;
    const name = group(series);
    const joined = this.charts.find((one) => one.group === name && one.keys.length < (series.label ? MOST_LABELLED : MOST_IN_A_CHART));
    if (joined) joined.keys.push(key);
    return joined ?? this.#add({ kind: kindOf(series), keys: [key], group: name });
  }

  /** Moves a series into a chart; `id` 'new': into one of its own; '': into none. */
  move(series, id) {
    const key = keyOf(series);
    const to = this.find(id);
    if (to && !fits(to, series)) return;
    for (const chart of this.charts) chart.keys = chart.keys.filter((one) => one !== key);
    this.removed.delete(key);
    if (to) to.keys.push(key);
    else if (id === 'new') this.#add({ kind: kindOf(series), keys: [key] });
    else this.removed.add(key);
    this.#prune();
  }

  /** Changes a chart: title, kind, isEqual, keys. */
  change(chart, change) {
    Object.assign(chart, change, { group: '' });
    this.#prune();
  }

  /** Makes a chart larger, or as all others again. */
  enlarge(chart) {
    chart.isLarge = !chart.isLarge;
    this.#changed();
  }

  remove(chart) {
    for (const key of chart.keys) this.removed.add(key);
    chart.keys = [];
    this.#prune();
  }

  /** Moves a chart `by` places among those that are shown. */
  shift(chart, by, shown) {
    const other = shown[shown.indexOf(chart) + by];
    if (!other) return;
    const [at, to] = [this.charts.indexOf(chart), this.charts.indexOf(other)];
    this.charts.splice(to, 0, ...this.charts.splice(at, 1));
    this.#changed();
  }

  #add(chart) {
    this.#ids += 1;
    const made = { id: `c${this.#ids}`, title: '', isEqual: false, isLarge: false, group: '', ...chart };
    if (this.charts.length < MOST_CHARTS) this.charts.push(made);
    return made;
  }

  #prune() {
    this.charts = this.charts.filter(({ keys }) => keys.length > 0);
    this.#changed();
  }

  toJSON() {
    const charts = this.charts.map(({ kind, keys, title, isEqual, isLarge }) => ({ kind, keys, title, isEqual, isLarge }));
    return { charts, removed: [...this.removed].slice(0, MOST_KEYS) };
  }

  /** Takes what toJSON() gave once, or what somebody has put into a link: whatever is wrong is left out. */
  restore(text) {
    let saved;
    try {
      saved = JSON.parse(text);
    } catch {
      return;
    }
    const list = (value) => (Array.isArray(value) ? value : []);
    const keys = (value) => list(value).filter((key) => typeof key === 'string').slice(0, MOST_KEYS);
    for (const chart of list(saved?.charts).slice(0, MOST_CHARTS)) {
      if (!KINDS.has(chart?.kind) || keys(chart.keys).length === 0) continue;
      const title = typeof chart.title === 'string' ? chart.title.slice(0, 100) : '';
      this.#add({ kind: chart.kind, keys: keys(chart.keys), title, isEqual: chart.isEqual === true, isLarge: chart.isLarge === true });
    }
    this.removed = new Set(keys(saved?.removed));
  }
}

const kindOf = ({ kind }) => (kind === 'text' ? 'texts' : kind === 'xy' ? 'xy' : 'lines');

/** Texts and numbers have no axis in common, and points of two axes none over time. */
export const fits = (chart, series) => kindOf(series) === chart.kind || (chart.kind === 'xy' && series.kind === 'number');
