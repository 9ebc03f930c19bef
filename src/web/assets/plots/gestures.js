/**
 * A chart under wheel, fingers and keys. (Dragging with a mouse is uPlot's.) The wheel belongs to
 * the page until the chart has been clicked or Ctrl is held; what a trackpad pinches comes as such a
 * wheel.
 */

const STEP = 1.25;

export function listen(element, desk, plot) {
  const { view } = desk;

  element.addEventListener('wheel', (event) => {
    if (!plot() || !(event.ctrlKey || event.metaKey || document.activeElement === element)) return;
    event.preventDefault();
    view.scale(event.deltaY > 0 ? STEP : 1 / STEP, plot().timeAt?.(event.clientX));
  }, { passive: false });

  const keys = new Map([
    ['+', () => view.scale(1 / STEP)],
    ['=', () => view.scale(1 / STEP)],
    ['-', () => view.scale(STEP)],
    ['ArrowLeft', () => view.move(-view.span / 4)],
    ['ArrowRight', () => view.move(view.span / 4)],
    ['0', () => view.follow()],
    ['Escape', () => (view.selection ? view.select(null) : view.follow())],
    [' ', () => (view.isLive ? view.pause() : view.follow(view.span))],
  ]);
  element.addEventListener('keydown', (event) => {
    const act = keys.get(event.key);
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  });

  listenToFingers(element, view, plot);
}

/** One finger sideways moves, two fingers zoom; up and down scrolls the page. */
function listenToFingers(element, view, plot) {
  const fingers = new Map();
  const span = () => {
    const [a, b] = [...fingers.values()];
    return { width: Math.abs(a - b), middle: (a + b) / 2 };
  };
  const lift = (event) => fingers.delete(event.pointerId);
  element.addEventListener('pointerdown', (event) => {
    if (event.pointerType === 'touch') fingers.set(event.pointerId, event.clientX);
  });
  element.addEventListener('pointermove', (event) => {
    if (!fingers.has(event.pointerId) || !plot()) return;
    const before = fingers.get(event.pointerId);
    const perPixel = view.span / element.clientWidth;
    if (fingers.size === 1) {
      fingers.set(event.pointerId, event.clientX);
      if (event.clientX !== before) view.move((before - event.clientX) * perPixel);
    } else if (fingers.size === 2) {
      const was = span();
      fingers.set(event.pointerId, event.clientX);
      const is = span();
      if (is.width > 8 && was.width > 8) view.scale(was.width / is.width, plot().timeAt?.(is.middle));
    }
  });
  for (const type of ['pointerup', 'pointercancel', 'pointerleave']) element.addEventListener(type, lift);
}
