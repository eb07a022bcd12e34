/**
 * An element with attributes and children. An attribute that is true has no value, one that is
 * false is left out.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} name
 * @param {Record<string, string | number | boolean>} [attributes]
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function make(name, attributes = {}, ...children) {
  const e = document.createElement(name);
  for (const [k, v] of Object.entries(attributes)) {
    if (v !== false) e.setAttribute(k, v === true ? '' : String(v));
  }
  e.append(...children);
  return e;
}

/**
 * A button with a name for those who can't see it.
 * @param {string} label
 * @param {string} text
 * @param {() => void} press
 */
export function button(label, text, press) {
  const b = make('button', { type: 'button', 'aria-label': label, title: label }, text);
  b.addEventListener('click', press);
  return b;
}
