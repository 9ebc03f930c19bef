/** JSON with a line for each member and each item; every token stays as it was sent. */

// Deeper levels are no longer indented further: thousands of them would make gigabytes of blanks.
const MAX_INDENTED = 8;
const TOKEN = /"(?:[^"\\]|\\.)*"|[^\s"{}[\],:]+|[{}[\],:]/gs;

/** @param {string} json well-formed */
export function indented(json) {
  const parts = [];
  let level = 0;
  let last = '';
  for (const [token] of json.matchAll(TOKEN)) {
    const isClosing = token === '}' || token === ']';
    const hasOpened = last === '{' || last === '[';
    if (isClosing) level -= 1;
    const beginsAnew = last !== '' && level === 0 && !isClosing && last !== ',' && last !== ':' && !hasOpened;
    if (last === ',' || hasOpened !== isClosing || beginsAnew) {
      if (last) parts.push('\n', '  '.repeat(Math.min(level, MAX_INDENTED)));
    }
    parts.push(token === ':' ? ': ' : token);
    if (token === '{' || token === '[') level += 1;
    last = token;
  }
  return parts.join('');
}
