import { button, make } from '../dom.js';
import { number } from '../names.js';

/**
 * The formula of each output beside the network: a term lights its inputs, an input its terms.
 * @param {HTMLElement} parent
 * @param {import('./playground.js').Playground} page
 */
export function formulas(parent, page) {
  const list = make('div', { class: 'formulas', role: 'status' });
  /** @type {{element: HTMLElement, inputs: string[]}[]} */ let terms = [];
  const lit = (/** @type {string[]} */ inputs) => {
    const net = page.engine.network, axis = net.axes.findIndex((a) => a.input);
    const numbers = (net.axes[axis]?.labels ?? []).flatMap((l, n) => (inputs.includes(l) ? [n] : []));
    page.view.marked = new Set(numbers.map((n) => `${axis}:${n}`));
    page.view.selected = numbers.length ? { axis, number: numbers[0] } : null;
    page.view.repaint();
  };
  const search = button('Find the formulas', 'Find the formulas', async () => {
    page.pause();
    search.disabled = true;
    list.textContent = 'Searches, some seconds for each output …';
    const found = await page.act('formula', {});
    search.disabled = false;
    if (!found) return list.replaceChildren();
    terms = [];
    list.replaceChildren(...found.map((/** @type {any} */ f) => {
      const spans = f.terms.flatMap((/** @type {any} */ t, /** @type {number} */ i) => {
        const element = make('span', { class: 'term', tabindex: 0 }, t.text);
        terms.push({ element, inputs: t.inputs });
        for (const e of ['pointerenter', 'focus']) element.addEventListener(e, () => lit(t.inputs));
        for (const e of ['pointerleave', 'blur']) element.addEventListener(e, () => lit([]));
        return i ? [' + ', element] : [element];
      });
      const how = f.r2 === null ? '' : ` R² ${number(f.r2)} of the network`;
      return make('p', {}, make('b', {}, `${f.output} = `), ...spans, make('span', { class: 'soft' }, `${how}${f.fits ? '' : '; no short formula explains it: train longer, or finish it first'}. Reads ${f.inputs.join(', ') || 'nothing'}.`));
    }));
  });
  parent.append(make('p', {}, 'What does each output compute? A search over short expressions, on the network that is left above 0.01. Hover a term: its inputs and their paths light up.'), make('div', { class: 'row' }, search), list);
  return {
    reset() {
      terms = [];
      list.replaceChildren();
    },
    /** @param {string | undefined} input */
    light(input) {
      for (const t of terms) t.element.classList.toggle('lit', input !== undefined && t.inputs.includes(input));
    },
  };
}
