/**
 * Numbers in columns: "21.4,40.1,-61", separated by commas, semicolons, tabs or blanks, a line for
 * each row. A first row of names names the columns; a first column of words is text.
 */

import { MAX_LINES, number } from './field.js';

const BEGINS = /^\s*[+\-.\dA-Za-z_"]/;

export default {
  kind: 'csv',
  title: 'CSV numbers',
  read({ text }, fields) {
    if (!BEGINS.test(text) || !/\d/.test(text)) return false;
    const rows = text.trim().split('\n', MAX_LINES).map((row) => row.trim()).filter(Boolean);
    const separator = [',', ';', '\t'].find((one) => rows[0].includes(one)) ?? /\s+/;
    const cells = rows.map((row) => row.split(separator).map((cell) => cell.trim().replace(/^"(.*)"$/, '$1')));
    const names = rows.length > 1 && cells[0].every((cell) => isName(cell)) ? cells.shift() : null;
    const width = names?.length ?? cells[0].length;
    const isWide = typeof separator === 'string';
    if (!cells.every((row) => row.length === width && isNumeric(row, isWide))) return false;
    for (const row of cells) {
      row.forEach((cell, at) => {
        const name = names ? names[at] : width === 1 ? 'value' : `[${at}]`;
        if (cell !== '') fields.add(name, number(cell) ?? cell);
      });
    }
    return fields.total > 0;
  },
};

const isName = (cell) => cell !== '' && number(cell) === undefined && cell.length < 100;

/** All numbers; the first may be a word where at least two follow. */
function isNumeric(row, isWide) {
  const rest = row.filter((cell) => cell !== '');
  const numbers = rest.filter((cell) => number(cell) !== undefined).length;
  if (numbers === rest.length) return numbers > 0;
  return isWide && number(row[0]) === undefined && row[0] !== '' && numbers === rest.length - 1 && numbers >= 2;
}
