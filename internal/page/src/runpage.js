/** @import {Network} from './types.js' */
/** @import {Packed} from './film.js' */
/** @import {Panel} from './chart.js' */
import { Chart } from './chart.js';
import { make } from './dom.js';
import { Film } from './film.js';
import { legendOf } from './legend.js';
import { NetworkView } from './network.js';
import { number } from './names.js';
import { Player } from './player.js';
import { wireTable } from './table.js';

/**
 * A run as package internal/movie writes it.
 * @typedef {object} Run
 * @property {'run'} kind
 * @property {string} title
 * @property {string[]} facts
 * @property {string} unit
 * @property {Network} network
 * @property {Packed} [film]
 * @property {Log} log
 *
 * @typedef {object} Log   metrics.csv by column; null where there is no number
 * @property {number[] | null} step
 * @property {(number | null)[]} train
 * @property {(number | null)[]} test
 * @property {(number | null)[]} [accuracy]
 * @property {(number | null)[]} cost
 * @property {(number | null)[]} lambda
 * @property {number[]} active
 */

const HINT = 'Hover a wire for its value and history; click a neuron to light its paths. Keys: space plays, comma and full stop step; in the network arrows walk, Enter lights and Esc clears.';

/**
 * Fills an element with a run: its network, its movie if it has one, and its curves.
 * @param {HTMLElement} parent
 * @param {Run} run
 */
export async function showRun(parent, run) {
  const film = run.film ? await Film.unpack(run.network, run.film) : null;
  const stage = make('section', { class: 'stage', 'aria-label': 'Network' });
  parent.append(make('p', { class: 'soft facts' }, run.facts.join(' · ')), stage);
  const view = new NetworkView(stage);
  view.largest = film?.largest ?? 0;
  const bar = make('div', { class: 'bar' });
  stage.append(bar);
  const state = make('p', { class: 'soft state', 'aria-live': 'off' });
  const table = wireTable(make('div'), view);
  /** @type {number | null} */
  let shown = null;
  const say = (/** @type {number | null} */ step) => {
    shown = step;
    state.textContent = [view.summary, ...(step === null ? [] : logAt(run, step))].join(' · ');
    table.refresh();
  };
  if (film) playable(bar, view, film, run, say);
  else {
    view.show(run.network);
    say(null);
  }
  stage.append(state, thresholdSlider(view, () => say(shown)), legendOf(run.network, view.widest), make('p', { class: 'note' }, HINT), table.element);
  return view;
}

/**
 * Puts the player, and the chart that moves with it, on the page.
 * @param {HTMLElement} bar
 * @param {NetworkView} view
 * @param {Film} film
 * @param {Run} run
 * @param {(step: number | null) => void} say
 */
function playable(bar, view, film, run, say) {
  const last = film.length - 1, total = film.steps[last];
  const player = new Player(bar, film.length, (i) => (film.ended && i === last ? 'cut and refitted' : `step ${film.steps[i].toLocaleString('en')} of ${total.toLocaleString('en')}`));
  const chart = new Chart(bar, 'Losses, connection cost and neurons moved over the steps of the training');
  chart.show(panelsOf(run, film), marksOf(run));
  player.element.addEventListener('moment', (e) => {
    const { index, jump } = /** @type {CustomEvent<{index: number, jump: boolean}>} */ (e).detail;
    view.show(film.at(index), jump ? 300 : Math.max(120, 420 / player.speed));
    chart.point(film.steps[index]);
    say(film.steps[index]);
  });
  chart.element.addEventListener('seek', (e) => {
    const x = /** @type {CustomEvent<{x: number}>} */ (e).detail.x;
    player.pause();
    player.go(film.steps.reduce((best, s, i) => (Math.abs(s - x) < Math.abs(film.steps[best] - x) ? i : best), 0));
  });
  view.about = ({ line }) => (line && view.net ? { history: film.history(view.net, line), now: player.index, rows: [] } : {});
  player.go(last);
}

/**
 * @param {Run} run
 * @param {Film} film
 * @returns {Panel[]}
 */
function panelsOf(run, film) {
  const x = run.log.step ?? [], of = (/** @type {(number | null)[]} */ y) => y.map((v) => v ?? NaN);
  /** @type {Panel[]} */
  const panels = [];
  if (x.length) {
    panels.push(
      { unit: run.unit, curves: [{ name: 'train', x, y: of(run.log.train) }, { name: 'test', x, y: of(run.log.test) }] },
      { unit: 'connection cost in the loss', curves: [{ name: 'cost', x, y: of(run.log.cost) }], height: 70 },
    );
  }
  panels.push({ unit: 'neurons moved since the moment before', bars: { name: 'moved', x: film.steps, y: film.moved(0.01) }, height: 40 });
  return panels;
}

/**
 * Where the price of connections changes.
 * @param {Run} run
 */
function marksOf({ log }) {
  return (log.step ?? []).flatMap((_, i) => (i > 0 && log.lambda[i] !== log.lambda[i - 1] ? [{ x: log.step?.[i - 1] ?? 0, text: `λ = ${number(log.lambda[i] ?? 0)}` }] : []));
}

/**
 * What the log says of a step, as last written before it.
 * @param {Run} run
 * @param {number} step
 */
function logAt({ log, unit }, step) {
  let i = -1;
  (log.step ?? []).forEach((s, k) => { if (s <= step) i = k; });
  if (i < 0) return [];
  const said = [`test loss ${number(log.test[i] ?? NaN)} (${unit})`];
  if (log.accuracy) said.push(`accuracy ${number(log.accuracy[i] ?? NaN)}`);
  return said;
}

/**
 * A slider for what |w| must exceed to be drawn, on a logarithmic scale.
 * @param {NetworkView} view
 * @param {() => void} changed
 */
function thresholdSlider(view, changed) {
  const said = make('output', {}, number(view.threshold));
  const slider = make('input', { type: 'range', min: -3, max: 0.5, step: 0.05, value: Math.log10(view.threshold), 'aria-label': 'Weights are drawn above' });
  slider.addEventListener('input', () => {
    view.threshold = 10 ** Number(slider.value);
    said.textContent = number(view.threshold);
    view.refresh();
    changed();
  });
  return make('label', { class: 'threshold' }, 'weights drawn above ', slider, said);
}
