import { button, make } from '../dom.js';
import { lookOf } from '../look.js';

/**
 * Data of one's own: a formula, a CSV file, or points that are drawn. Nothing leaves the page.
 * @param {HTMLElement} parent
 * @param {import('./playground.js').Playground} page
 */
export function own(parent, page) {
  const inputs = make('input', { type: 'text', value: 'x1, x2, x3', 'aria-label': 'inputs' });
  const text = make('textarea', { rows: 2, 'aria-label': 'formulas, one a line', spellcheck: 'false' });
  text.value = 'x1*x2\nsin(pi*x3)';
  const learn = button('Learn these formulas', 'Learn these', () => {
    page.experiment = 'formula';
    page.csv = undefined;
    page.settings = { inputs: inputs.value.split(',').map((s) => s.trim()).filter((s) => s), formulas: text.value.split('\n').map((s) => s.trim()).filter((s) => s) };
    page.open();
  });

  const file = make('input', { type: 'file', accept: '.csv,.tsv,.txt', 'aria-label': 'a CSV file' });
  const columns = make('div', { class: 'row columns' });
  let csv = '';
  file.addEventListener('change', async () => {
    const f = file.files?.[0];
    if (!f) return;
    csv = await f.text();
    const names = csv.slice(0, csv.indexOf('\n') >>> 0).trim().split(/[,;\t]/).map((s) => s.replace(/^"|"$/g, '').trim());
    columns.replaceChildren(make('span', {}, 'Outputs:'), ...names.map((n, i) => make('label', {}, make('input', { type: 'checkbox', value: n, checked: i === names.length - 1 }), n)),
      button('Train on this table', 'Train on it', () => {
        const outputs = [...columns.querySelectorAll('input')].filter((c) => c.checked).map((c) => c.value);
        page.experiment = 'table';
        page.settings = { path: f.name, outputs };
        page.csv = csv;
        page.open();
      }));
  });

  const pad = drawing(page);
  parent.append(
    make('div', { class: 'owns' },
      make('div', {}, make('h3', {}, 'Your own formulas'), make('label', {}, 'Inputs ', inputs), make('label', {}, 'One formula a line ', text), learn, make('p', { class: 'soft' }, 'With + − * / ^, pi, sqrt, sin, cos, exp, log, abs, …; inputs are drawn from −1 to 1.')),
      make('div', {}, make('h3', {}, 'Your own CSV'), file, columns, make('p', { class: 'soft' }, 'It stays in this page: nothing is sent anywhere.')),
      make('div', {}, make('h3', {}, 'Points you draw'), pad)));
  return {};
}

/**
 * A square to draw points of two colours in.
 * @param {import('./playground.js').Playground} page
 */
function drawing(page) {
  const canvas = make('canvas', { class: 'pad', role: 'img', 'aria-label': 'draw points here' });
  /** @type {{x: number, y: number, k: number}[]} */ let points = [];
  let k = 0;
  const paint = () => {
    const c = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d')), look = lookOf(canvas);
    canvas.width = canvas.height = 440;
    for (const p of points) {
      c.fillStyle = look.series[p.k];
      c.beginPath();
      const x = (p.x + 1) / 2 * 440, y = (1 - p.y) / 2 * 440;
      if (p.k) c.rect(x - 6, y - 6, 12, 12);
      else c.arc(x, y, 7, 0, 7);
      c.fill();
    }
  };
  const add = (/** @type {PointerEvent} */ e) => {
    if (e.buttons !== 1) return;
    const b = canvas.getBoundingClientRect(), x = 2 * (e.clientX - b.left) / b.width - 1, y = 1 - 2 * (e.clientY - b.top) / b.height;
    const last = points[points.length - 1];
    if (last && last.k === k && Math.hypot(last.x - x, last.y - y) < 0.05 || points.length >= 600) return;
    points.push({ x, y, k });
    paint();
  };
  canvas.addEventListener('pointerdown', (e) => { canvas.setPointerCapture(e.pointerId); add(e); });
  canvas.addEventListener('pointermove', add);
  const colours = ['blue', 'orange'].map((name, i) => {
    const b = button(`Draw ${name} points`, name, () => {
      k = i;
      colours.forEach((o, j) => o.setAttribute('aria-pressed', String(j === i)));
    });
    b.setAttribute('aria-pressed', String(i === 0));
    return b;
  });
  const train = button('Train on these points', 'Train on them', () => {
    page.experiment = 'points';
    page.settings = {};
    page.csv = `x,y,colour\n${points.map((p) => `${p.x.toFixed(4)},${p.y.toFixed(4)},${p.k ? 'orange' : 'blue'}`).join('\n')}\n`;
    page.open();
  });
  return make('div', {}, canvas, make('div', { class: 'row' }, ...colours, button('Clear', 'Clear', () => { points = []; paint(); }), train));
}
