/**
 * How series are told apart: by colour, and without it by a letter that stands in the line, at its
 * end, and before the name. Colours come from the style sheet, so they follow the scheme.
 */

const COLOURS = 8;

export const letter = (index) => String.fromCharCode((index < 26 ? 65 : 71) + (index % 52));

export const colourName = (index) => `--series-${(index % COLOURS) + 1}`;

/** Reads the colours that hold for `element` now: {series: [...], ink, muted, line, panel, soft, font}. */
export function palette(element) {
  const style = getComputedStyle(element);
  const colour = (name) => style.getPropertyValue(name).trim();
  return {
    series: Array.from({ length: COLOURS }, (_, index) => colour(colourName(index))),
    ink: colour('--ink'),
    muted: colour('--muted'),
    line: colour('--line'),
    panel: colour('--panel'),
    soft: colour('--accent-soft'),
    font: `11px ${colour('--sans')}`,
  };
}
