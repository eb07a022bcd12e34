import { button } from './dom.js';

/** A button that goes from the scheme of the system to light and to dark. */
export function themeButton() {
  const root = document.documentElement, order = ['', 'light', 'dark'], signs = ['◐', '☀', '☾'], names = ['as the system', 'light', 'dark'];
  const b = button('Colours: as the system', '◐', () => {
    const next = (order.indexOf(root.dataset.theme ?? '') + 1) % order.length;
    if (order[next]) root.dataset.theme = order[next];
    else delete root.dataset.theme;
    b.textContent = signs[next];
    b.title = `Colours: ${names[next]}`;
    b.setAttribute('aria-label', b.title);
  });
  b.className = 'theme';
  return b;
}
