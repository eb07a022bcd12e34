/** @import {Network, Line} from './types.js' */

/** Most lines drawn of one network. */
export const MOST = 2500;

/**
 * The largest |w| of all wires.
 * @param {Network} net
 */
export function largestOf(net) {
  let most = 0;
  for (const { weights, from } of net.wires) {
    if (weights && from >= 0) for (let i = 0; i < weights.length; i++) most = Math.max(most, Math.abs(weights[i]));
  }
  return most;
}

/**
 * The weights to draw, the weakest first: those above the threshold between living neurons; where
 * these are too many, of each wire the strongest.
 * @param {Network} net
 * @param {number} threshold
 * @param {(axis: number, place: number) => boolean} alive
 * @param {number} [most]
 * @returns {{lines: Line[], above: number, total: number}} above counts all over the threshold
 */
export function chooseLines(net, threshold, alive, most = MOST) {
  let above = 0, total = 0;
  const bundles = net.wires.map((w, wire) => {
    /** @type {Line[]} */
    const lines = [];
    const { weights, rows = 0, cols = 0 } = w;
    if (!weights || w.from < 0) return lines;
    total += rows * cols;
    for (let row = 0, k = 0; row < rows; row++) {
      for (let col = 0; col < cols; col++, k++) {
        const weight = weights[k];
        if (!(weight > threshold || weight < -threshold)) continue;
        above++;
        if (alive(w.to, row) && alive(w.from, col)) lines.push({ wire, row, col, weight });
      }
    }
    return lines;
  }).sort((a, b) => a.length - b.length);
  let room = most;
  const kept = bundles.flatMap((b, i) => {
    const chosen = strongest(b, Math.floor(room / (bundles.length - i)));
    room -= chosen.length;
    return chosen;
  });
  return { lines: kept.sort((a, b) => Math.abs(a.weight) - Math.abs(b.weight)), above, total };
}

/**
 * @param {Line[]} lines
 * @param {number} most
 */
function strongest(lines, most) {
  if (lines.length <= most) return lines;
  const sizes = Float64Array.from(lines, (l) => Math.abs(l.weight)).sort();
  const least = sizes[sizes.length - most] ?? Infinity;
  return lines.filter((l) => Math.abs(l.weight) >= least).slice(0, most);
}

/**
 * Width and opacity of a line: as wide as its part of the largest, and the paler the weaker and
 * the more there are. The same as in package bimt/draw.
 * @param {number} weight
 * @param {number} largest
 * @param {number} drawn   how many lines there are
 * @param {number} scale   pixels for a point
 */
export function stroke(weight, largest, drawn, scale) {
  const part = largest > 0 ? Math.min(1, Math.abs(weight) / largest) : 0;
  const [thin, wide] = drawn > 1000 ? [0.25, 1.5] : drawn > 200 ? [0.4, 2.2] : [0.6, 3];
  return { width: scale * Math.max(thin, wide * part), opacity: (drawn > 1000 ? 0.7 : 1) * (0.35 + 0.6 * Math.sqrt(part)) };
}
