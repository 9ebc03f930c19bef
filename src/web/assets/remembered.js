/**
 * What the browser remembers for this page, as texts. A browser may refuse to, or have no room: then
 * nothing is remembered, and the page works all the same.
 */

export function recall(name) {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

/** `text`: null to forget. */
export function remember(name, text) {
  try {
    if (text === null) localStorage.removeItem(name);
    else localStorage.setItem(name, text);
  } catch {
    // See above.
  }
}
