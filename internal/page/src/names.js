/** @import {Network, Line, Neuron} from './types.js' */

/**
 * A number with three digits and a true minus sign.
 * @param {number} v
 */
export function number(v) {
  if (!Number.isFinite(v)) return String(v);
  const size = Math.abs(v);
  const text = size !== 0 && (size < 1e-3 || size >= 1e5) ? v.toExponential(2) : Number(v.toPrecision(3)).toString();
  return text.replace(/-/g, '−').replace('e+', 'e');
}

/**
 * The number of the neuron at a place.
 * @param {Network} net
 * @param {number} axis
 * @param {number} place
 */
export function numberAt(net, axis, place) {
  return net.axes[axis].numbers?.[place] ?? place;
}

/**
 * The place of every neuron of an axis, by number.
 * @param {Network} net
 * @param {number} axis
 */
export function placesOf(net, axis) {
  const at = new Array(net.axes[axis].places.length);
  for (let p = 0; p < at.length; p++) at[numberAt(net, axis, p)] = p;
  return at;
}

/**
 * What a neuron is called: x1 where the data names it, else hidden1[3].
 * @param {Network} net
 * @param {Neuron} n
 */
export function neuronName(net, n) {
  const axis = net.axes[n.axis];
  const name = axis.labels?.[n.number] || `${axis.name}[${n.number}]`;
  return axis.group && !axis.labels ? `${name} (${axis.group})` : name;
}

/**
 * Both ends of a line.
 * @param {Network} net
 * @param {Line} line
 * @returns {{from: Neuron, to: Neuron}}
 */
export function ends(net, line) {
  const w = net.wires[line.wire];
  return {
    from: { axis: w.from, number: numberAt(net, w.from, line.col) },
    to: { axis: w.to, number: numberAt(net, w.to, line.row) },
  };
}

/**
 * x3 → hidden1[4].
 * @param {Network} net
 * @param {Line} line
 */
export function lineName(net, line) {
  const { from, to } = ends(net, line);
  return `${neuronName(net, from)} → ${neuronName(net, to)}`;
}

/**
 * City-block distance between the ends of a line, the length that is charged.
 * @param {Network} net
 * @param {Line} line
 */
export function lineLength(net, line) {
  const w = net.wires[line.wire];
  const a = net.axes[w.from].places[line.col], b = net.axes[w.to].places[line.row];
  let sum = 0;
  for (let i = 0; i < Math.max(a.length, b.length); i++) sum += Math.abs((a[i] ?? 0) - (b[i] ?? 0));
  return sum;
}
