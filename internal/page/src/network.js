/** @import {Network, Neuron, Line, Point} from './types.js' */
/** @import {Frame} from './paint.js' */
/** @import {Scene} from './scene.js' */
/** @import {Graph} from './reach.js' */
import { make } from './dom.js';
import { Glide } from './glide.js';
import { placeTags } from './labels.js';
import { chooseLines, largestOf } from './lines.js';
import { isStill, lookOf, onLook } from './look.js';
import { ends, lineLength, lineName, neuronName, number, numberAt, placesOf } from './names.js';
import { paint } from './paint.js';
import { lineAt, neuronAt } from './pick.js';
import { aliveOf, graphOf, partsOf, pathsOf } from './reach.js';
import { isDeep, rowsOf, sceneOf, VIEW } from './scene.js';
import { Tip } from './tip.js';

/**
 * A network on a canvas: wires by sign and size, neurons at their places, to which they glide
 * when they are moved. Hovering a wire tells its value, a click on a neuron lights its paths; so
 * do the arrow keys and Enter. A stack of planes is turned by dragging.
 *
 * Events of the element, each a CustomEvent: `select` ({neuron: Neuron | null}), `wire` (a click;
 * {line: Line, from: Neuron, to: Neuron}), `hover` ({neuron, line}, one of them or both null), and
 * with the option movable `drag` and `move` ({neuron: Neuron, place: number}, a neuron that is dragged near a place, and
 * let go there).
 */
export class NetworkView {
  /** @type {Network | null} */ net = null;
  /** What |w| must exceed to be drawn. */
  threshold = 0.01;
  /** |w| of the widest line; 0: the largest of the network. */
  largest = 0;
  /** Whether neurons have the colour of the part they are in. */
  coloured = false;
  /** @type {Neuron | null} */ selected = null;
  /** @type {Neuron | null} */ focused = null;
  /** @type {Line | null} */ hovered = null;
  /** Neurons with a ring, as axis:number: such as those knocked out. @type {Set<string>} */ marked = new Set();
  /** More to say of a wire or a neuron. @type {((what: {line?: Line, neuron?: Neuron}) => {rows?: string[], history?: ArrayLike<number>, now?: number}) | null} */ about = null;
  view = { ...VIEW };

  #glide = new Glide();
  #painting = 0;
  /** @type {Scene | null} */ #scene = null;
  /** @type {Uint8Array | null} */ #alive = null;
  /** @type {Graph | null} */ #graph = null;
  /** @type {Int32Array | null} */ #parts = null;
  /** @type {ReturnType<typeof chooseLines>} */ #chosen = { lines: [], above: 0, total: 0 };
  /** @type {(() => void)[]} */ #ends = [];
  /** @type {{neuron: Neuron | null, at: Point, moved: boolean} | null} */ #press = null;
  /** A neuron on its way by hand. @type {{neuron: Neuron, at: Point} | null} */ #held = null;
  /** @type {number[][]} */ #places = [];

  /**
   * @param {HTMLElement} parent
   * @param {{plain?: boolean, movable?: boolean, height?: number}} [options]  plain: a small picture, with
   *   no names, that does nothing; height: in pixels, if not by the number of rows
   */
  constructor(parent, options = {}) {
    this.options = options;
    this.canvas = make('canvas', options.plain ? { role: 'img' } : { tabindex: 0, role: 'application', 'aria-roledescription': 'network' });
    this.element = make('div', { class: options.plain ? 'network plain' : 'network' }, this.canvas);
    parent.append(this.element);
    const resize = new ResizeObserver(() => this.#layOut(0));
    resize.observe(this.element);
    this.#ends.push(() => resize.disconnect(), onLook(() => this.repaint()));
    if (!options.plain) {
      this.tip = new Tip(this.element);
      this.#listen();
    }
  }

  destroy() {
    cancelAnimationFrame(this.#painting);
    for (const end of this.#ends) end();
    this.element.remove();
  }

  /**
   * Shows a network; one of the same axes as that before glides there in so many milliseconds.
   * @param {Network} net
   * @param {number} [ms]
   */
  show(net, ms = 0) {
    const other = !this.net || this.net.axes.length !== net.axes.length;
    this.net = net;
    if (other) this.selected = this.focused = this.hovered = null;
    this.#read();
    this.#layOut(isStill() ? 0 : ms);
    if (this.hovered) this.#tell();
  }

  /** Reads threshold and weights again. */
  refresh() {
    this.#read();
    this.repaint();
  }

  /** What is drawn, in words. */
  get summary() {
    const { lines, above, total } = this.#chosen;
    const drawn = lines.length === above ? '' : `, ${lines.length} drawn`;
    return `${above} of ${total} weights above ${number(this.threshold)}${drawn}`;
  }

  /** The lines that are drawn, the weakest first. */
  get lines() {
    return this.#chosen.lines;
  }

  /** |w| of the widest line. */
  get widest() {
    return this.largest || (this.net ? largestOf(this.net) : 0);
  }

  /**
   * Lights the paths of a neuron; null: all.
   * @param {Neuron | null} neuron
   */
  select(neuron) {
    this.selected = neuron;
    this.#emit('select', { neuron });
    this.repaint();
  }

  /**
   * Where a neuron is drawn now, in pixels of the element.
   * @param {Neuron} n
   * @returns {Point}
   */
  at(n) {
    return this.#glide.at(n.axis, n.number, performance.now());
  }

  /** Paints again, soon. */
  repaint() {
    if (!this.#painting) this.#painting = requestAnimationFrame(() => this.#paint());
  }

  #read() {
    const net = /** @type {Network} */ (this.net);
    const graph = graphOf(net, this.threshold), alive = aliveOf(net, graph, this.threshold);
    this.#graph = graph;
    this.#alive = alive;
    this.#parts = this.coloured ? partsOf(net, graph) : null;
    this.#places = net.axes.map((_, i) => placesOf(net, i));
    this.#chosen = chooseLines(net, this.threshold, (axis, place) => !!alive[graph.first[axis] + place]);
    const h = this.hovered;
    if (h) this.hovered = { ...h, weight: net.wires[h.wire]?.weights?.[h.row * (net.wires[h.wire].cols ?? 0) + h.col] ?? 0 };
    this.canvas.setAttribute('aria-label', `Network: ${net.axes.map((a) => `${a.places.length} ${a.name}`).join(', ')}; ${this.summary}.`);
  }

  /** @param {number} ms */
  #layOut(ms) {
    const net = this.net, width = this.element.clientWidth;
    if (!net || !width) return;
    const height = this.options.height ?? this.#height(net, width);
    const dense = Math.min(3, window.devicePixelRatio || 1);
    this.canvas.width = Math.round(width * dense);
    this.canvas.height = Math.round(height * dense);
    this.canvas.style.height = `${height}px`;
    const plain = this.options.plain;
    const column = plain || width < 560 ? 0 : 112;
    const named = (/** @type {number} */ row) => net.axes.some((a) => a.row === row && a.labels?.some((l) => l));
    const over = plain ? 8 : named(rowsOf(net) - 1) ? 46 : 22, under = plain ? 8 : named(0) ? 46 : 22;
    const box = { x: column + 10, y: over, width: width - column - 20, height: height - over - under };
    const scene = sceneOf(net, box, this.view);
    this.#glide.aim(net, scene.at, ms, performance.now());
    this.#scene = scene;
    this.repaint();
  }

  /**
   * @param {Network} net
   * @param {number} width
   */
  #height(net, width) {
    const rows = rowsOf(net), step = rows > 8 ? 74 : rows > 5 ? 88 : Math.min(130, Math.max(92, width / 6));
    const high = step * (rows - 1) + 92;
    return isDeep(net) ? Math.max(360, Math.min(180 * (rows - 1) + 0.3 * width, 1.05 * width)) : Math.max(160, high);
  }

  #paint() {
    this.#painting = 0;
    const scene = this.#scene, net = this.net, graph = this.#graph, alive = this.#alive, parts = this.#parts, c = this.canvas.getContext('2d');
    if (!scene || !net || !graph || !alive || !c) return;
    const look = lookOf(this.element), dense = this.canvas.width / this.element.clientWidth, now = performance.now(), held = this.#held;
    c.setTransform(dense, 0, 0, dense, 0, 0);
    c.clearRect(0, 0, this.canvas.width, this.canvas.height);
    c.font = `${this.element.clientWidth < 560 ? 12 : 13}px ${look.font}`;
    const node = (/** @type {number} */ axis, /** @type {number} */ n) => graph.first[axis] + this.#places[axis][n];
    /** @type {Frame} */
    const f = {
      net, scene, lines: this.#chosen.lines, largest: this.widest, hovered: this.hovered, focused: this.focused, selected: this.selected, marked: this.marked,
      scale: this.options.plain ? 0.6 : 1.35, texts: { below: [], above: [], names: [] }, lit: null, litLine: null,
      at: (a, n) => (held && held.neuron.axis === a && held.neuron.number === n ? held.at : alive[node(a, n)] ? this.#glide.at(a, n, now) : this.#glide.goal(a, n)), // the dead all look alike
      alive: (a, n) => !!alive[node(a, n)],
      part: parts && ((a, n) => parts[node(a, n)]),
    };
    if (this.selected) this.#light(f, pathsOf(graph, node(this.selected.axis, this.selected.number)), graph);
    if (!this.options.plain) this.#letter(f, c);
    paint(c, f, look);
    if (this.#glide.isMoving(now)) this.repaint();
  }

  /**
   * @param {Frame} f
   * @param {{into: Uint8Array, outOf: Uint8Array}} paths
   * @param {Graph} graph
   */
  #light(f, { into, outOf }, graph) {
    const at = (/** @type {number} */ axis, /** @type {number} */ n) => graph.first[axis] + this.#places[axis][n];
    f.lit = (axis, n) => !!(into[at(axis, n)] || outOf[at(axis, n)]);
    f.litLine = (line) => {
      const w = f.net.wires[line.wire], a = graph.first[w.from] + line.col, b = graph.first[w.to] + line.row;
      return !!(into[a] && into[b] || outOf[a] && outOf[b]);
    };
  }

  /**
   * Names of inputs, outputs and axes.
   * @param {Frame} f
   * @param {CanvasRenderingContext2D} c
   */
  #letter(f, c) {
    const last = rowsOf(f.net) - 1, { box } = f.scene, width = this.element.clientWidth;
    const of = (/** @type {number} */ row) => placeTags(f.net.axes.flatMap((a, i) => a.row !== row || !a.labels ? [] :
      a.labels.map((text, n) => ({ text, index: n, at: f.at(i, n)[0] }))), 4, width - 4, (text) => c.measureText(text).width);
    f.texts.below = of(0);
    f.texts.above = last > 0 ? of(last) : [];
    f.texts.names = [...new Set(f.net.axes.map((a) => a.row))].map((row) => {
      const axes = f.net.axes.flatMap((a, i) => (a.row === row ? [i] : [])), axis = f.net.axes[axes[0]];
      const text = axes.length > 1 && axis.name.includes('.') ? `${axis.name.slice(0, axis.name.lastIndexOf('.'))} attention` : axis.name;
      if (f.scene.deep) {
        const corner = f.scene.planes[axes[0]].reduce((a, b) => (b[0] < a[0] ? b : a));
        return { text, x: Math.max(4, corner[0] - 8 - c.measureText(text).width), y: corner[1] + 12, align: /** @type {CanvasTextAlign} */ ('left') };
      }
      const y = axes.reduce((s, i) => s + f.scene.at[i][0][1], 0) / axes.length;
      if (box.x > 60) return { text, x: box.x - 12, y, align: /** @type {CanvasTextAlign} */ ('right') };
      return { text, x: 4, y: row === last && last > 0 && f.texts.above.length ? y + 17 : y - 17, align: /** @type {CanvasTextAlign} */ ('left') };
    });
  }

  #listen() {
    const { canvas } = this;
    canvas.addEventListener('pointermove', (e) => this.#move(e));
    canvas.addEventListener('pointerleave', () => this.#hover(null, null));
    canvas.addEventListener('pointerdown', (e) => this.#down(e));
    canvas.addEventListener('pointerup', (e) => this.#up(e));
    canvas.addEventListener('pointercancel', () => { this.#press = this.#held = null; this.repaint(); });
    canvas.addEventListener('keydown', (e) => this.#key(e));
    canvas.addEventListener('blur', () => { this.focused = null; this.tip?.hide(); this.repaint(); });
  }

  /**
   * @param {PointerEvent} e
   * @returns {{at: Point, neuron: Neuron | null, line: Line | null}}
   */
  #under(e) {
    const box = this.canvas.getBoundingClientRect(), at = /** @type {Point} */ ([e.clientX - box.left, e.clientY - box.top]);
    const now = performance.now(), where = (/** @type {number} */ a, /** @type {number} */ n) => this.#glide.at(a, n, now);
    if (!this.net || !this.#scene) return { at, neuron: null, line: null };
    const coarse = e.pointerType === 'touch' ? 2 : 1;
    const neuron = neuronAt(this.net, at, where, coarse * 9);
    return { at, neuron, line: neuron ? null : lineAt(this.net, this.#chosen.lines, at, where, coarse * 5) };
  }

  /** @param {PointerEvent} e */
  #move(e) {
    const under = this.#under(e), press = this.#press;
    if (press && (press.moved || Math.hypot(under.at[0] - press.at[0], under.at[1] - press.at[1]) > 6)) {
      press.moved = true;
      if (this.#scene?.deep && !press.neuron) {
        this.view.turn += (under.at[0] - press.at[0]) / 3;
        this.view.tilt = Math.min(80, Math.max(8, this.view.tilt + (e.pointerType === 'touch' ? 0 : (under.at[1] - press.at[1]) / 5)));
        press.at = under.at;
        this.#layOut(0);
      } else if (press.neuron && this.options.movable) {
        this.#held = { neuron: press.neuron, at: under.at };
        this.#emit('drag', { neuron: press.neuron, place: this.#nearest(press.neuron.axis, under.at) });
        this.repaint();
      }
      return;
    }
    this.#hover(under.neuron, under.line, under.at);
  }

  /** @param {PointerEvent} e */
  #down(e) {
    const { at, neuron, line } = this.#under(e);
    this.#press = { neuron, at, moved: false };
    if (neuron && this.options.movable || this.#scene?.deep && !line) this.canvas.setPointerCapture(e.pointerId);
  }

  /** @param {PointerEvent} e */
  #up(e) {
    const press = this.#press, under = this.#under(e);
    this.#press = this.#held = null;
    if (!press) return;
    if (press.moved) {
      this.repaint();
      if (press.neuron && this.options.movable) this.#emit('move', { neuron: press.neuron, place: this.#nearest(press.neuron.axis, under.at) });
      return;
    }
    if (under.line) {
      if (this.net) this.#emit('wire', { line: under.line, ...ends(this.net, under.line) });
      this.#hover(null, under.line, under.at);
      return;
    }
    const again = under.neuron && this.selected?.axis === under.neuron.axis && this.selected.number === under.neuron.number;
    this.select(again ? null : under.neuron);
  }

  /**
   * The place of an axis nearest to a point.
   * @param {number} axis
   * @param {Point} p
   */
  #nearest(axis, p) {
    const places = this.#scene?.at[axis] ?? [];
    let best = 0;
    places.forEach(([x, y], i) => {
      if (Math.hypot(x - p[0], y - p[1]) < Math.hypot(places[best][0] - p[0], places[best][1] - p[1])) best = i;
    });
    return best;
  }

  /**
   * @param {Neuron | null} neuron
   * @param {Line | null} line
   * @param {Point} [at]
   */
  #hover(neuron, line, at) {
    if (neuron || line || this.hovered || this.focused) this.repaint();
    this.hovered = line;
    this.focused = neuron;
    this.canvas.style.cursor = neuron || line ? 'pointer' : this.#scene?.deep ? 'grab' : 'default';
    this.#emit('hover', { neuron, line });
    this.#tell(at);
  }

  /** @type {Point} */ #told = [0, 0];

  /**
   * Says what is hovered.
   * @param {Point} [at]
   */
  #tell(at = this.#told) {
    this.#told = at;
    const { net, tip, hovered: line, focused: neuron } = this;
    if (!tip || !net || (!line && !neuron)) return tip?.hide();
    const more = this.about?.(line ? { line } : { neuron: neuron ?? undefined }) ?? {};
    if (line) {
      const rows = [`w = ${number(line.weight)}`, `length ${number(lineLength(net, line))}`, ...(more.rows ?? [])];
      return tip.show(at, { title: lineName(net, line), ...more, rows });
    }
    if (neuron) tip.show(at, { title: neuronName(net, neuron), ...more, rows: [...this.#degrees(net, neuron), ...(more.rows ?? [])] });
  }

  /**
   * How many weights lead to a neuron and from it.
   * @param {Network} net
   * @param {Neuron} n
   */
  #degrees(net, n) {
    let into = 0, outOf = 0;
    for (const line of this.#chosen.lines) {
      const { from, to } = ends(net, line);
      if (to.axis === n.axis && to.number === n.number) into++;
      if (from.axis === n.axis && from.number === n.number) outOf++;
    }
    const bias = net.biases?.find((b) => b.axis === n.axis)?.weights[this.#places[n.axis][n.number]];
    const rows = [`${into} weights in, ${outOf} out`];
    if (bias !== undefined) rows.push(`bias ${number(bias)}`);
    return rows;
  }

  /** @param {KeyboardEvent} e */
  #key(e) {
    const net = this.net;
    if (!net || e.ctrlKey || e.metaKey || e.altKey) return;
    const at = this.focused ?? this.selected;
    if (e.key === 'Escape') this.select(null);
    else if ((e.key === 'Enter' || e.key === ' ') && this.focused) this.select(this.focused);
    else if (e.key.startsWith('Arrow')) this.#focus(net, at ? this.#neighbour(net, at, e.key) : { axis: 0, number: numberAt(net, 0, 0) });
    else return;
    e.preventDefault();
    e.stopPropagation();
  }

  /**
   * @param {Network} net
   * @param {Neuron} n
   */
  #focus(net, n) {
    this.hovered = null;
    this.focused = n;
    this.#tell(this.at(n));
    this.repaint();
  }

  /**
   * The next neuron to the side, or the nearest of the row above or below.
   * @param {Network} net
   * @param {Neuron} n
   * @param {string} key
   * @returns {Neuron}
   */
  #neighbour(net, n, key) {
    const place = this.#places[n.axis][n.number], size = net.axes[n.axis].places.length;
    if (key === 'ArrowLeft' || key === 'ArrowRight') {
      return { axis: n.axis, number: numberAt(net, n.axis, (place + (key === 'ArrowLeft' ? size - 1 : 1)) % size) };
    }
    const axis = Math.min(net.axes.length - 1, Math.max(0, n.axis + (key === 'ArrowUp' ? 1 : -1)));
    return axis === n.axis ? n : { axis, number: numberAt(net, axis, this.#nearest(axis, this.at(n))) };
  }

  /**
   * @param {string} name
   * @param {object} detail
   */
  #emit(name, detail) {
    this.element.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
