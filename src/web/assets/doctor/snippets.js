/**
 * The snippets come with the best address filled in; another one can be chosen.
 */

export function fillSnippets(choice, label, snippets) {
  if (choice.options.length === 0) return;
  const fill = () => {
    const { host, port } = choice.selectedOptions[0].dataset;
    for (const place of snippets.querySelectorAll('[data-fill]')) {
      place.textContent = place.dataset.fill === 'host' ? host : port;
    }
  };
  label.hidden = false;
  choice.addEventListener('change', fill);
  fill(); // a browser that came back has kept the choice
}
