/** Elements in few words. Text always becomes a text node. */

/** @param {object} members set on the element; `class` names its classes, `on` its listeners */
export function make(tag, { class: names, on = {}, ...members } = {}, ...children) {
  const element = Object.assign(document.createElement(tag), members);
  if (names) element.className = names;
  for (const [type, listener] of Object.entries(on)) element.addEventListener(type, listener);
  element.append(...children);
  return element;
}

export const button = (text, click, members = {}) => make('button', { type: 'button', on: { click }, ...members }, text);
