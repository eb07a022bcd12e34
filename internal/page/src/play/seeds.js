import { button, make } from '../dom.js';
import { number } from '../names.js';
import { NetworkView } from '../network.js';
import { Engine } from './engine.js';
import { complete } from './settings.js';

const SEEDS = 9, AT_ONCE = 2;

/**
 * Nine seeds as small pictures, sorted by modularity; a click opens one.
 * @param {HTMLElement} parent
 * @param {() => {experiment: string, settings: import('./settings.js').Settings, csv?: string}} what
 * @param {(seed: number) => void} open
 */
export function seeds(parent, what, open) {
  const grid = make('div', { class: 'seeds' }), says = make('span', { class: 'soft', role: 'status' });
  /** @type {Engine[]} */ let engines = [];
  let round = 0;
  const start = button('Nine seeds', 'Train nine seeds', () => run());
  parent.append(make('p', {}, 'A good picture may be a lucky seed. Nine of them, sorted by modularity Q; click one to open it.'), make('div', { class: 'row' }, start, says), grid);

  async function run() {
    reset();
    const now = round, { experiment, settings, csv } = what(), first = Number(settings.seed ?? 0);
    const cards = Array.from({ length: SEEDS }, (_, i) => card(first + i));
    grid.append(...cards.map((c) => c.element));
    const left = [...cards];
    const work = async () => {
      const engine = new Engine();
      engines.push(engine);
      for (let c = left.shift(); c && round === now; c = left.shift()) {
        await engine.open({ ...complete(experiment, settings), seed: c.seed }, csv);
        for (let n = 1; n > 0 && round === now;) {
          n = await engine.call('steps', 250);
          c.show(engine);
        }
        if (round !== now) return;
        const m = await engine.call('modules', 0.01);
        c.end(engine, m);
        const sorted = [...cards].sort((a, b) => b.q - a.q);
        grid.append(...sorted.map((s) => s.element));
        says.textContent = `${cards.filter((k) => k.q > -1).length} of ${SEEDS}`;
      }
    };
    start.disabled = true;
    try {
      const one = work();
      await new Promise((r) => setTimeout(r, 1500)); // the second takes over what the first has compiled
      await Promise.all([one, ...Array.from({ length: AT_ONCE - 1 }, work)]);
    } catch (e) {
      if (round === now) says.textContent = String(e instanceof Error ? e.message : e);
    }
    start.disabled = false;
    for (const e of engines) e.destroy();
    engines = [];
  }

  /** @param {number} seed */
  function card(seed) {
    const line = make('span', { class: 'figures' }, 'waits');
    const element = make('button', { type: 'button', class: 'card', 'aria-label': `seed ${seed}` }, make('b', {}, `seed ${seed}`));
    const view = new NetworkView(element, { plain: true, height: 110 });
    element.append(line);
    element.addEventListener('click', () => open(seed));
    return {
      seed, element, q: -2,
      /** @param {Engine} e */
      show(e) {
        view.show({ ...e.network, wires: e.network.wires.map((w) => ({ ...w })), axes: e.network.axes.map((a) => ({ ...a })) });
        line.textContent = `step ${e.figures.done}`;
      },
      /** @param {Engine} e  @param {any} m */
      end(e, m) {
        this.q = m.q ?? -1;
        line.textContent = `Q ${number(m.q ?? NaN)} · ${m.parts} part${m.parts === 1 ? '' : 's'} · loss ${number(e.figures.test)}`;
      },
    };
  }

  function reset() {
    round++;
    for (const e of engines) e.destroy();
    engines = [];
    grid.replaceChildren();
    says.textContent = '';
  }
  return { reset };
}
