/** @import {Network, Neuron, Line} from './types.js' */
import { largestOf } from './lines.js';
import { ends } from './names.js';

/**
 * The moments of a training as package internal/movie packs them.
 * @typedef {object} Packed
 * @property {number[]} steps
 * @property {boolean} [ended]   the last moment is the network cut and refitted
 * @property {number[]} [moving] axes whose places are trained
 * @property {string} data       base64 of gzip
 */

/**
 * The network at every moment of a training.
 */
export class Film {
  /** @type {Network[]} */ #moments = [];
  /** @type {Map<number, Float64Array>} */ #places = new Map(); // of axis · moments + moment, by number

  /**
   * @param {Network} net     axes, wires and biases, of any moment
   * @param {Packed} packed
   * @param {ArrayBuffer} bytes
   */
  constructor(net, packed, bytes) {
    this.steps = packed.steps;
    this.ended = !!packed.ended;
    const moving = packed.moving ?? [];
    const neurons = net.axes.reduce((sum, a) => sum + a.places.length, 0);
    const coordinates = moving.reduce((sum, i) => sum + net.axes[i].places.length * net.axes[i].places[0].length, 0);
    const sizes = [...net.wires, ...(net.biases ?? [])].map((w) => w.weights?.length ?? 0), weights = sizes.reduce((a, b) => a + b, 0);
    const wide = 4 * (neurons + coordinates), count = packed.steps.length;
    const low = new Uint8Array(bytes, wide * count, weights * count), high = new Uint8Array(bytes, (wide + weights) * count, weights * count);
    for (let m = 0; m < count; m++) {
      const view = new DataView(bytes, m * wide, wide);
      let at = 0, k = m * weights;
      const next = () => view.getUint32(4 * at++, true);
      const axes = net.axes.map((a) => ({ ...a, numbers: a.places.map(next) }));
      for (const i of moving) axes[i].places = axes[i].places.map((p) => p.map(() => view.getFloat32(4 * at++, true)));
      const take = (/** @type {number} */ size) => {
        const values = new Float32Array(size);
        for (let i = 0; i < size; i++, k++) values[i] = half(low[k] | high[k] << 8);
        return values;
      };
      const wires = net.wires.map((w, i) => (w.weights ? { ...w, weights: take(sizes[i]) } : w));
      const biases = net.biases?.map((b, i) => ({ ...b, weights: take(sizes[net.wires.length + i]) }));
      this.#moments.push({ ...net, axes, wires, biases });
    }
  }

  /**
   * @param {Network} net
   * @param {Packed} packed
   */
  static async unpack(net, packed) {
    const zipped = Uint8Array.from(atob(packed.data), (c) => c.charCodeAt(0));
    const stream = new Blob([zipped]).stream().pipeThrough(new DecompressionStream('gzip'));
    return new Film(net, packed, await new Response(stream).arrayBuffer());
  }

  get length() {
    return this.#moments.length;
  }

  /** @param {number} i */
  at(i) {
    return this.#moments[i];
  }

  /** The largest |w| of all moments after the first tenth, by which widths can be compared. */
  get largest() {
    let most = 0;
    for (const net of this.#moments.slice(Math.floor(this.length / 10))) {
      most = Math.max(most, largestOf(net));
    }
    return most;
  }

  /**
   * How many neurons stand elsewhere than a moment before, of those that have a weight above a
   * size; those with several rows count once.
   * @param {number} above
   */
  moved(above) {
    return this.#moments.map((net, m) => {
      if (m === 0) return 0;
      const wired = wiredOf(net, above), seen = new Set();
      return net.axes.reduce((sum, a, i) => {
        if (seen.has(a.name)) return sum;
        seen.add(a.name);
        const before = this.#moments[m - 1].axes[i].numbers ?? [];
        return sum + Array.from(a.numbers ?? []).filter((n, p) => n !== before[p] && wired[i][p]).length;
      }, 0);
    });
  }

  /**
   * The place of a neuron at a moment.
   * @param {number} axis
   * @param {number} number
   * @param {number} m
   */
  placeOf(axis, number, m) {
    const key = axis * this.length + m;
    let at = this.#places.get(key);
    if (!at) {
      const numbers = this.#moments[m].axes[axis].numbers ?? [];
      at = new Float64Array(numbers.length);
      for (let p = 0; p < numbers.length; p++) at[numbers[p]] = p;
      this.#places.set(key, at);
    }
    return at[number];
  }

  /**
   * The weight between two neurons at every moment, wherever they stood.
   * @param {Network} net   of which the line is
   * @param {Line} line
   */
  history(net, line) {
    const { from, to } = ends(net, line);
    return this.#moments.map(({ wires }, m) => {
      const w = wires[line.wire];
      return w.weights?.[this.placeOf(to.axis, to.number, m) * (w.cols ?? 0) + this.placeOf(from.axis, from.number, m)] ?? 0;
    });
  }
}

/**
 * Which neurons have a weight above a size, by axis and place.
 * @param {Network} net
 * @param {number} above
 */
function wiredOf(net, above) {
  const wired = net.axes.map((a) => new Uint8Array(a.places.length));
  for (const { from, to, rows = 0, cols = 0, weights } of net.wires) {
    if (!weights || from < 0) continue;
    for (let row = 0, k = 0; row < rows; row++) {
      for (let col = 0; col < cols; col++, k++) if (Math.abs(weights[k]) > above) wired[from][col] = wired[to][row] = 1;
    }
  }
  return wired;
}

/** The values of all halves. */
const halves = new Float32Array(1 << 16);
for (let bits = 0; bits < halves.length; bits++) {
  const exponent = bits >> 10 & 31, fraction = bits & 1023;
  const size = exponent === 0 ? fraction * 2 ** -24 : exponent === 31 ? (fraction ? NaN : Infinity) : (1024 + fraction) * 2 ** (exponent - 25);
  halves[bits] = bits >> 15 ? -size : size;
}
/** @param {number} bits */
const half = (bits) => halves[bits];
