/** @import {NetworkView} from './network.js' */
import { make } from './dom.js';
import { ends, neuronName, number } from './names.js';

/** Most rows of a table. */
const MOST = 200;

/**
 * The wires of a network as a table, for readers who can't see the picture or want to copy
 * figures; it is filled when it is opened, and again by `refresh`.
 * @param {HTMLElement} parent
 * @param {NetworkView} view
 */
export function wireTable(parent, view) {
  const body = make('tbody'), note = make('p', { class: 'note' });
  const element = make('details', { class: 'wires' }, make('summary', {}, 'Wires as a table'), note, make('div', { class: 'scroll' },
    make('table', {}, make('thead', {}, make('tr', {}, ...['from', 'to', 'weight'].map((t) => make('th', { scope: 'col' }, t)))), body)));
  const refresh = () => {
    const net = view.net;
    if (!element.open || !net) return;
    const lines = view.lines.slice(-MOST).reverse();
    note.textContent = `${view.summary}${view.lines.length > MOST ? `; the largest ${MOST} are here` : ''}.`;
    body.replaceChildren(...lines.map((line) => {
      const { from, to } = ends(net, line);
      return make('tr', {}, make('td', {}, neuronName(net, from)), make('td', {}, neuronName(net, to)), make('td', {}, number(line.weight)));
    }));
  };
  element.addEventListener('toggle', refresh);
  parent.append(element);
  return { element, refresh };
}
