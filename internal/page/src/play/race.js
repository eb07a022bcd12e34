import { button, make } from '../dom.js';
import { number } from '../names.js';
import { NetworkView } from '../network.js';
import { Engine } from './engine.js';
import { complete } from './settings.js';

const METHODS = [['none', 'no price'], ['l1', 'size'], ['bimt', 'size × length, and swaps']];
const LAP = 20; // steps between two looks

/**
 * The same start trained by three methods, in step.
 * @param {HTMLElement} parent
 * @param {() => {experiment: string, settings: import('./settings.js').Settings, csv?: string}} what
 */
export function race(parent, what) {
  /** @type {{engine: Engine, view: NetworkView, says: HTMLElement}[]} */
  let lanes = [];
  let running = false;
  const track = make('div', { class: 'lanes' });
  const start = button('Race', 'Start the race', () => (running ? stop() : go()));
  const says = make('span', { class: 'soft', role: 'status' });
  parent.append(make('p', {}, 'One start, three prices: nothing, size alone, size times length with swaps. They train in step.'), make('div', { class: 'row' }, start, says), track);

  function stop() {
    running = false;
    start.textContent = 'Go on';
  }

  async function go() {
    running = true;
    start.textContent = 'Pause';
    try {
      if (!lanes.length) await open();
      for (let on = true; running && on;) {
        const done = await Promise.all(lanes.map((l) => l.engine.call('steps', LAP)));
        on = done.some((n) => n > 0);
        for (const l of lanes) show(l);
        if (!on) says.textContent = 'All are at the end.';
      }
    } catch (e) {
      says.textContent = String(e instanceof Error ? e.message : e);
    }
    if (running) stop();
  }

  async function open() {
    const { experiment, settings, csv } = what();
    for (const [method, words] of METHODS) {
      const lane = make('div', { class: 'lane' }, make('h3', {}, method), make('p', { class: 'soft' }, words));
      const view = new NetworkView(lane, { plain: true, height: 190 });
      const line = make('p', { class: 'figures' });
      lane.append(line);
      track.append(lane);
      const engine = new Engine();
      lanes.push({ engine, view, says: line });
      says.textContent = `starts ${method} …`;
      await engine.open({ ...complete(experiment, settings), method }, csv);
      view.show(engine.network);
      show(lanes[lanes.length - 1]);
    }
    says.textContent = '';
  }

  /** @param {{engine: Engine, view: NetworkView, says: HTMLElement}} l */
  function show(l) {
    const f = l.engine.figures;
    if (l.engine.moved) l.view.show(l.engine.network, 250);
    else l.view.refresh();
    l.says.textContent = `step ${f.done} · loss ${number(f.loss)} · ${f.active} weights · Σ|w|·d ${number(f.wire)}`;
  }

  return {
    /** Ends the race; the next one starts anew. */
    reset() {
      running = false;
      for (const l of lanes) {
        l.engine.destroy();
        l.view.destroy();
      }
      lanes = [];
      track.replaceChildren();
      start.textContent = 'Start the race';
    },
  };
}
