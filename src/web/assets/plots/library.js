/** Loads the chart library, which is a classic script, once. */

import { make } from '../dom.js';

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
