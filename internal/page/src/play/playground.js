/** @import {Settings} from './settings.js' */
/** @import {Neuron, Line} from '../types.js' */
import { Chart } from '../chart.js';
import { button, make } from '../dom.js';
import { isStill, onLook } from '../look.js';
import { ends, lineLength, lineName, neuronName, number, numberAt, placesOf } from '../names.js';
import { NetworkView } from '../network.js';
import { paintAnswers, paintNeuron } from './answers.js';
import { Engine } from './engine.js';
import { formulas } from './formulas.js';
import { own } from './own.js';
import { pruning } from './pruning.js';
import { race } from './race.js';
import { seeds } from './seeds.js';
import { commandOf, complete, experimentOf, EXPERIMENTS, readLink, writeLink } from './settings.js';
import { share } from './share.js';
import { slider } from './slider.js';
import { SCENES } from './walk.js';
import { wires } from './wires.js';

const SPEEDS = [['1', '1 step a second'], ['10', '10 steps a second'], ['200', '200 steps a second'], ['0', 'full speed']];
const METHODS = [['none', 'none: no price'], ['l1', 'l1: λ·y·|w|'], ['local', 'local: λ·|w|·(A·d + y)'], ['swap', 'swap: l1 and swaps'], ['bimt', 'bimt: local and swaps']];
const LIVE = ['lambda', 'locality', 'layer_distance', 'learning_rate'];

/** The page: one network in the middle, and all that can be done to it. */
export class Playground {
  engine = new Engine();
  experiment = 'independence';
  /** @type {Settings} */ settings = {};
  /** What a teacher has hidden. @type {string[]} */ hide = [];
  scene = 0;
  /** @type {string | undefined} */ csv = undefined;
  perSecond = 0;
  threshold = 0.01;

  /** @type {{x: number[], train: number[], test: number[], cost: number[]}} */ #log = { x: [], train: [], test: [], cost: [] };
  #painting = 0;
  #moved = false;
  /** @type {any} */ #probe = null;
  /** @type {any} */ #ghost = null;
  #probing = false;
  #again = false;
  #probed = 0;
  /** @type {Set<string>} */ #out = new Set();
  /** @type {{line: Line, from: Neuron, to: Neuron} | null} */ #wire = null;
  /** @type {Record<string, ReturnType<typeof slider>>} */ #sliders = {};
  /** @type {Record<string, HTMLElement>} */ parts = {};
  #ready = false;
  #opening = 0;
  #guess = '';

  /** @param {HTMLElement} parent */
  constructor(parent) {
    this.parent = parent;
    parent.classList.add('play');
    this.#build();
    this.#listen();
  }

  async start() {
    this.#follow(readLink(location.hash));
    addEventListener('hashchange', () => {
      if (location.hash.slice(1) !== this.link) this.#follow(readLink(location.hash));
    });
  }

  /** @param {import('./settings.js').Link} link */
  #follow(link) {
    this.experiment = link.experiment;
    this.settings = link.settings;
    this.hide = link.hide;
    if (link.scene) this.#tell(link.scene, true);
    this.#hideParts();
    return this.open();
  }

  get link() {
    return writeLink({ experiment: this.experiment, settings: this.settings, hide: this.hide, scene: this.scene });
  }

  /** Makes the network of the settings anew. */
  async open() {
    const mine = ++this.#opening;
    this.#ready = false;
    this.pause();
    this.#log = { x: [], train: [], test: [], cost: [] };
    this.#probe = this.#ghost = null;
    this.#out.clear();
    this.view.marked = new Set();
    this.#pickWire(null);
    this.say('Starts …');
    history.replaceState(null, '', `#${this.link}`);
    this.panels.race?.reset?.();
    this.panels.seeds?.reset?.();
    this.panels.formula?.reset?.();
    this.parts.modules.textContent = '–';
    try {
      if (experimentOf(this.experiment).extends === 'table' && !this.csv) {
        this.say('');
        this.#showPanel('own');
        this.say(this.experiment === 'points' ? 'Draw some points below, then press Train on them.' : 'Open a CSV file below.');
        return;
      }
      await this.engine.open(complete(this.experiment, this.settings), this.csv);
      if (mine !== this.#opening) return;
      this.#ready = true;
      this.view.net = null;
      this.view.show(this.engine.network);
      this.#showSettings();
      this.say('');
      this.#frame();
      await this.probe();
      this.dispatch('opened');
    } catch (e) {
      if (mine === this.#opening) this.fail(e);
    }
  }

  dispatch(/** @type {string} */ name) {
    this.parent.dispatchEvent(new CustomEvent(name));
    document.documentElement.dataset.play = name;
  }

  /** @param {unknown} e */
  fail(e) {
    this.say(e instanceof Error ? e.message : String(e), true);
  }

  /**
   * @param {string} text
   * @param {boolean} [wrong]
   */
  say(text, wrong = false) {
    this.parts.says.textContent = text;
    this.parts.says.classList.toggle('wrong', wrong);
  }

  toggle() {
    if (this.engine.playing) this.pause();
    else this.play();
  }

  play() {
    if (!this.#ready) return;
    if (this.engine.figures.done >= this.engine.figures.steps) {
      this.say('The run is at its end: go back with the scrubber, or start anew.');
      return;
    }
    this.say('');
    const shortened = this.#log.x.findIndex((x) => x > this.engine.figures.done);
    if (shortened >= 0) this.#cutLog(shortened);
    this.engine.play(this.perSecond);
    this.#buttons();
  }

  pause() {
    if (this.engine.playing) this.engine.pause();
    this.#buttons();
  }

  /**
   * Does something to the network, then shows it.
   * @param {string} name
   * @param {any} [args]
   */
  async act(name, args) {
    if (!this.#ready) return undefined;
    try {
      const v = await this.engine.call(name, args);
      this.#soon();
      this.probe(true);
      return v;
    } catch (e) {
      this.fail(e);
      return undefined;
    }
  }

  async relocate() {
    const m = await this.act('relocate');
    if (m) this.say(m.moved ? `${m.moved} moves: Σ|w|·d fell from ${number(m.before)} to ${number(m.after)}; no answer changed.` : 'No neuron would shorten wires by moving.');
  }

  /** @param {number} step */
  async scrub(step) {
    this.pause();
    await this.act('scrub', Math.round(step));
  }

  /**
   * Changes a setting that needs a new network.
   * @param {string} key
   * @param {any} value
   */
  change(key, value) {
    if (value === undefined || value === '') delete this.settings[key];
    else this.settings[key] = value;
    return this.open();
  }

  /** Looks at answers and activations, not more than some times a second. @param {boolean} [now] */
  async probe(now = false) {
    this.#again ||= now && this.#probing;
    if (!this.#ready || this.#probing || !now && performance.now() - this.#probed < (this.engine.playing ? 400 : 0)) return;
    this.#probing = true;
    this.#again = false;
    try {
      const hidden = !!this.#selectedHidden();
      const probe = await this.engine.call('probe', { side: 26, hidden });
      if (!this.#out.size) this.#ghost = probe;
      this.#probe = probe;
      this.#paintProbe();
    } catch (e) {
      this.fail(e);
    }
    this.#probed = performance.now();
    this.#probing = false;
    if (this.#again) await this.probe(true);
  }

  #paintProbe() {
    if (!this.#probe) return;
    paintAnswers(/** @type {HTMLCanvasElement} */ (this.parts.answers), this.#probe, this.engine.shape.data, this.#out.size ? this.#ghost : undefined);
    const at = this.#selectedHidden();
    if (this.parts.neuronMap) this.parts.neuronMap.hidden = !at || !this.#probe.hidden;
    if (at && this.parts.neuronMap && this.#probe.hidden) paintNeuron(/** @type {HTMLCanvasElement} */ (this.parts.neuronMap), this.#probe, this.engine.shape.data, at.watched, at.place);
  }

  /** Where the selected neuron is, if its activation can be looked at. */
  #selectedHidden() {
    const n = this.view.selected, net = this.engine.network;
    if (!n || !net.axes[n.axis]) return null;
    const watched = this.engine.shape.data.watched.indexOf(net.axes[n.axis].name);
    return watched < 0 ? null : { watched, place: placesOf(net, n.axis)[n.number] };
  }

  #soon() {
    if (!this.#painting) this.#painting = requestAnimationFrame(() => this.#frame());
  }

  #frame() {
    this.#painting = 0;
    if (!this.#ready) return;
    const f = this.engine.figures, log = this.#log;
    if (this.#moved) {
      this.#moved = false;
      this.view.show(this.engine.network, isStill() ? 0 : this.engine.playing && this.perSecond === 0 ? 220 : 700);
    } else this.view.refresh();
    this.parts.step.textContent = `${f.done.toLocaleString('en')} / ${f.steps.toLocaleString('en')}`;
    this.parts.loss.textContent = number(f.loss);
    this.parts.test.textContent = Number.isNaN(f.accuracy) ? number(f.test) : `${number(f.test)} (${(100 * f.accuracy).toFixed(1)} %)`;
    this.parts.cost.textContent = number(f.cost);
    this.parts.wire.textContent = number(f.wire);
    this.parts.active.textContent = `${f.active} of ${this.engine.shape.weights}`;
    this.parts.lambdaNow.textContent = number(f.lambda);
    const scrubber = /** @type {HTMLInputElement} */ (this.parts.scrubber);
    scrubber.max = String(f.steps);
    scrubber.value = String(f.done);
    scrubber.setAttribute('aria-valuetext', `step ${f.done} of ${f.steps}`);
    if (f.done > 0 && (!log.x.length || f.done > log.x[log.x.length - 1])) {
      log.x.push(f.done); log.train.push(f.loss); log.test.push(f.test); log.cost.push(f.cost);
      if (log.x.length > 1200) for (const key of /** @type {const} */ (['x', 'train', 'test', 'cost'])) log[key] = log[key].filter((_, i) => i % 2 === 0);
    }
    this.chart.show([
      { unit: 'loss', curves: [{ name: 'training', x: log.x, y: log.train, series: 0 }, { name: 'test', x: log.x, y: log.test, series: 1 }], height: 84 },
      { unit: 'connection cost', curves: [{ name: 'cost', x: log.x, y: log.cost, series: 2 }], height: 60 },
    ]);
    this.chart.point(log.x.length && f.done < log.x[log.x.length - 1] ? f.done : null);
    this.#showWire();
    if (performance.now() - this.#probed > 400) this.probe();
  }

  /** @param {number} from */
  #cutLog(from) {
    for (const key of /** @type {const} */ (['x', 'train', 'test', 'cost'])) this.#log[key].length = from;
  }

  async modules() {
    const m = await this.act('modules', this.threshold);
    if (!m) return m;
    this.parts.modules.textContent = `${m.parts} (Q ${number(m.q ?? NaN)})`;
    this.dispatch('modules');
    return m;
  }

  // What stands on the page.

  #build() {
    const p = this.parts;
    p.experiment = make('select', { id: 'experiment' }, ...EXPERIMENTS.map((e) => make('option', { value: e.name }, e.title)));
    p.method = make('select', { id: 'method' }, ...METHODS.map(([v, t]) => make('option', { value: v }, t)));
    p.seed = make('input', { id: 'seed', type: 'number', min: 0, max: 999999, step: 1, value: 0 });
    p.theme = button('Light or dark', '◐', () => {
      const dark = getComputedStyle(document.documentElement).getPropertyValue('--paper').trim() !== '#fff';
      document.documentElement.dataset.theme = dark ? 'light' : 'dark';
    });
    const bar = make('header', { class: 'top' },
      make('h1', {}, 'BIMT playground'),
      label('Learn', p.experiment, 'experiment'), label('Method', p.method, 'method'), label('Seed', p.seed, 'seed'),
      p.walk = button('The walk in seven scenes', 'Walk', () => this.#tell(this.scene || 1)), p.theme);

    p.play = button('Play or pause (space)', '▶ Play', () => this.toggle());
    p.play.classList.add('main');
    p.one = button('One step (s)', 'Step', () => { this.pause(); this.act('steps', 1); });
    p.relocate = button('Relocate: let neurons swap places now (r)', 'Relocate', () => this.relocate());
    p.again = button('Start anew', '↺', () => this.open());
    p.speed = make('select', { 'aria-label': 'Speed' }, ...SPEEDS.map(([v, t]) => make('option', { value: v, selected: v === '0' }, t)));
    p.scrubber = make('input', { type: 'range', min: 0, max: 1, value: 0, step: 1, 'aria-label': 'Step: scrub back through the run', class: 'scrubber' });
    p.step = make('output', { class: 'figures step' });
    p.says = make('p', { class: 'says', role: 'status' });
    const transport = make('div', { class: 'transport' }, p.play, p.one, p.relocate, p.again, p.speed, p.step);

    const figure = (/** @type {string} */ key, /** @type {string} */ name, /** @type {string} */ title) => {
      p[key] = make('dd', {}, '–');
      return make('div', { title }, make('dt', {}, name), p[key]);
    };
    const figures = make('dl', { class: 'row figures' },
      figure('loss', 'training loss', 'of the last step, before its update'), figure('test', 'test loss', 'on rows not trained on'),
      figure('cost', 'cost Σ|w|(A·d+y)', 'what connections cost, before λ'), figure('wire', 'wire Σ|w|·d', 'size times length: what moving neurons changes'),
      figure('active', 'weights > 0.01', 'those that count as there'), figure('lambdaNow', 'λ now', 'the price, as its schedule has it'), figure('modules', 'parts', 'parts that share no wire, and Newman’s modularity'));

    const middle = make('section', { class: 'middle', 'aria-label': 'The network' }, p.story = make('div', { class: 'story', hidden: true }), transport, p.scrubber, p.says);
    this.view = new NetworkView(middle, { movable: true });
    middle.append(figures, p.inspector = make('div', { class: 'inspector', 'aria-live': 'polite' }));

    const left = make('section', { class: 'side', 'aria-label': 'Prices' });
    const live = (/** @type {string} */ key, /** @type {string} */ name, /** @type {string} */ about, /** @type {number} */ low, /** @type {number} */ high) => {
      this.#sliders[key] = slider(name, about, low, high, (v) => this.#live(key, v));
      left.append(this.#sliders[key].element);
      p[key] = this.#sliders[key].element;
    };
    live('lambda', 'λ', 'price of connections', 1e-5, 1);
    live('locality', 'A', 'price of distance', 0.01, 10);
    live('layer_distance', 'y', 'price of a weight of length zero', 0.01, 2);
    live('learning_rate', 'learning rate', 'of AdamW', 1e-4, 0.05);
    this.cut = slider('threshold', 'weights drawn and counted in parts', 1e-3, 2, (v) => {
      this.threshold = this.view.threshold = v;
      this.view.refresh();
      if (!this.engine.playing) this.modules();
    });
    this.cut.set(0.01);
    p.width = make('input', { type: 'number', id: 'width', min: 1, max: 64, step: 1 });
    p.depth = make('input', { type: 'number', id: 'depth', min: 0, max: 6, step: 1 });
    p.geometry = make('select', { id: 'geometry' }, make('option', { value: '' }, 'a line'), make('option', { value: 'ring' }, 'rings'), make('option', { value: 'grid' }, 'a grid'));
    p.geometry.title = 'Rings and grids lie in space: drag to turn them. The outputs of a grid lie on a ring.';
    p.parts = button('Colours of parts that share no wire', 'Colour parts', () => {
      this.view.coloured = !this.view.coloured;
      p.parts.setAttribute('aria-pressed', String(this.view.coloured));
      this.view.refresh();
    });
    p.parts.setAttribute('aria-pressed', 'false');
    p.strategy = make('select', { id: 'strategy' }, make('option', { value: '' }, 'greedy'), make('option', { value: 'assignment' }, 'exact'));
    left.append(this.cut.element, make('div', { class: 'grid2' }, label('Neurons', p.width, 'width'), label('Layers', p.depth, 'depth'), label('On', p.geometry, 'geometry'), label('Swaps', p.strategy, 'strategy')), p.parts);

    const right = make('section', { class: 'side', 'aria-label': 'How it does' });
    this.chart = new Chart(right, 'Losses and connection cost over the steps');
    right.append(make('h2', { id: 'answers-title' }, 'Answers'), p.answers = make('canvas', { role: 'img', class: 'answers', 'aria-labelledby': 'answers-title' }));

    p.panels = make('nav', { class: 'tabs', role: 'tablist', 'aria-label': 'More' });
    p.panel = make('section', { class: 'panel' });
    this.parent.replaceChildren(bar, make('div', { class: 'stage' }, left, middle, right), p.panels, p.panel);
    this.#buildPanels();
  }

  #buildPanels() {
    /** @type {Record<string, any>} */
    this.panels = {};
    const what = () => ({ experiment: this.experiment, settings: this.settings, csv: this.csv });
    const add = (/** @type {string} */ key, /** @type {string} */ title, /** @type {(e: HTMLElement) => any} */ fill) => {
      const element = make('div', { role: 'tabpanel', id: `panel-${key}`, 'aria-labelledby': `tab-${key}`, hidden: true });
      const tab = make('button', { type: 'button', role: 'tab', id: `tab-${key}`, 'aria-controls': `panel-${key}`, 'aria-selected': 'false' }, title);
      tab.addEventListener('click', () => this.#showPanel(element.hidden ? key : ''));
      this.parts.panels.append(tab);
      this.parts.panel.append(element);
      this.panels[key] = { tab, element, ...(fill(element) ?? {}) };
    };
    add('race', 'Race', (e) => race(e, what));
    add('seeds', 'Nine seeds', (e) => seeds(e, what, (seed) => { this.change('seed', seed); scrollTo({ top: 0, behavior: isStill() ? 'auto' : 'smooth' }); }));
    add('pruning', 'Prune', (e) => pruning(e, this));
    add('formula', 'Formula', (e) => formulas(e, this));
    add('own', 'Your own data', (e) => own(e, this));
    add('share', 'Share', (e) => share(e, this, () => commandOf(this.experiment, this.settings)));
    add('wires', 'Table', (e) => wires(e, this));
  }

  /** @param {string} key  of a panel; '': none */
  #showPanel(key) {
    for (const [k, p] of Object.entries(this.panels)) {
      p.element.hidden = k !== key;
      p.tab.setAttribute('aria-selected', String(k === key));
    }
    this.panels[key]?.shown?.();
  }

  #listen() {
    const p = this.parts, on = (/** @type {HTMLElement} */ e, /** @type {string} */ event, /** @type {(v: string) => void} */ f) => e.addEventListener(event, () => f(/** @type {any} */ (e).value));
    on(p.experiment, 'change', (v) => { this.experiment = v; this.settings = {}; this.csv = undefined; this.#endWalk(); this.open(); });
    on(p.method, 'change', (v) => this.change('method', v));
    for (const key of ['seed', 'width', 'depth']) on(p[key], 'change', (v) => this.change(key, v === '' ? undefined : Number(v)));
    on(p.geometry, 'change', (v) => { if (v === 'grid') this.settings.width = Math.round(Math.sqrt(Number(/** @type {any} */ (p.width).value))) ** 2; this.change('geometry', v); });
    on(p.strategy, 'change', (v) => this.change('swap_strategy', v));
    on(p.speed, 'change', (v) => { this.perSecond = Number(v); if (this.engine.playing) this.engine.play(this.perSecond); });
    on(p.scrubber, 'input', (v) => this.scrub(Number(v)));
    this.chart.element.addEventListener('seek', (e) => this.scrub(/** @type {CustomEvent} */ (e).detail.x));
    this.engine.addEventListener('frame', () => { this.#moved ||= this.engine.moved; this.#soon(); });
    this.engine.addEventListener('end', () => this.#ended());
    this.engine.addEventListener('failed', (e) => { this.fail(new Error(/** @type {CustomEvent} */ (e).detail.message)); this.#buttons(); });
    this.engine.addEventListener('loading', (e) => this.say(`Loads the library: ${Math.round(100 * /** @type {CustomEvent} */ (e).detail.part)} %`));
    const v = this.view.element;
    v.addEventListener('select', () => this.#showNeuron());
    v.addEventListener('wire', (e) => this.#pickWire(/** @type {CustomEvent} */ (e).detail));
    v.addEventListener('move', (e) => this.#drop(/** @type {CustomEvent} */ (e).detail));
    v.addEventListener('drag', (e) => this.#drag(/** @type {CustomEvent} */ (e).detail));
    this.view.about = ({ line, neuron }) => (line ? { rows: [`price λ|w|(A·d+y) = ${number(this.#price(line))}`] } : neuron && this.#out.has(`${neuron.axis}:${neuron.number}`) ? { rows: ['knocked out'] } : null);
    onLook(() => this.#paintProbe());
    addEventListener('keydown', (e) => this.#key(e));
  }

  /** @param {KeyboardEvent} e */
  #key(e) {
    if (e.ctrlKey || e.metaKey || e.altKey || e.target instanceof HTMLInputElement && e.target.type !== 'range' || e.target instanceof HTMLSelectElement || e.target instanceof HTMLTextAreaElement) return;
    if (e.key === ' ' && !(e.target instanceof HTMLButtonElement)) this.toggle();
    else if (e.key === 's') this.parts.one.click();
    else if (e.key === 'r') this.relocate();
    else return;
    e.preventDefault();
  }

  #buttons() {
    const on = this.engine.playing;
    this.parts.play.textContent = on ? '❚❚ Pause' : '▶ Play';
    this.parts.play.setAttribute('aria-pressed', String(on));
    document.documentElement.dataset.playing = String(on);
  }

  async #ended() {
    this.#buttons();
    const m = await this.modules();
    this.dispatch('ended');
    const tell = SCENES[this.scene - 1]?.tell;
    if (tell && m) this.#reveal(tell(this.engine.figures, m));
  }

  /** @param {string} key @param {number} value */
  #live(key, value) {
    this.settings[key] = value;
    history.replaceState(null, '', `#${this.link}`);
    const values = Object.fromEntries(LIVE.map((k) => [k, this.#sliders[k].value]));
    this.act('live', values);
  }

  /** Brings the controls to what the network says. */
  #showSettings() {
    const s = this.engine.shape, p = /** @type {any} */ (this.parts), net = this.engine.network;
    for (const key of LIVE) this.#sliders[key].set(s.live[key]);
    p.experiment.value = this.experiment;
    p.method.value = s.method;
    p.seed.value = s.seed;
    const hidden = net.axes.filter((a) => !a.input && !a.output);
    p.width.value = this.settings.width ?? hidden[0]?.places.length ?? '';
    p.depth.value = this.settings.depth ?? (s.data.watched.length || 1);
    p.geometry.value = this.settings.geometry === 'line' ? '' : this.settings.geometry ?? '';
    p.strategy.value = this.settings.swap_strategy === 'assignment' ? 'assignment' : '';
    this.view.largest = 0;
    this.#showNeuron();
    this.#buttons();
    if (this.panels.share && !this.panels.share.element.hidden) this.panels.share.shown();
  }

  /** A teacher's link hides controls by name. */
  #hideParts() {
    for (const [name, e] of Object.entries(this.parts)) {
      const whole = e.closest('label') ?? e;
      if (this.hide.includes(name)) whole.hidden = true;
      else if (this.hidden?.includes(name)) whole.hidden = false;
    }
    for (const [name, p] of Object.entries(this.panels)) p.tab.hidden = this.hide.includes(name);
    this.hidden = [...this.hide];
  }
  /** @type {string[] | undefined} */ hidden;

  // Neurons and wires.

  #showNeuron() {
    const n = this.view.selected, net = this.engine.network, box = this.parts.inspector;
    if (!n || !net.axes[n.axis]) {
      if (!this.#wire) box.replaceChildren();
      return;
    }
    this.#wire = null;
    const key = `${n.axis}:${n.number}`, axis = net.axes[n.axis], out = this.#out.has(key);
    this.parts.neuronMap = make('canvas', { class: 'neuron', role: 'img', 'aria-label': `what ${neuronName(net, n)} does`, hidden: true });
    const knock = axis.output ? [] : [button(out ? 'Heal it' : 'Knock it out', out ? 'Heal' : 'Knock out', () => this.knock(n, !out))];
    box.replaceChildren(make('div', {}, make('b', {}, neuronName(net, n)), make('div', { class: 'row' }, ...knock, button('Close', 'Close', () => this.view.select(null)))), this.parts.neuronMap);
    this.probe(true);
    this.panels.formula?.light?.(axis.labels?.[n.number]);
  }

  /** @param {Neuron} n @param {boolean} out */
  async knock(n, out) {
    const axis = this.engine.network.axes[n.axis];
    if (out && !this.#out.size) await this.probe(true);
    await this.act('knock', { axis: axis.name, place: placesOf(this.engine.network, n.axis)[n.number], out });
    if (out) this.#out.add(`${n.axis}:${n.number}`);
    else this.#out.delete(`${n.axis}:${n.number}`);
    this.view.marked = new Set(this.#out);
    this.view.refresh();
    await this.probe(true);
    this.#showNeuron();
  }

  /** @param {{line: Line, from: Neuron, to: Neuron} | null} w */
  #pickWire(w) {
    this.#wire = w;
    const box = this.parts.inspector;
    if (!w) return box.replaceChildren();
    this.view.selected = null;
    const value = make('input', { type: 'number', step: 0.05, 'aria-label': 'value of the weight', class: 'value' });
    value.value = number(w.line.weight).replace('−', '-');
    const at = () => ({ wire: w.line.wire, cell: this.#cell(w) });
    const set = async (/** @type {string} */ name, /** @type {number} */ v) => { await this.act(name, { ...at(), value: v }); value.value = String(v); };
    box.replaceChildren(make('div', {}, make('b', {}, lineName(this.engine.network, w.line)), this.parts.wireSays = make('p', { class: 'figures' }),
      make('div', { class: 'row' }, value, button('Set it', 'Set', () => set('set', Number(value.value))), button('Cut it: hold it at 0', 'Cut', () => set('hold', 0)),
        button('Freeze it at this value', 'Freeze', () => set('hold', Number(value.value))), button('Let it be trained again', 'Let go', () => this.act('release', at())), button('Close', 'Close', () => this.#pickWire(null)))));
    this.#showWire();
  }

  /** The cell of a wire now: its neurons may have moved. @param {{line: Line, from: Neuron, to: Neuron}} w */
  #cell({ line, from, to }) {
    const net = this.engine.network, wire = net.wires[line.wire];
    return placesOf(net, to.axis)[to.number] * (wire.cols ?? 1) + placesOf(net, from.axis)[from.number];
  }

  #showWire() {
    const w = this.#wire, net = this.engine.network;
    if (!w || !this.parts.wireSays) return;
    const cell = this.#cell(w), wire = net.wires[w.line.wire], cols = wire.cols ?? 1;
    const now = { ...w.line, row: Math.floor(cell / cols), col: cell % cols, weight: wire.weights?.[cell] ?? 0 };
    this.parts.wireSays.textContent = `w = ${number(now.weight)} · length ${number(lineLength(net, now))} · price ${number(this.#price(now))}`;
  }

  /** @param {Line} line */
  #price(line) {
    const s = this.engine.shape, a = s.local ? this.#sliders.locality.value : 0;
    return this.engine.figures.lambda * Math.abs(line.weight) * (a * lineLength(this.engine.network, line) + this.#sliders.layer_distance.value);
  }

  /** @param {{neuron: Neuron, place: number}} what */
  async #drop({ neuron, place }) {
    const net = this.engine.network, from = placesOf(net, neuron.axis)[neuron.number];
    if (from === place) return this.say('');
    const m = await this.act('exchange', { axis: net.axes[neuron.axis].name, place: from, with: place });
    if (m) this.say(`${neuronName(net, neuron)} moved, with its wires: Σ|w|·d went from ${number(m.before)} to ${number(m.after)}. No answer changed.`);
  }

  /** What Σ|w|·d would be. @param {{neuron: Neuron, place: number}} what */
  #drag({ neuron, place }) {
    const net = this.engine.network, at = placesOf(net, neuron.axis)[neuron.number];
    const swap = (/** @type {number} */ axis, /** @type {number} */ p) => (axis !== neuron.axis ? p : p === at ? place : p === place ? at : p);
    let before = 0, after = 0;
    net.wires.forEach((w, wire) => {
      const { weights, rows = 0, cols = 0 } = w;
      if (!weights || w.from < 0 || (w.from !== neuron.axis && w.to !== neuron.axis)) return;
      for (let row = 0; row < rows; row++) for (let col = 0; col < cols; col++) {
        const size = Math.abs(weights[row * cols + col]);
        before += size * lineLength(net, { wire, row, col, weight: 0 });
        after += size * lineLength(net, { wire, row: swap(w.to, row), col: swap(w.from, col), weight: 0 });
      }
    });
    this.say(`Let go here: Σ|w|·d ${number(this.engine.figures.wire)} → ${number(this.engine.figures.wire + after - before)}; the answers stay.`);
  }

  // The walk.

  /** @param {number} scene  from 1 @param {boolean} [linked]  the link has the settings */
  #tell(scene, linked = false) {
    const s = SCENES[scene - 1], box = this.parts.story;
    this.scene = scene;
    this.#guess = '';
    box.hidden = false;
    const choices = (s.choices ?? []).map((c) => {
      const b = button(c, c, () => {
        this.#guess = c;
        for (const other of box.querySelectorAll('.choices button')) other.setAttribute('aria-pressed', String(other === b));
        this.parts.told.textContent = 'Now press play.';
      });
      return b;
    });
    box.replaceChildren(
      make('div', { class: 'row' }, make('b', {}, `${scene} of ${SCENES.length}: ${s.title}`), make('span', { class: 'grow' }),
        button('The scene before', '‹ Back', () => this.#tell(Math.max(1, scene - 1))), button('The next scene', 'Next ›', () => (scene < SCENES.length ? this.#tell(scene + 1) : this.#endWalk())), button('End the walk', '×', () => this.#endWalk())),
      make('p', {}, s.text), ...(s.do ? [make('p', { class: 'do' }, s.do)] : []),
      ...(s.ask ? [make('div', { class: 'row choices' }, make('span', {}, s.ask), ...choices)] : []), this.parts.told = make('p', { class: 'do', role: 'status' }));
    if (s.open) this.#showPanel(s.open);
    if (linked) return;
    this.experiment = s.experiment ?? this.experiment;
    this.settings = { ...(s.settings ?? {}) };
    this.csv = undefined;
    this.open();
  }

  /** @param {string} text */
  #reveal(text) {
    this.parts.told.textContent = this.#guess ? `You said ${this.#guess}. There are ${text}` : `There are ${text}`;
  }

  #endWalk() {
    this.scene = 0;
    this.parts.story.hidden = true;
    history.replaceState(null, '', `#${this.link}`);
  }
}

/**
 * @param {string} text
 * @param {HTMLElement} control
 * @param {string} id
 */
function label(text, control, id) {
  return make('label', { for: id }, make('span', {}, text), control);
}
