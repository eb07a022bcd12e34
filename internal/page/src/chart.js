/** @import {Look} from './look.js' */
import { make } from './dom.js';
import { lookOf, onLook } from './look.js';
import { number } from './names.js';

/**
 * A curve: y over x, on a logarithmic axis of its panel.
 * @typedef {object} Curve
 * @property {string} name
 * @property {ArrayLike<number>} x
 * @property {ArrayLike<number>} y
 * @property {number} [series]  which colour; its index, if not given
 *
 * Bars from the bottom, such as how many neurons moved.
 * @typedef {object} Bars
 * @property {string} name
 * @property {ArrayLike<number>} x
 * @property {ArrayLike<number>} y
 *
 * @typedef {object} Panel
 * @property {string} unit
 * @property {Curve[]} [curves]
 * @property {Bars} [bars]
 * @property {number} [height]
 */

const LEFT = 64, RIGHT = 12, TOP = 22, GAP = 30, BOTTOM = 38;
const DASHES = [[], [6, 3], [2, 2]];

/**
 * Panels of curves above each other with one x axis and a cursor, which follows the pointer's
 * press: the element sends a CustomEvent `seek` with {x} then.
 */
export class Chart {
  /** @type {Panel[]} */ panels = [];
  /** @type {{x: number, text: string}[]} */ marks = [];
  /** Where the cursor is; null: nowhere. @type {number | null} */ cursor = null;
  #painting = 0;
  #range = [0, 1];

  /**
   * @param {HTMLElement} parent
   * @param {string} label   what it shows, for those who can't see it
   */
  constructor(parent, label) {
    this.canvas = make('canvas', { role: 'img', 'aria-label': label });
    this.element = make('div', { class: 'chart' }, this.canvas);
    parent.append(this.element);
    const resize = new ResizeObserver(() => this.repaint());
    resize.observe(this.element);
    const end = onLook(() => this.repaint());
    this.destroy = () => {
      resize.disconnect();
      end();
      this.element.remove();
    };
    const seek = (/** @type {PointerEvent} */ e) => {
      if (e.buttons !== 1) return;
      const box = this.canvas.getBoundingClientRect(), part = (e.clientX - box.left - LEFT) / (box.width - LEFT - RIGHT);
      const x = this.#range[0] + Math.min(1, Math.max(0, part)) * (this.#range[1] - this.#range[0]);
      this.element.dispatchEvent(new CustomEvent('seek', { detail: { x } }));
    };
    this.canvas.addEventListener('pointerdown', (e) => { this.canvas.setPointerCapture(e.pointerId); seek(e); });
    this.canvas.addEventListener('pointermove', seek);
  }

  /**
   * @param {Panel[]} panels
   * @param {{x: number, text: string}[]} [marks]
   */
  show(panels, marks = []) {
    this.panels = panels;
    this.marks = marks;
    const xs = panels.flatMap((p) => [...(p.curves ?? []), ...(p.bars ? [p.bars] : [])]).flatMap((c) => Array.from(c.x));
    this.#range = xs.length ? [Math.min(...xs), Math.max(...xs, Math.min(...xs) + 1)] : [0, 1];
    this.repaint();
  }

  /** @param {number | null} x */
  point(x) {
    this.cursor = x;
    this.repaint();
  }

  repaint() {
    if (!this.#painting) this.#painting = requestAnimationFrame(() => this.#paint());
  }

  #paint() {
    this.#painting = 0;
    const width = this.element.clientWidth, c = this.canvas.getContext('2d');
    if (!width || !c || !this.panels.length) return;
    const height = TOP + BOTTOM + this.panels.reduce((sum, p) => sum + (p.height ?? 110) + GAP, -GAP);
    const dense = Math.min(3, window.devicePixelRatio || 1), look = lookOf(this.element);
    if (this.canvas.width !== Math.round(width * dense) || this.canvas.height !== Math.round(height * dense)) {
      this.canvas.width = Math.round(width * dense);
      this.canvas.height = Math.round(height * dense);
      this.canvas.style.height = `${height}px`;
    }
    c.setTransform(dense, 0, 0, dense, 0, 0);
    c.clearRect(0, 0, width, height);
    c.font = `12px ${look.font}`;
    let y = TOP, first = 0;
    for (const p of this.panels) {
      const box = { x: LEFT, y, width: width - LEFT - RIGHT, height: p.height ?? 110 };
      paintPanel(c, look, p, box, this.#range, first);
      first += p.curves?.length ?? 0;
      y += box.height + GAP;
    }
    const bottom = y - GAP, at = (/** @type {number} */ x) => LEFT + (x - this.#range[0]) / (this.#range[1] - this.#range[0]) * (width - LEFT - RIGHT);
    paintX(c, look, this.#range, at, bottom, width);
    for (const m of this.marks) {
      stroke(c, look.soft, 0.75, [2, 3], [[at(m.x), TOP], [at(m.x), bottom]]);
      c.fillStyle = look.soft;
      c.textAlign = at(m.x) > width - 80 ? 'right' : 'left';
      c.textBaseline = 'bottom';
      c.fillText(m.text, at(m.x) + (c.textAlign === 'right' ? -3 : 3), height - 2);
    }
    if (this.cursor !== null) stroke(c, look.ink, 1.5, [], [[at(this.cursor), TOP - 4], [at(this.cursor), bottom]]);
  }
}

/**
 * @param {CanvasRenderingContext2D} c
 * @param {Look} look
 * @param {Panel} p
 * @param {{x: number, y: number, width: number, height: number}} box
 * @param {number[]} range
 * @param {number} first   curves in the panels before
 */
function paintPanel(c, look, p, box, range, first) {
  const curves = p.curves ?? [], x = (/** @type {number} */ v) => box.x + (v - range[0]) / (range[1] - range[0]) * box.width;
  const values = curves.flatMap((l) => Array.from(l.y).filter((v) => v > 0 && Number.isFinite(v)));
  const bars = p.bars ? Math.max(1, ...Array.from(p.bars.y)) : 0;
  let low = values.length ? Math.log10(Math.min(...values)) : 0, high = values.length ? Math.log10(Math.max(...values)) : 1;
  if (high - low < 0.3) [low, high] = [low - 0.15, high + 0.15];
  const y = (/** @type {number} */ v) => box.y + box.height * (bars ? 1 - v / bars : (high - Math.log10(v)) / (high - low));
  for (const tick of bars ? [0, bars] : decades(low, high)) {
    stroke(c, look.rule, 0.75, [], [[box.x, y(tick)], [box.x + box.width, y(tick)]]);
    c.fillStyle = look.soft;
    c.textAlign = 'right';
    c.textBaseline = 'middle';
    c.fillText(number(tick), box.x - 6, y(tick));
  }
  if (p.bars) {
    c.fillStyle = look.soft;
    const wide = Math.max(1, Math.min(6, 0.6 * box.width / p.bars.x.length));
    for (let i = 0; i < p.bars.x.length; i++) c.fillRect(x(p.bars.x[i]) - wide / 2, y(p.bars.y[i]), wide, box.y + box.height - y(p.bars.y[i]));
  }
  curves.forEach((l, i) => paintCurve(c, look.series[(l.series ?? first + i) % look.series.length], DASHES[(first + i) % 3], l, x, y));
  paintKeys(c, look, p, box, first);
}

/**
 * @param {CanvasRenderingContext2D} c
 * @param {string} colour
 * @param {number[]} dash
 * @param {Curve} l
 * @param {(v: number) => number} x
 * @param {(v: number) => number} y
 */
function paintCurve(c, colour, dash, l, x, y) {
  c.strokeStyle = colour;
  c.lineWidth = 1.75;
  c.setLineDash(dash);
  c.beginPath();
  let drawing = false;
  for (let i = 0; i < l.x.length; i++) {
    const v = l.y[i];
    if (!(v > 0) || !Number.isFinite(v)) drawing = false;
    else if (drawing) c.lineTo(x(l.x[i]), y(v));
    else {
      c.moveTo(x(l.x[i]), y(v));
      drawing = true;
    }
  }
  c.stroke();
  c.setLineDash([]);
}

/**
 * The unit of a panel, and its curves by name, above it.
 * @param {CanvasRenderingContext2D} c
 * @param {Look} look
 * @param {Panel} p
 * @param {{x: number, y: number, width: number, height: number}} box
 * @param {number} first
 */
function paintKeys(c, look, p, box, first) {
  c.textAlign = 'left';
  c.textBaseline = 'bottom';
  c.fillStyle = look.ink;
  let x = box.x;
  const y = box.y - 5;
  c.fillText(p.unit, x, y);
  x += c.measureText(p.unit).width + 16;
  (p.curves ?? []).forEach((l, i) => {
    if ((p.curves ?? []).length < 2) return;
    stroke(c, look.series[(l.series ?? first + i) % look.series.length], 2, DASHES[(first + i) % 3], [[x, y - 6], [x + 20, y - 6]]);
    c.fillStyle = look.soft;
    c.fillText(l.name, x + 24, y);
    x += c.measureText(l.name).width + 38;
  });
}

/**
 * @param {CanvasRenderingContext2D} c
 * @param {Look} look
 * @param {number[]} range
 * @param {(v: number) => number} at
 * @param {number} bottom
 * @param {number} width
 */
function paintX(c, look, range, at, bottom, width) {
  const raw = (range[1] - range[0]) / Math.max(2, Math.min(8, width / 110)), unit = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((m) => m * unit).find((s) => s >= raw) ?? raw;
  c.fillStyle = look.soft;
  c.textAlign = 'center';
  c.textBaseline = 'top';
  for (let v = Math.ceil(range[0] / step) * step; v <= range[1] + step / 1e6; v += step) {
    const text = v >= 1e4 ? `${number(v / 1000)}k` : number(v);
    c.fillText(text, Math.min(at(v), width - c.measureText(text).width / 2), bottom + 6);
  }
}

/**
 * Powers of ten in a range of logarithms, or where it holds less than two, its ends.
 * @param {number} low
 * @param {number} high
 */
function decades(low, high) {
  const all = [], every = Math.ceil((high - low) / 4);
  for (let e = Math.ceil(low); e <= high; e++) if (e % every === 0) all.push(10 ** e);
  return all.length >= 2 ? all : [10 ** low, 10 ** high];
}

/**
 * @param {CanvasRenderingContext2D} c
 * @param {string} colour
 * @param {number} width
 * @param {number[]} dash
 * @param {number[][]} points
 */
function stroke(c, colour, width, dash, points) {
  c.strokeStyle = colour;
  c.lineWidth = width;
  c.setLineDash(dash);
  c.beginPath();
  points.forEach(([x, y], i) => (i ? c.lineTo(x, y) : c.moveTo(x, y)));
  c.stroke();
  c.setLineDash([]);
}
