import { make } from '../dom.js';
import { number } from '../names.js';

const STEPS = 200;

/**
 * A slider over powers of ten, with its value beside it.
 * @param {string} name
 * @param {string} about
 * @param {number} low
 * @param {number} high
 * @param {(v: number) => void} changed
 */
export function slider(name, about, low, high, changed) {
  const input = make('input', { type: 'range', min: 0, max: STEPS, step: 1, 'aria-label': `${name}: ${about}` }), says = make('output', { class: 'figures' });
  const element = make('label', { class: 'slider', title: about }, make('span', {}, name), says, input);
  const s = {
    element, input, value: low,
    /** @param {number} v */
    set(v) {
      s.value = v;
      input.value = String(Math.round(STEPS * Math.log(Math.max(low, v) / low) / Math.log(high / low)));
      says.textContent = number(v);
      input.setAttribute('aria-valuetext', number(v));
    },
  };
  input.addEventListener('input', () => {
    s.value = Number((low * (high / low) ** (Number(input.value) / STEPS)).toPrecision(2));
    says.textContent = number(s.value);
    input.setAttribute('aria-valuetext', number(s.value));
    changed(s.value);
  });
  return s;
}
