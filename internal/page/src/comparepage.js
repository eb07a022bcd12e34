/** @import {Network, Wire} from './types.js' */
/** @import {Run} from './runpage.js' */
import { button, make } from './dom.js';
import { legendOf } from './legend.js';
import { NetworkView } from './network.js';
import { number } from './names.js';
import { wireTable } from './table.js';

/**
 * Many runs as package internal/movie writes them.
 * @typedef {object} Comparison
 * @property {'comparison'} kind
 * @property {string} title
 * @property {string} about
 * @property {{key: string, name: string, better: number}[]} measures
 * @property {string} by        key of the measure that sorts at first
 * @property {Member[]} runs
 *
 * @typedef {object} Member
 * @property {string} name
 * @property {string} method
 * @property {Record<string, number | null>} values  by measure
 * @property {Sparse} network
 *
 * @typedef {Omit<Network, 'wires'> & {wires: (Wire & {cells?: number[]})[]}} Sparse  cells: index, weight, index, weight …
 */

/**
 * Fills an element with small pictures of all runs, sorted by a measure; a click shows one large.
 * @param {HTMLElement} parent
 * @param {Comparison} all
 */
export async function showComparison(parent, all) {
  const by = make('select', { 'aria-label': 'Sort by' }, ...all.measures.map((m) => make('option', { value: m.key, selected: m.key === all.by }, m.name)));
  const methods = [...new Set(all.runs.map((r) => r.method))];
  const only = make('select', { 'aria-label': 'Method' }, make('option', { value: '' }, 'all methods'), ...methods.map((m) => make('option', { value: m }, m)));
  const note = make('p', { class: 'note' });
  const grid = make('div', { class: 'grid', role: 'list' });
  const large = make('section', { class: 'large', hidden: true, 'aria-label': 'One run' });
  parent.append(make('p', { class: 'soft' }, all.about), make('div', { class: 'bar sort' }, make('label', {}, 'sorted by ', by), methods.length > 1 ? only : '', note), large, grid);
  /** @type {Map<Member, HTMLElement>} */
  const cards = new Map();
  for (const r of all.runs) cards.set(r, card(r, () => enlarge(large, r, all, cards.get(r) ?? null)));
  const sort = () => {
    const m = all.measures.find((x) => x.key === by.value) ?? all.measures[0];
    const rank = (/** @type {Member} */ r) => (r.values[m.key] ?? NaN) * (m.better > 0 ? -1 : 1);
    const shown = all.runs.filter((r) => !only.value || r.method === only.value)
      .sort((a, b) => (Number.isNaN(rank(a)) ? 1 : 0) - (Number.isNaN(rank(b)) ? 1 : 0) || rank(a) - rank(b) || a.name.localeCompare(b.name));
    for (const r of shown) {
      const said = cards.get(r)?.querySelector('.value');
      if (said) said.textContent = `${m.name} ${number(r.values[m.key] ?? NaN).replace('NaN', '–')}`;
    }
    grid.replaceChildren(...shown.map((r) => /** @type {HTMLElement} */ (cards.get(r))));
    note.textContent = `${shown.length} runs; click one to enlarge it.`;
  };
  by.addEventListener('change', sort);
  only.addEventListener('change', sort);
  sort();
}

/**
 * @param {Member} run
 * @param {() => void} press
 */
function card(run, press) {
  const b = make('button', { type: 'button', class: 'card' }, make('b', {}, run.name), make('span', { class: 'value' }));
  const place = make('div', { class: 'small' });
  b.prepend(place);
  b.addEventListener('click', press);
  const seen = new IntersectionObserver((entries) => { // drawn when it is scrolled to
    if (!entries.some((e) => e.isIntersecting)) return;
    seen.disconnect();
    const view = new NetworkView(place, { plain: true, height: 150 });
    view.show(expand(run.network));
  });
  seen.observe(place);
  return make('div', { role: 'listitem' }, b);
}

/**
 * @param {HTMLElement} place
 * @param {Member} run
 * @param {Comparison} all
 * @param {HTMLElement | null} back   where the focus goes when it is closed
 */
function enlarge(place, run, all, back) {
  const close = button('Close (Esc)', '×', () => {
    place.hidden = true;
    place.replaceChildren();
    back?.querySelector('button')?.focus();
  });
  const facts = all.measures.flatMap((m) => (run.values[m.key] === null || run.values[m.key] === undefined ? [] : [`${m.name} ${number(run.values[m.key] ?? NaN)}`]));
  place.hidden = false;
  place.replaceChildren(make('header', {}, make('h2', {}, run.name), close));
  const view = new NetworkView(place), net = expand(run.network);
  view.show(net);
  place.append(legendOf(net, view.widest), make('p', { class: 'soft' }, facts.join(' · ')));
  wireTable(place, view);
  place.onkeydown = (e) => { if (e.key === 'Escape') close.click(); };
  place.scrollIntoView({ block: 'nearest' });
  close.focus();
}

/**
 * The network with all its weights, those that were left out as 0.
 * @param {Sparse} net
 * @returns {Network}
 */
export function expand(net) {
  return {
    ...net, wires: net.wires.map(({ cells, ...w }) => {
      if (!cells) return w;
      const weights = new Float32Array((w.rows ?? 0) * (w.cols ?? 0));
      for (let k = 0; k + 1 < cells.length; k += 2) weights[cells[k]] = cells[k + 1];
      return { ...w, weights };
    }),
  };
}
