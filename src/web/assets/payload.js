/**
 * A payload as one visible line. Bytes that somebody else chose become text parts with a kind;
 * who draws them puts each into a text node and never into markup. Escapes look as in the text
 * export: \n, \xHH.
 */

// No row can show more, even on a very wide screen.
const PREVIEW = 400;

// Controls, format characters (bidi overrides, zero width, byte order mark), line separators and
// lone surrogates: all that would be invisible or would move what stands around it.
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;
const UNSEEN_RUN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]+/gu;
const SHORT = new Map([['\n', '\\n'], ['\r', '\\r'], ['\t', '\\t']]);

const utf8 = new TextEncoder();
const hex = (byte) => byte.toString(16).padStart(2, '0');

/**
 * @param {{size: number, encoding: string, data: string, url?: string}} event
 * @returns {{kind: '' | 'escape' | 'hex' | 'note', text: string}[]}
 */
export function preview(event) {
  if (event.url === undefined) return ofPayload(event);
  // A capture says first what it is one of.
  const url = cut(event.url);
  const note = url.length < event.url.length ? `${url}…` : url;
  return [{ kind: 'note', text: note }, { kind: '', text: ' ' }, ...ofPayload(event)];
}

function ofPayload(event) {
  if (event.size === 0) return [{ kind: 'note', text: 'empty' }];
  return event.encoding === 'base64' ? ofBytes(event.data) : ofText(event.data);
}

function ofText(data) {
  const shown = cut(data);
  const tail = shown.length < data.length ? [{ kind: 'note', text: '…' }] : [];
  if (!UNSEEN.test(shown)) return [{ kind: '', text: shown }, ...tail];
  const controls = shown.match(/[\0-\x08\x0e-\x1f\x7f]/g);
  if (controls && controls.length * 3 > shown.length) return [dump(utf8.encode(shown)), ...tail];

  const parts = [];
  let from = 0;
  for (const run of shown.matchAll(UNSEEN_RUN)) {
    if (run.index > from) parts.push({ kind: '', text: shown.slice(from, run.index) });
    parts.push({ kind: 'escape', text: [...run[0]].map(escape).join('') });
    from = run.index + run[0].length;
  }
  if (from < shown.length) parts.push({ kind: '', text: shown.slice(from) });
  return parts.concat(tail);
}

/** Bytes that are no UTF-8: ASCII with escapes where most of it is readable, else hexadecimal. */
function ofBytes(base64) {
  const head = atob(base64.slice(0, Math.ceil(PREVIEW / 3) * 4));
  const bytes = Uint8Array.from(head.slice(0, PREVIEW), (c) => c.charCodeAt(0));
  const tail = base64.length * 3 > (PREVIEW + 2) * 4 ? [{ kind: 'note', text: '…' }] : [];
  const readable = bytes.reduce((n, byte) => n + (isReadable(byte) ? 1 : 0), 0);
  if (readable * 3 < bytes.length * 2) return [dump(bytes), ...tail];

  const parts = [];
  for (const byte of bytes) {
    const kind = byte >= 0x20 && byte < 0x7f ? '' : 'escape';
    const char = String.fromCharCode(byte);
    const text = kind ? SHORT.get(char) ?? `\\x${hex(byte)}` : char;
    if (parts.at(-1)?.kind === kind) parts.at(-1).text += text;
    else parts.push({ kind, text });
  }
  return parts.concat(tail);
}

const isReadable = (byte) => (byte >= 0x20 && byte < 0x7f) || (byte >= 9 && byte <= 13);

const dump = (bytes) => ({ kind: 'hex', text: Array.from(bytes, hex).join(' ') });

const escape = (char) => SHORT.get(char) ?? Array.from(utf8.encode(char), (b) => `\\x${hex(b)}`).join('');

/** The first characters, never half a surrogate pair. */
function cut(text) {
  if (text.length <= PREVIEW) return text;
  const last = text.charCodeAt(PREVIEW - 1);
  return text.slice(0, last >= 0xd800 && last < 0xdc00 ? PREVIEW - 1 : PREVIEW);
}
