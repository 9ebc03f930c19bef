/** A link that brings the charts along as they are arranged. */

const PARAMETER = 'plots';

export const linkedLayout = () => new URLSearchParams(location.search).get(PARAMETER);

/** Copies the link, or puts it into the address bar; says which. */
export async function shareLayout(layout) {
  const url = new URL(location.href);
  url.searchParams.set('view', 'plots');
  url.searchParams.set(PARAMETER, JSON.stringify(layout));
  try {
    await navigator.clipboard.writeText(url.href);
    return 'The link to these charts is copied.';
  } catch {
    // Without https a browser keeps the clipboard to itself; the address bar is there for all.
    history.replaceState(null, '', url);
    return 'The link to these charts is in the address bar.';
  }
}
