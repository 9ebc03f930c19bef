/**
 * The page /doctor: it comes with all that the server knows and works without this.
 */

import { addCopyButtons } from './doctor/copy.js';
import { Fresh } from './doctor/fresh.js';
import { runSelfTest } from './doctor/self_test.js';
import { fillSnippets } from './doctor/snippets.js';

const $ = (id) => document.getElementById(id);

const test = $('test'); // there where something is bound
if (test) {
  test.hidden = false;
  test.addEventListener('click', async () => {
    test.disabled = true;
    await runSelfTest($('way'));
    test.disabled = false;
    test.focus();
  });
}

const fresh = new Fresh(addCopyButtons); // has a look at what was served, before it is changed
addCopyButtons(document);
fillSnippets($('choice'), $('choice-label'), $('snippets'));

const parts = [fresh];
// Decoders are not needed at first.
import('./doctor/undecoded.js').then(({ Undecoded }) => {
  const undecoded = new Undecoded($('undecoded'));
  parts.push(undecoded);
  if (!document.hidden) undecoded.start();
});

document.addEventListener('visibilitychange', () => {
  for (const part of parts) {
    if (document.hidden) part.stop();
    else part.start();
  }
});
fresh.start();
