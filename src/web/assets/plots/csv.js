/**
 * The kept points of a stretch of time as CSV: a line for each point, series after series.
 */

const HEADER = 'time,source,name,unit,value,x\r\n';
const LINES_A_TURN = 20_000;

/** RFC 4180; what a spreadsheet would run as a formula gets a ' in front, as in the gateway's exports. */
function cell(text) {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

// What a sender says of the time may be beyond all dates.
const iso = (ms) => (Math.abs(ms) < 8.64e15 ? new Date(ms).toISOString() : '');

function* lines(series, from, to) {
  const head = `${cell(series.source)},${cell(series.name)},${cell(series.unit)}`;
  if (series.kind === 'text') {
    for (const span of series.track.between(from, to, Infinity)) yield `${iso(span.from)},${head},${cell(span.text)},\r\n`;
    return;
  }
  const { ring } = series;
  for (let n = ring.search(from); n < ring.end && ring.time(n) <= to; n += 1) {
    const value = ring.value(n);
    if (!Number.isNaN(value)) yield `${iso(ring.time(n))},${head},${value},${series.kind === 'xy' ? ring.x(n) : ''}\r\n`;
  }
}

/** A Blob of it, made in turns, so that what arrives meanwhile is not kept waiting. */
export async function csv(all, from, to) {
  const parts = [HEADER];
  for (const series of all) {
    let part = '';
    let count = 0;
    for (const line of lines(series, from, to)) {
      part += line;
      count += 1;
      if (count % LINES_A_TURN !== 0) continue;
      parts.push(part);
      part = '';
      await new Promise((resolve) => { setTimeout(resolve); });
    }
    parts.push(part);
  }
  return new Blob(parts, { type: 'text/csv' });
}
