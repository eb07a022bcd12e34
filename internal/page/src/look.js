/**
 * @typedef {object} Look  colours and fonts of what is drawn on a canvas, as style.css says
 * @property {string} ink
 * @property {string} soft
 * @property {string} faint
 * @property {string} paper
 * @property {string} plane
 * @property {string} rule
 * @property {string} positive
 * @property {string} negative
 * @property {string[]} groups
 * @property {string[]} parts
 * @property {string[]} series
 * @property {string} font
 */

/**
 * The look of an element now; ask again when the colour scheme changes (see onLook).
 * @param {Element} element
 * @returns {Look}
 */
export function lookOf(element) {
  const style = getComputedStyle(element);
  const of = (/** @type {string} */ name) => style.getPropertyValue(`--${name}`).trim();
  return {
    ink: of('ink'), soft: of('soft'), faint: of('faint'), paper: of('paper'), plane: of('plane'), rule: of('rule'),
    positive: of('positive'), negative: of('negative'),
    groups: [of('green'), of('purple'), of('orange'), of('ink')],
    parts: [of('green'), of('purple'), of('sky'), of('orange'), of('ink')],
    series: [of('positive'), of('negative'), of('green'), of('purple'), of('orange'), of('sky'), of('ink')],
    font: style.fontFamily,
  };
}

/**
 * Calls back whenever the page becomes light or dark.
 * @param {() => void} changed
 * @returns {() => void} ends it
 */
export function onLook(changed) {
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  dark.addEventListener('change', changed);
  return () => {
    observer.disconnect();
    dark.removeEventListener('change', changed);
  };
}

/** Whether the reader asked for little motion. */
export function isStill() {
  return matchMedia('(prefers-reduced-motion: reduce)').matches;
}
