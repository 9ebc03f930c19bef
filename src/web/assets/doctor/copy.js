/**
 * A button beside each text that is there to be copied.
 */

const SHOWN_MS = 2500;

/** Adds the buttons that are missing below `root`. */
export function addCopyButtons(root) {
  for (const code of root.querySelectorAll('code[data-copy]')) {
    if (code.dataset.copy === 'there') continue;
    code.dataset.copy = 'there';
    const block = code.closest('pre');
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'copy';
    button.textContent = 'Copy';
    button.setAttribute('aria-label', `Copy: ${block?.getAttribute('aria-label') ?? code.textContent}`);
    button.addEventListener('click', () => copy(code, button));
    if (!block) {
      code.after(button);
      continue;
    }
    const both = document.createElement('div');
    both.className = 'copyable';
    block.replaceWith(both);
    both.append(block, button);
  }
}

async function copy(code, button) {
  const text = code.textContent.replace(/\n$/, '');
  button.textContent = (await isCopied(text, code)) ? 'Copied' : 'Selected';
  setTimeout(() => { button.textContent = 'Copy'; }, SHOWN_MS);
}

/** A page that did not come through TLS has no clipboard, and any other one may be refused it. */
async function isCopied(text, code) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    getSelection().selectAllChildren(code);
    return false;
  }
}
