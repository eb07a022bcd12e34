import { lookOf } from '../look.js';

/**
 * What a network answers, on a canvas: a map of the plane, a table of pairs, or answers against
 * the truth. Where something is knocked out, what was answered before stays as a ghost.
 * @param {HTMLCanvasElement} canvas
 * @param {any} probe   of package internal/play
 * @param {any} data    Shape.data
 * @param {any} [ghost] a probe of before
 */
export function paintAnswers(canvas, probe, data, ghost) {
  const dense = Math.min(2, devicePixelRatio || 1), side = canvas.clientWidth || 220;
  const outs = probe.outs.length / probe.rows;
  const high = probe.kind === 'sweep' ? Math.max(96, Math.min(200, side)) * Math.min(2, outs) : side;
  canvas.width = side * dense;
  canvas.height = high * dense;
  canvas.style.height = `${high}px`;
  const c = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d')), look = lookOf(canvas);
  c.scale(dense, dense);
  c.font = `12px ${look.font}`;
  if (probe.kind === 'plane') paintPlane(c, look, probe, data, outs, side);
  else if (probe.kind === 'pairs') paintPairs(c, look, probe, outs, side);
  else paintTruth(c, look, probe, data, outs, side, high / Math.min(2, outs), ghost);
}

/** @typedef {import('../look.js').Look} Look */

/**
 * @param {CanvasRenderingContext2D} c
 * @param {Look} look
 * @param {any} probe
 * @param {any} data
 * @param {number} outs
 * @param {number} side
 */
function paintPlane(c, look, probe, data, outs, side) {
  const n = probe.side, cell = side / n, classes = data.classes > 0;
  const scale = classes ? 1 : Math.max(...probe.outs.map(Math.abs), 1e-9);
  for (let i = 0; i < n * n; i++) {
    const o = probe.outs.slice(i * outs, (i + 1) * outs);
    let colour, sure;
    if (classes) {
      const top = o.indexOf(Math.max(...o)), sum = o.reduce((/** @type {number} */ s, /** @type {number} */ v) => s + Math.exp(v - o[top]), 0);
      colour = look.series[top % look.series.length];
      sure = (1 / sum - 1 / outs) / (1 - 1 / outs);
    } else {
      colour = o[0] < 0 ? look.negative : look.positive;
      sure = Math.abs(o[0]) / scale;
    }
    c.globalAlpha = 0.08 + 0.55 * sure;
    c.fillStyle = colour;
    c.fillRect((i % n) * cell, side - (Math.floor(i / n) + 1) * cell, cell + 0.5, cell + 0.5);
  }
  c.globalAlpha = 1;
  const [low, high] = [probe.low, probe.high];
  for (let i = 0; i < probe.tests; i++) {
    const x = (probe.x[2 * i] - low[0]) / (high[0] - low[0]) * side, y = side - (probe.x[2 * i + 1] - low[1]) / (high[1] - low[1]) * side;
    const k = classes ? classOf(probe.y, i, probe.tests) : probe.y[i] < 0 ? 1 : 0;
    c.fillStyle = look.series[k % look.series.length];
    c.strokeStyle = look.paper;
    c.lineWidth = 1;
    c.beginPath();
    if (k % 2) c.rect(x - 2.4, y - 2.4, 4.8, 4.8);
    else c.arc(x, y, 2.8, 0, 7);
    c.fill();
    c.stroke();
  }
}

/**
 * The class of a row, whether classes are numbers or rows of one 1.
 * @param {number[]} y
 * @param {number} i
 * @param {number} rows
 */
function classOf(y, i, rows) {
  const n = y.length / rows;
  return n === 1 ? y[i] : y.slice(i * n, (i + 1) * n).indexOf(1);
}

/**
 * Every pair of tokens: right, or how it is missed.
 * @param {CanvasRenderingContext2D} c
 * @param {Look} look
 * @param {any} probe
 * @param {number} outs
 * @param {number} side
 */
function paintPairs(c, look, probe, outs, side) {
  const n = probe.side, cell = side / n;
  for (let i = 0; i < n * n; i++) {
    const o = probe.outs.slice(i * outs, (i + 1) * outs), want = (i % n + Math.floor(i / n)) % n;
    const top = Math.max(...o), sum = o.reduce((/** @type {number} */ s, /** @type {number} */ v) => s + Math.exp(v - top), 0);
    const right = o[want] === top;
    c.globalAlpha = 0.15 + 0.85 * Math.exp(o[want] - top) / sum;
    c.fillStyle = right ? look.positive : look.negative;
    if (!right) c.globalAlpha = 0.55;
    const x = (i % n) * cell, y = side - (Math.floor(i / n) + 1) * cell;
    c.fillRect(x + 0.5, y + 0.5, cell - 1, cell - 1);
    if (!right) {
      c.globalAlpha = 1;
      c.strokeStyle = look.paper;
      c.lineWidth = 1.5;
      c.beginPath();
      c.moveTo(x + cell * 0.3, y + cell * 0.3);
      c.lineTo(x + cell * 0.7, y + cell * 0.7);
      c.stroke();
    }
  }
  c.globalAlpha = 1;
}

/**
 * Answers over the truth, for each of the first two outputs: on the diagonal they are right.
 * @param {CanvasRenderingContext2D} c
 * @param {Look} look
 * @param {any} probe
 * @param {any} data
 * @param {number} outs
 * @param {number} side
 * @param {number} high
 * @param {any} ghost
 */
function paintTruth(c, look, probe, data, outs, side, high, ghost) {
  const answers = probe.y.length / probe.tests;
  for (let k = 0; k < Math.min(2, answers); k++) {
    const y = probe.y.filter((/** @type {number} */ _, /** @type {number} */ i) => i % answers === k);
    const least = Math.min(...y), most = Math.max(...y), pad = 0.08 * (most - least || 1);
    const x = (/** @type {number} */ v) => 20 + (v - least + pad) / (most - least + 2 * pad) * (side - 28);
    const at = (/** @type {number} */ v) => k * high + high - 18 - Math.min(1.02, Math.max(-0.02, (v - least + pad) / (most - least + 2 * pad))) * (high - 38);
    c.strokeStyle = look.rule;
    c.lineWidth = 1;
    c.strokeRect(20, k * high + 20, side - 28, high - 38);
    c.beginPath();
    c.moveTo(x(least - pad), at(least - pad));
    c.lineTo(x(most + pad), at(most + pad));
    c.strokeStyle = look.faint;
    c.stroke();
    const dots = (/** @type {number[]} */ list, /** @type {string} */ colour, /** @type {number} */ r) => {
      c.fillStyle = colour;
      y.forEach((/** @type {number} */ v, /** @type {number} */ i) => {
        c.beginPath();
        c.arc(x(v), at(list[i * outs + k]), r, 0, 7);
        c.fill();
      });
    };
    if (ghost) dots(ghost.answer, look.faint, 2.6);
    c.globalAlpha = 0.75;
    dots(probe.answer, look.series[k], 2.2);
    c.globalAlpha = 1;
    c.fillStyle = look.ink;
    c.textAlign = 'left';
    c.textBaseline = 'bottom';
    c.fillText(data.outputs?.[k] ?? `output ${k}`, 20, k * high + 15);
    c.fillStyle = look.soft;
    c.textAlign = 'right';
    c.fillText('truth →', side - 8, k * high + high - 2);
    c.save();
    c.translate(14, k * high + 24);
    c.rotate(-Math.PI / 2);
    c.fillText('network →', 0, 0);
    c.restore();
  }
}

/**
 * What one hidden neuron does: over the plane, over pairs, or along each input.
 * @param {HTMLCanvasElement} canvas
 * @param {any} probe
 * @param {any} data
 * @param {number} axis    among the watched
 * @param {number} place
 */
export function paintNeuron(canvas, probe, data, axis, place) {
  const dense = Math.min(2, devicePixelRatio || 1), side = canvas.clientWidth || 150, high = probe.kind === 'sweep' ? 0.72 * side : side;
  canvas.width = side * dense;
  canvas.height = high * dense;
  canvas.style.height = `${high}px`;
  const c = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d')), look = lookOf(canvas);
  c.scale(dense, dense);
  c.font = `11px ${look.font}`;
  const all = probe.hidden?.[axis];
  if (!all) return;
  const width = all.length / probe.rows, v = Array.from({ length: probe.rows }, (_, i) => all[i * width + place]);
  if (probe.kind !== 'sweep') {
    const n = probe.side, cell = side / n, scale = Math.max(...v.map(Math.abs), 1e-9);
    v.forEach((x, i) => {
      c.globalAlpha = Math.abs(x) / scale;
      c.fillStyle = x < 0 ? look.negative : look.positive;
      c.fillRect((i % n) * cell, side - (Math.floor(i / n) + 1) * cell, cell + 0.5, cell + 0.5);
    });
    c.globalAlpha = 1;
    return;
  }
  const n = probe.side, low = Math.min(...v), top = Math.max(...v, low + 1e-9), inputs = probe.rows / n, tags = [];
  for (let k = 0; k < inputs; k++) {
    const curve = v.slice(k * n, (k + 1) * n);
    c.strokeStyle = look.series[k % look.series.length];
    c.setLineDash([[], [6, 3], [2, 2], [8, 2, 2, 2]][k % 4]);
    c.lineWidth = 1.75;
    c.beginPath();
    curve.forEach((x, i) => c.lineTo(4 + i / (n - 1) * (side - 34), high - 5 - (x - low) / (top - low) * (high - 10)));
    c.stroke();
    c.setLineDash([]);
    if (Math.max(...curve) - Math.min(...curve) > 0.15 * (top - low)) {
      tags.push({ text: data.inputs?.[k] ?? `x${k + 1}`, colour: c.strokeStyle, y: high - 5 - (curve[n - 1] - low) / (top - low) * (high - 10) });
    }
  }
  let from = 6;
  for (const t of tags.sort((a, b) => a.y - b.y)) { // below each other
    const y = Math.min(high - 6, Math.max(from, t.y));
    c.fillStyle = t.colour;
    c.textBaseline = 'middle';
    c.fillText(t.text, side - 27, y);
    from = y + 12;
  }
}
