/** Elements in few words. Whatever came from a device goes into text nodes. */

/**
 * `make('a', { href, className, on: { click } }, 'text', node, ...)`; properties that are undefined
 * are left out, `on` are listeners.
 */
export function make(name, { on = {}, ...properties } = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (value === undefined) continue;
    if (key.includes('-') || key === 'role') element.setAttribute(key, value);
    else element[key] = value;
  }
  for (const [type, listener] of Object.entries(on)) element.addEventListener(type, listener);
  element.append(...children);
  return element;
}

/** Puts `nodes` into `parent`, where they are not in it already. */
export function fill(parent, nodes) {
  if (nodes.length !== parent.childElementCount || nodes.some((node, n) => node !== parent.children[n])) parent.replaceChildren(...nodes);
}

export const button = (text, click, properties = {}) => make('button', { type: 'button', on: { click }, ...properties }, text);
