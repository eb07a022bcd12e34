/** @import {Network, Neuron, Line, Point} from './types.js' */
import { ends } from './names.js';

/**
 * The neuron drawn nearest to a point, if it is near enough.
 * @param {Network} net
 * @param {Point} point
 * @param {(axis: number, number: number) => Point} at
 * @param {number} reach   pixels
 * @returns {Neuron | null}
 */
export function neuronAt(net, point, at, reach) {
  let best = null, least = reach;
  net.axes.forEach((a, axis) => {
    for (let number = 0; number < a.places.length; number++) {
      const [x, y] = at(axis, number), d = Math.hypot(x - point[0], y - point[1]);
      if (d < least) [best, least] = [{ axis, number }, d];
    }
  });
  return best;
}

/**
 * The line drawn nearest to a point, if it is near enough.
 * @param {Network} net
 * @param {Line[]} lines
 * @param {Point} point
 * @param {(axis: number, number: number) => Point} at
 * @param {number} reach   pixels
 * @returns {Line | null}
 */
export function lineAt(net, lines, point, at, reach) {
  let best = null, least = reach;
  for (const line of lines) {
    const { from, to } = ends(net, line);
    const d = distance(point, at(from.axis, from.number), at(to.axis, to.number));
    if (d <= least) [best, least] = [line, d];
  }
  return best;
}

/**
 * How far a point is from the line between two others.
 * @param {Point} p
 * @param {Point} a
 * @param {Point} b
 */
function distance(p, a, b) {
  const x = b[0] - a[0], y = b[1] - a[1], long = x * x + y * y;
  const t = long > 0 ? Math.min(1, Math.max(0, ((p[0] - a[0]) * x + (p[1] - a[1]) * y) / long)) : 0;
  return Math.hypot(p[0] - a[0] - t * x, p[1] - a[1] - t * y);
}
