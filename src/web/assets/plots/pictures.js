/**
 * The pictures, frame by frame: the page asks the worker for one when the last is drawn, so that a
 * slow page gets fewer and none waits in line.
 */

const STILL_MS = 500; // between two pictures, for who wants no motion

export class Pictures {
  #desk;
  #board;
  #frame = 0;
  #isAsked = false;
  #got = null;
  #drawnAt = 0;
  #shownCursor = undefined;
  #calm = matchMedia('(prefers-reduced-motion: reduce)');

  /** Something else is to be drawn than before. */
  isDirty = true;
  isHeld = false;
  cursor = null;

  constructor(desk, board) {
    this.#desk = desk;
    this.#board = board;
  }

  begin() {
    this.end();
    this.isDirty = true;
    this.#frame = requestAnimationFrame((now) => this.#tick(now));
  }

  end() {
    cancelAnimationFrame(this.#frame);
    this.#isAsked = false;
    this.#got = null;
  }

  take(frame) {
    this.#isAsked = false;
    this.#got = frame;
    this.#desk.view.now = frame.now;
  }

  /** Each picture in words, with the range that is seen. */
  describe() {
    for (const card of this.#board.cards) card.describe((id) => this.#desk.series.get(id));
    this.#showValues(null);
  }

  get #shown() {
    return this.#board.cards.filter(({ isVisible }) => isVisible);
  }

  #tick(now) {
    this.#frame = requestAnimationFrame((later) => this.#tick(later));
    if (this.isHeld) return;
    if (this.#got) this.#draw(this.#got);
    this.#got = null;
    const wait = this.#calm.matches && !this.isDirty ? STILL_MS : 0;
    if (this.#isAsked || now - this.#drawnAt < wait) return;
    this.#drawnAt = now;
    this.#ask();
  }

  #ask() {
    const cards = this.#shown;
    if (cards.length === 0) return;
    const ofKind = (kind) => [...new Set(cards.filter(({ chart }) => chart.kind === kind).flatMap(({ series }) => series.map(({ id }) => id)))];
    const { view } = this.#desk;
    this.#desk.ask({
      type: 'frame',
      view: { span: view.span, to: view.to },
      width: Math.max(50, Math.round(Math.max(...cards.map(({ width }) => width)))),
      numbers: ofKind('lines'),
      texts: ofKind('texts'),
      pairs: cards.flatMap(({ pairs }) => pairs),
      cursor: this.cursor,
      isAnew: this.isDirty,
    });
    this.#isAsked = true;
    this.isDirty = false;
  }

  #draw(frame) {
    this.#showValues(frame.cursor);
    if (!frame.values) return;
    const { from, count, step, ids } = frame;
    frame.rows = new Map(ids.map((id, row) => [id, row]));
    frame.times = [from * step];
    for (let n = 0; n < count; n += 1) frame.times.push((from + n + 0.25) * step, (from + n + 0.75) * step);
    frame.times.push((from + count) * step);
    this.#measure(frame);
    for (const card of this.#shown) card.draw(frame);
  }

  /** The least and the greatest value that are seen, for the words. */
  #measure({ ids, values, times }) {
    ids.forEach((id, row) => {
      let [least, most] = [Infinity, -Infinity];
      for (let at = row * times.length + 1; at < (row + 1) * times.length - 1; at += 1) {
        const value = values[at];
        if (value < least) least = value;
        if (value > most && value !== Infinity) most = value;
      }
      const series = this.#desk.series.get(id);
      if (series) Object.assign(series, { least, most });
    });
  }

  #showValues(cursor) {
    if (cursor === null && this.#shownCursor !== null && this.#shownCursor !== undefined && this.cursor !== null) return;
    this.#shownCursor = cursor;
    const values = cursor && new Map(cursor.ids.map((id, n) => [id, cursor.values[n]]));
    for (const card of this.#shown) card.showValues((id) => this.#desk.series.get(id), values);
  }
}
