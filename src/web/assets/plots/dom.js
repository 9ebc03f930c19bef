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

/** Loads the chart library, which is a classic script, once. */
let library = null;
export function loadLibrary() {
  const at = (name) => new URL(`../vendor/uplot/${name}`, import.meta.url).href;
  const loaded = (element) => new Promise((resolve, reject) => {
    element.addEventListener('load', resolve);
    element.addEventListener('error', () => reject(new Error('the chart library could not be loaded')));
    document.head.append(element);
  });
  library ??= Promise.all([
    loaded(make('link', { rel: 'stylesheet', href: at('uPlot.min.css') })),
    loaded(make('script', { src: at('uPlot.iife.min.js') })),
  ]);
  return library;
}
