/** @import {Network, Neuron, Line, Point} from './types.js' */
/** @import {Scene} from './scene.js' */
/** @import {Look} from './look.js' */
/** @import {Tag} from './labels.js' */
import { ends } from './names.js';
import { stroke } from './lines.js';

/**
 * What one frame shows.
 * @typedef {object} Frame
 * @property {Network} net
 * @property {Scene} scene
 * @property {Line[]} lines        the weakest first
 * @property {number} largest      |w| of the widest line
 * @property {(axis: number, number: number) => Point} at
 * @property {(axis: number, number: number) => boolean} alive
 * @property {((axis: number, number: number) => number) | null} part  what it is in, −1: in none; null: parts have no colours
 * @property {((axis: number, number: number) => boolean) | null} lit   null: everything
 * @property {((line: Line) => boolean) | null} litLine
 * @property {Line | null} hovered
 * @property {Neuron | null} focused
 * @property {Neuron | null} selected
 * @property {Set<string>} marked  axis:number of neurons with a ring around them, such as those knocked out
 * @property {{below: Tag[], above: Tag[], names: {x: number, y: number, text: string, align: CanvasTextAlign}[]}} texts
 * @property {number} scale        pixels for a point of package bimt/draw
 */

const FADED = 0.07;

/**
 * Paints a network: planes, links, wires, neurons and names, in this order.
 * @param {CanvasRenderingContext2D} c
 * @param {Frame} f
 * @param {Look} look
 */
export function paint(c, f, look) {
  c.lineCap = 'round';
  if (f.scene.deep) {
    const rows = [...new Set(f.net.axes.map((a) => a.row))].sort((a, b) => a - b);
    for (const row of rows) {
      paintPlanes(c, f, look, row);
      paintNeurons(c, f, look, row);
      paintLines(c, f, look, (a, b) => Math.min(a, b) === row);
    }
  } else {
    paintSkips(c, f, look);
    paintLines(c, f, look, () => true);
    paintNeurons(c, f, look, null);
  }
  paintHovered(c, f, look);
  paintTexts(c, f, look);
}

/**
 * @param {CanvasRenderingContext2D} c
 * @param {Frame} f
 * @param {Look} look
 * @param {number} row
 */
function paintPlanes(c, f, look, row) {
  const i = f.net.axes.findIndex((a) => a.row === row);
  c.beginPath();
  f.scene.planes[i].forEach(([x, y], k) => (k ? c.lineTo(x, y) : c.moveTo(x, y)));
  c.closePath();
  c.globalAlpha = 0.3;
  c.fillStyle = look.plane;
  c.fill();
  c.globalAlpha = 1;
  c.strokeStyle = look.faint;
  c.lineWidth = 0.75;
  c.stroke();
}

/**
 * Links of the residual stream, each neuron to itself; one that passes a row bends aside.
 * @param {CanvasRenderingContext2D} c
 * @param {Frame} f
 * @param {Look} look
 */
function paintSkips(c, f, look) {
  c.strokeStyle = look.faint;
  c.lineWidth = 0.75;
  c.beginPath();
  for (const w of f.net.wires) {
    if (w.kind !== 'skip' || !w.pairs) continue;
    const far = Math.abs(f.net.axes[w.to].row - f.net.axes[w.from].row) > 1, aside = f.scene.radius[w.from] + 2;
    for (let k = 0; k + 1 < w.pairs.length; k += 2) {
      const from = f.net.axes[w.from].numbers?.[w.pairs[k]] ?? w.pairs[k], to = f.net.axes[w.to].numbers?.[w.pairs[k + 1]] ?? w.pairs[k + 1];
      if (!f.alive(w.from, from) || !f.alive(w.to, to)) continue;
      if (f.lit && !(f.lit(w.from, from) && f.lit(w.to, to))) continue;
      const a = f.at(w.from, from), b = f.at(w.to, to);
      c.moveTo(a[0], a[1]);
      if (far) c.bezierCurveTo(a[0] + aside, a[1] + (b[1] - a[1]) / 3, b[0] + aside, b[1] - (b[1] - a[1]) / 3, b[0], b[1]);
      else c.lineTo(b[0], b[1]);
    }
  }
  c.stroke();
}

/**
 * @param {CanvasRenderingContext2D} c
 * @param {Frame} f
 * @param {Look} look
 * @param {(fromRow: number, toRow: number) => boolean} wanted
 */
function paintLines(c, f, look, wanted) {
  for (const line of f.lines) {
    const { from, to } = ends(f.net, line);
    const a = f.net.axes[from.axis].row, b = f.net.axes[to.axis].row;
    if (!wanted(a, b)) continue;
    const s = stroke(line.weight, f.largest, f.lines.length, f.scale);
    c.globalAlpha = !f.litLine || f.litLine(line) ? (f.litLine ? 1 : s.opacity) : FADED;
    c.strokeStyle = line.weight < 0 ? look.negative : look.positive;
    c.lineWidth = s.width;
    c.beginPath();
    trace(c, f.at(from.axis, from.number), f.at(to.axis, to.number), a === b);
    c.stroke();
  }
  c.globalAlpha = 1;
}

/**
 * A straight line, or inside one row an arc.
 * @param {CanvasRenderingContext2D} c
 * @param {Point} a
 * @param {Point} b
 * @param {boolean} arc
 */
function trace(c, a, b, arc) {
  c.moveTo(a[0], a[1]);
  if (!arc) c.lineTo(b[0], b[1]);
  else if (a[0] === b[0]) c.bezierCurveTo(a[0] - 24, a[1] - 24, a[0] + 24, a[1] - 24, b[0], b[1]);
  else c.quadraticCurveTo((a[0] + b[0]) / 2, a[1] - 16 - Math.abs(b[0] - a[0]) / 3, b[0], b[1]);
}

/**
 * @param {CanvasRenderingContext2D} c
 * @param {Frame} f
 * @param {Look} look
 * @param {number | null} row  null: of all
 */
function paintNeurons(c, f, look, row) {
  f.net.axes.forEach((axis, i) => {
    if (row !== null && axis.row !== row) return;
    const together = f.net.axes.flatMap((a, k) => (a.row === axis.row ? [k] : []));
    const group = together.indexOf(i), colour = together.length > 1 ? look.groups[group % 4] : look.ink;
    for (let n = 0; n < axis.places.length; n++) {
      const part = f.part?.(i, n) ?? -1;
      paintNeuron(c, f, look, { axis: i, number: n }, part >= 0 ? look.parts[part % look.parts.length] : f.part ? look.soft : colour, together.length > 1 ? group : part >= 0 ? part % 3 : 0);
    }
  });
}

/**
 * @param {CanvasRenderingContext2D} c
 * @param {Frame} f
 * @param {Look} look
 * @param {Neuron} n
 * @param {string} colour
 * @param {number} shape   0: circle, 1: square, 2: triangle
 */
function paintNeuron(c, f, look, n, colour, shape) {
  const at = f.at(n.axis, n.number), alive = f.alive(n.axis, n.number);
  const chosen = same(n, f.selected), r = f.scene.radius[n.axis] * (chosen ? 1.5 : 1);
  c.globalAlpha = f.lit && !f.lit(n.axis, n.number) ? 0.3 : 1;
  outline(c, at, r, shape);
  c.fillStyle = alive ? colour : look.paper;
  c.strokeStyle = alive ? look.paper : f.net.axes[n.axis].output ? look.ink : look.faint;
  c.lineWidth = Math.min(alive ? 1.5 : 1, r / 2);
  c.fill();
  c.stroke();
  c.globalAlpha = 1;
  const marked = f.marked.has(`${n.axis}:${n.number}`);
  if (!chosen && !marked && !same(n, f.focused)) return;
  outline(c, at, r + 3.5, 0);
  c.strokeStyle = marked ? look.negative : look.ink;
  c.lineWidth = 2;
  c.setLineDash(marked ? [3, 3] : []);
  c.stroke();
  c.setLineDash([]);
}

/**
 * @param {CanvasRenderingContext2D} c
 * @param {Point} at
 * @param {number} r
 * @param {number} shape
 */
function outline(c, [x, y], r, shape) {
  c.beginPath();
  if (shape === 1) c.rect(x - 0.9 * r, y - 0.9 * r, 1.8 * r, 1.8 * r);
  else if (shape === 2) {
    c.moveTo(x, y - 1.2 * r);
    c.lineTo(x + 1.1 * r, y + 0.8 * r);
    c.lineTo(x - 1.1 * r, y + 0.8 * r);
    c.closePath();
  } else c.arc(x, y, r, 0, 2 * Math.PI);
}

/**
 * @param {Neuron} n
 * @param {Neuron | null} other
 */
const same = (n, other) => !!other && n.axis === other.axis && n.number === other.number;

/**
 * @param {CanvasRenderingContext2D} c
 * @param {Frame} f
 * @param {Look} look
 */
function paintHovered(c, f, look) {
  if (!f.hovered) return;
  const { from, to } = ends(f.net, f.hovered), a = f.at(from.axis, from.number), b = f.at(to.axis, to.number);
  const { width } = stroke(f.hovered.weight, f.largest, f.lines.length, f.scale);
  const arc = f.net.axes[from.axis].row === f.net.axes[to.axis].row;
  for (const [colour, more] of /** @type {[string, number][]} */ ([[look.paper, 7], [look.ink, 3.5], [f.hovered.weight < 0 ? look.negative : look.positive, 0.5]])) {
    c.strokeStyle = colour;
    c.lineWidth = width + more;
    c.beginPath();
    trace(c, a, b, arc);
    c.stroke();
  }
}

/**
 * @param {CanvasRenderingContext2D} c
 * @param {Frame} f
 * @param {Look} look
 */
function paintTexts(c, f, look) {
  const { box } = f.scene;
  c.fillStyle = look.ink;
  c.textAlign = 'center';
  const rows = f.net.axes.map((a) => a.row), axis = [rows.indexOf(0), rows.indexOf(Math.max(...rows))];
  for (const [tags, y, baseline, end, of] of /** @type {[Tag[], number, CanvasTextBaseline, number, number][]} */ ([
    [f.texts.below, box.y + box.height + 18, 'top', box.y + box.height + 15, axis[0]],
    [f.texts.above, box.y - 18, 'bottom', box.y - 15, axis[1]],
  ])) {
    c.textBaseline = baseline;
    c.strokeStyle = look.faint;
    c.lineWidth = 0.75;
    for (const t of tags) {
      c.fillText(t.text, t.x, y);
      if (Math.abs(t.x - t.at) < 3 && !f.scene.deep) continue;
      c.beginPath();
      c.moveTo(t.x, end);
      c.lineTo(t.at, f.scene.deep ? f.at(of, t.index)[1] + (baseline === 'top' ? 1 : -1) * f.scene.radius[of] : end + (baseline === 'top' ? -8 : 8));
      c.stroke();
    }
  }
  c.fillStyle = look.soft;
  c.textBaseline = 'middle';
  for (const n of f.texts.names) {
    c.textAlign = n.align;
    c.lineWidth = 3;
    c.strokeStyle = look.paper;
    c.strokeText(n.text, n.x, n.y);
    c.fillText(n.text, n.x, n.y);
  }
}
