/** @import {Network} from './types.js' */

/**
 * Calls back with every connection that carries something: weights of |w| > threshold, skips,
 * and what attention joins; tables, which come from no neuron, not among them.
 * @param {Network} net
 * @param {number} threshold
 * @param {(wire: number, row: number, col: number) => void} each
 */
export function carriers(net, threshold, each) {
  net.wires.forEach((w, i) => {
    if (w.pairs) {
      for (let k = 0; k + 1 < w.pairs.length; k += 2) each(i, w.pairs[k + 1], w.pairs[k]);
      return;
    }
    const { weights, rows = 0, cols = 0 } = w;
    if (!weights || w.from < 0) return;
    for (let r = 0, k = 0; r < rows; r++) {
      for (let c = 0; c < cols; c++, k++) {
        if (weights[k] > threshold || weights[k] < -threshold) each(i, r, c);
      }
    }
  });
}

/**
 * Nodes are neurons at places, counted through all axes: first[axis] + place.
 * @typedef {object} Graph
 * @property {number[]} first
 * @property {number} size
 * @property {number[][]} next
 * @property {number[][]} back
 */

/**
 * @param {Network} net
 * @param {number} threshold
 * @returns {Graph}
 */
export function graphOf(net, threshold) {
  /** @type {number[]} */
  const first = [];
  let size = 0;
  for (const a of net.axes) {
    first.push(size);
    size += a.places.length;
  }
  const next = Array.from({ length: size }, () => /** @type {number[]} */ ([]));
  const back = Array.from({ length: size }, () => /** @type {number[]} */ ([]));
  carriers(net, threshold, (i, row, col) => {
    const from = first[net.wires[i].from] + col, to = first[net.wires[i].to] + row;
    next[from].push(to);
    back[to].push(from);
  });
  return { first, size, next, back };
}

/**
 * Marks what some nodes lead to, themselves included.
 * @param {number[][]} links
 * @param {number[]} start
 */
export function spread(links, start) {
  const seen = new Uint8Array(links.length), todo = [...start];
  for (const n of start) seen[n] = 1;
  for (let n = todo.pop(); n !== undefined; n = todo.pop()) {
    for (const m of links[n]) {
      if (!seen[m]) {
        seen[m] = 1;
        todo.push(m);
      }
    }
  }
  return seen;
}

/**
 * Which nodes lie on a way from an input, or an entry of a table, to an output.
 * @param {Network} net
 * @param {Graph} graph
 * @param {number} threshold
 */
export function aliveOf(net, graph, threshold) {
  const all = (/** @type {'input'|'output'} */ kind) => net.axes.flatMap((a, i) => a[kind] ? a.places.map((_, p) => graph.first[i] + p) : []);
  const forth = spread(graph.next, [...all('input'), ...fedOf(net, graph, threshold)]), back = spread(graph.back, all('output'));
  for (let i = 0; i < forth.length; i++) forth[i] &= back[i];
  return forth;
}

/**
 * The nodes into which tables lead.
 * @param {Network} net
 * @param {Graph} graph
 * @param {number} threshold
 */
function fedOf(net, graph, threshold) {
  /** @type {number[]} */
  const fed = [];
  for (const { kind, to, weights, cols = 0 } of net.wires) {
    if (kind !== 'table' || !weights) continue;
    net.axes[to].places.forEach((_, p) => {
      for (let k = p * cols; k < (p + 1) * cols; k++) {
        if (Math.abs(weights[k]) > threshold) {
          fed.push(graph.first[to] + p);
          break;
        }
      }
    });
  }
  return fed;
}

/**
 * The part that each node is in: all that hangs together with an output, whichever way the
 * wires lead; −1 of what hangs on none. Parts are counted in the order of their first outputs.
 * @param {Network} net
 * @param {Graph} graph
 */
export function partsOf(net, graph) {
  const part = new Int32Array(graph.size).fill(-1), links = graph.next.map((to, n) => [...to, ...graph.back[n]]);
  let parts = 0;
  net.axes.forEach((a, i) => {
    if (!a.output) return;
    const places = a.places.map((_, place) => place).sort((p, q) => (a.numbers?.[p] ?? p) - (a.numbers?.[q] ?? q));
    for (const place of places) {
      const start = graph.first[i] + place;
      if (part[start] >= 0 || !links[start].length) continue;
      spread(links, [start]).forEach((seen, n) => { if (seen) part[n] = parts; });
      parts++;
    }
  });
  return part;
}

/**
 * The paths through one node: what leads to it, and what it leads to.
 * @param {Graph} graph
 * @param {number} node
 */
export function pathsOf(graph, node) {
  return { into: spread(graph.back, [node]), outOf: spread(graph.next, [node]) };
}
