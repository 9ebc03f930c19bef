/** GELF, as plain JSON: JSON that has the names which GELF asks for. */

import json from './json.js';
import { severity } from './severity.js';

export default {
  kind: 'gelf',
  title: 'GELF',
  read(input, fields) {
    const { text } = input;
    if (text.charCodeAt(0) !== 0x7b || !text.includes('"short_message"') || !text.includes('"version"')) return false;
    const read = json.read(input, fields);
    if (!read) return false;
    const level = fields.list.find(({ name }) => name === 'level');
    if (level) level.value = severity(level.value);
    return read;
  },
};
