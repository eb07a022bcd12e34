/** @import {Network} from './types.js' */
import { make } from './dom.js';
import { number } from './names.js';

/**
 * What the colours and shapes of a network mean.
 * @param {Network} net
 * @param {number} largest  |w| of the widest line
 */
export function legendOf(net, largest) {
  const item = (/** @type {string} */ sign, /** @type {string} */ text) => make('span', {}, make('i', { class: sign }), text);
  const items = [item('line positive', 'positive weight'), item('line negative', 'negative weight'), item('line wide', `|w| = ${number(largest)}`)];
  const groups = [...new Set(net.axes.filter((a) => a.group && net.axes.some((b) => b !== a && b.row === a.row)).map((a) => a.group ?? ''))];
  const shapes = ['circle', 'square', 'triangle', 'circle'], colours = ['green', 'purple', 'orange', 'ink'];
  groups.slice(0, 4).forEach((g, i) => items.push(item(`${shapes[i]} ${colours[i]}`, g)));
  if (net.wires.some((w) => w.kind === 'skip')) items.push(item('line skip', 'skip'));
  items.push(item('circle dead', 'dead neuron'));
  return make('p', { class: 'legend' }, ...items);
}
