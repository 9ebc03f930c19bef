/** gzip and zlib, as GELF's senders use them: what is inside is known only later (`pending`). */

import { Broken } from './field.js';

const MAX_INFLATED = 4 * 1024 * 1024;

export const gzip = {
  kind: 'gzip',
  title: 'gzip',
  read({ bytes }) {
    if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return false;
    if (bytes.length > 2 && bytes[2] !== 8) throw new Broken(`compression method ${bytes[2]}, where gzip has only 8,`, 2);
    if (bytes.length < 18) throw new Broken('unexpected end of a gzip stream', bytes.length);
    return { inflate: () => inflate(bytes, 'gzip') };
  },
};

export const zlib = {
  kind: 'zlib',
  title: 'zlib',
  read({ bytes }) {
    // Deflate with a window of at most 32 KiB, no dictionary, and the check that makes it divisible by 31.
    const [head, flags] = bytes;
    if ((head & 0x8f) !== 8 || bytes.length < 8 || (head * 256 + flags) % 31 !== 0 || (flags & 0x20) !== 0) return false;
    if (head !== 0x78 && bytes.length < 16) return false;
    return { inflate: () => inflate(bytes, 'deflate') };
  },
};

/** The bytes inside. Rejects with a sentence where they can't be had. */
async function inflate(bytes, format) {
  const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream(format)).getReader();
  const parts = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read().catch(() => {
      throw new Error(`can't be inflated behind ${size} bytes: damaged or cut off`);
    });
    if (done) break;
    size += value.length;
    if (size > MAX_INFLATED) {
      reader.cancel().catch(() => {});
      throw new Error('more than 4 MiB inside');
    }
    parts.push(value);
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}
