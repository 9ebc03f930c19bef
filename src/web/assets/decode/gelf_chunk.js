/** One chunk of a GELF message; gelf_chunks.js puts them together. */

import { Broken, hex } from './field.js';

export const MAX_CHUNKS = 128;

export default {
  kind: 'gelf-chunk',
  title: 'GELF chunk',
  read({ bytes }, fields) {
    if (bytes[0] !== 0x1e || bytes[1] !== 0x0f) return false;
    if (bytes.length < 12) throw new Broken('unexpected end inside the head of the chunk', bytes.length);
    const id = hex(bytes.subarray(2, 10));
    const [number, count] = bytes.subarray(10, 12);
    fields.add('message id', id);
    if (count === 0 || count > MAX_CHUNKS) throw new Broken(`a message of ${count} chunks, where 1 to ${MAX_CHUNKS} are allowed,`, 11);
    if (number >= count) throw new Broken(`chunk ${number + 1} of ${count}`, 10);
    fields.add('chunk', `${number + 1} of ${count}`);
    const chunk = { id, number, count, data: bytes.subarray(12) };
    return count === 1 ? { chunk, inner: chunk.data } : { chunk };
  },
};
