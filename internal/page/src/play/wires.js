import { button, make } from '../dom.js';
import { lineLength, neuronName, ends, number } from '../names.js';

const MOST = 200;

/**
 * The wires that are drawn as a table: for screen readers, and for whoever likes numbers.
 * @param {HTMLElement} parent
 * @param {import('./playground.js').Playground} page
 */
export function wires(parent, page) {
  const body = make('tbody'), caption = make('caption');
  const shown = () => {
    const net = page.engine.network;
    if (!net.axes.length) return;
    const lines = [...page.view.lines].sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight));
    caption.textContent = `${page.view.summary}; the largest first, at step ${page.engine.figures.done}`;
    body.replaceChildren(...lines.slice(0, MOST).map((l) => {
      const { from, to } = ends(net, l);
      return make('tr', {}, ...[neuronName(net, from), neuronName(net, to), number(l.weight), number(lineLength(net, l))].map((t, i) => make(i ? 'td' : 'th', i ? {} : { scope: 'row' }, t)));
    }));
  };
  parent.append(make('div', { class: 'row' }, button('Read the table again', 'Read again', shown)),
    make('div', { class: 'scroll' }, make('table', {}, caption, make('thead', {}, make('tr', {}, ...['from', 'to', 'weight', 'length'].map((t) => make('th', { scope: 'col' }, t)))), body)));
  return { shown };
}
