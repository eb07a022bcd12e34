/** @import {Network, Point} from './types.js' */

/**
 * Where everything stands on a canvas.
 * @typedef {object} Scene
 * @property {Point[][]} at         by axis and place
 * @property {number[]} radius      of the neurons, by axis
 * @property {boolean} deep         layers are planes in space
 * @property {Point[][]} planes     corners of each axis's plane, if deep
 * @property {Box} box
 *
 * @typedef {{x: number, y: number, width: number, height: number}} Box
 *
 * @typedef {{turn: number, tilt: number}} View  degrees: about the upright axis, and above the planes
 */

/** @type {View} */
export const VIEW = { turn: 20, tilt: 17 };

/**
 * Whether neurons lie on planes and not on lines.
 * @param {Network} net
 */
export function isDeep(net) {
  return net.axes.some((a) => a.places.some((p) => (p[1] ?? 0) !== (a.places[0][1] ?? 0)));
}

/**
 * How many rows of neurons there are.
 * @param {Network} net
 */
export function rowsOf(net) {
  return 1 + Math.max(...net.axes.map((a) => a.row));
}

/**
 * @param {Network} net
 * @param {Box} box
 * @param {View} [view]
 * @returns {Scene}
 */
export function sceneOf(net, box, view = VIEW) {
  return isDeep(net) ? planes(net, box, view) : lines(net, box);
}

/**
 * The axes of each row, which stand a little apart.
 * @param {Network} net
 */
function shiftsOf(net) {
  return net.axes.map((a, i) => {
    const row = net.axes.flatMap((b, k) => b.row === a.row ? [k] : []);
    return row.length < 2 ? 0 : row.indexOf(i) - (row.length - 1) / 2;
  });
}

/**
 * @param {Network} net
 * @param {Box} box
 * @returns {Scene}
 */
function lines(net, box) {
  const rows = rowsOf(net), shifts = shiftsOf(net);
  const step = box.height / Math.max(1, rows - 1);
  const radius = net.axes.map((a) => {
    const xs = a.places.map((p) => p[0]).sort((x, y) => x - y);
    let near = 1;
    for (let i = 1; i < xs.length; i++) if (xs[i] - xs[i - 1] > 1e-6) near = Math.min(near, xs[i] - xs[i - 1]);
    return Math.max(1, Math.min(6, step / 12, 0.33 * near * box.width));
  });
  const at = net.axes.map((a, i) => {
    const y = box.y + box.height - (rows > 1 ? a.row * step : box.height / 2) - shifts[i] * Math.min(14, step / 5);
    const aside = shifts[i] * Math.min(4, 1.2 * radius[i]);
    return a.places.map((p) => /** @type {Point} */ ([box.x + p[0] * box.width + aside, y]));
  });
  return { at, radius, deep: false, planes: [], box };
}

/**
 * @param {Network} net
 * @param {Box} box
 * @param {View} view
 * @returns {Scene}
 */
function planes(net, box, view) {
  const rows = rowsOf(net), shifts = shiftsOf(net);
  const turn = view.turn * Math.PI / 180, low = Math.sin(view.tilt * Math.PI / 180);
  const sin = Math.sin(turn), cos = Math.cos(turn), across = Math.abs(sin) + Math.abs(cos);
  const least = 56; // pixels from plane to plane
  const side = Math.min(box.width / across, Math.max(60, box.height - least * (rows - 1)) / (across * low));
  const rise = rows > 1 ? (box.height - across * low * side) / (rows - 1) : 0;
  const left = box.x + (box.width - across * side) / 2;
  const project = (/** @type {number} */ row, /** @type {number} */ x, /** @type {number} */ y) => /** @type {Point} */ ([
    left + side * (cos * x - sin * y - Math.min(cos, 0) - Math.min(-sin, 0)),
    box.y + box.height - rise * row - side * low * (sin * x + cos * y - Math.min(sin, 0) - Math.min(cos, 0)),
  ]);
  const radius = net.axes.map((a) => Math.max(0.8, Math.min(5, 0.2 * side * Math.sqrt(across * low / a.places.length))));
  const at = net.axes.map((a, i) => {
    const flat = a.places.every((p) => (p[1] ?? 0) === 0);
    return a.places.map((p) => {
      const q = project(a.row, p[0], flat ? 0.5 : p[1]);
      return /** @type {Point} */ ([q[0], q[1] - shifts[i] * 7]);
    });
  });
  const corners = net.axes.map((a) => [project(a.row, 0, 0), project(a.row, 1, 0), project(a.row, 1, 1), project(a.row, 0, 1)]);
  return { at, radius, deep: true, planes: corners, box };
}
