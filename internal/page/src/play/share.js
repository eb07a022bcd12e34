import { button, make } from '../dom.js';
import { lookOf } from '../look.js';

/**
 * A link, the command line of the same run, and files.
 * @param {HTMLElement} parent
 * @param {import('./playground.js').Playground} page
 * @param {() => string} command
 */
export function share(parent, page, command) {
  const link = make('input', { type: 'text', readonly: true, 'aria-label': 'link to these settings' });
  const line = make('input', { type: 'text', readonly: true, 'aria-label': 'the same run in a terminal', class: 'code' });
  const hidden = make('input', { type: 'text', placeholder: 'seed, method, race, …', 'aria-label': 'controls that the link hides' });
  const says = make('span', { class: 'soft', role: 'status' });
  const shown = () => {
    link.value = `${location.origin}${location.pathname}#${page.link}`;
    line.value = command();
  };
  hidden.addEventListener('input', () => {
    page.hide = hidden.value.split(',').map((s) => s.trim()).filter((s) => s);
    shown();
  });
  const copy = (/** @type {HTMLInputElement} */ i) => button('Copy', 'Copy', async () => {
    i.select();
    await navigator.clipboard.writeText(i.value).then(() => { says.textContent = 'Copied.'; }, () => document.execCommand('copy'));
  });
  const name = () => `${page.experiment}-step${page.engine.figures.done}`;
  parent.append(
    make('div', { class: 'shares' },
      make('label', {}, make('span', {}, 'Link'), link), copy(link), make('label', {}, make('span', {}, 'In a terminal'), line), copy(line), make('label', {}, make('span', {}, 'For a class: hide'), hidden)),
    make('div', { class: 'row' },
      button('Save a PNG', 'PNG', () => page.view.canvas.toBlob((b) => { if (b) save(b, `${name()}.png`); })),
      button('Save an SVG', 'SVG', () => save(new Blob([svgOf(page)], { type: 'image/svg+xml' }), `${name()}.svg`)),
      button('Record the network for ten seconds', 'Animation', () => record(page, name(), (t) => { says.textContent = t; })),
      button('Save the weights in the safetensors format', 'safetensors', async () => {
        const b = await page.act('save');
        if (b) save(new Blob([Uint8Array.from(atob(b), (c) => c.charCodeAt(0))]), `${name()}.safetensors`);
      }), says));
  return { shown };
}

/** @param {Blob} blob @param {string} name */
function save(blob, name) {
  const a = make('a', { href: URL.createObjectURL(blob), download: name });
  a.click();
  setTimeout(() => URL.revokeObjectURL(a.href), 10_000);
}

/**
 * The network as it is drawn, in lines and circles.
 * @param {import('./playground.js').Playground} page
 */
export function svgOf(page) {
  const { view, engine: { network: net } } = page, look = lookOf(view.element), w = view.element.clientWidth, h = view.canvas.clientHeight;
  const text = (/** @type {string} */ s) => s.replace(/[<>&"]/g, (c) => `&#${c.charCodeAt(0)};`);
  const at = (/** @type {number} */ axis, /** @type {number} */ place) => view.at({ axis, number: net.axes[axis].numbers?.[place] ?? place });
  const lines = view.lines.map((l) => {
    const [x1, y1] = at(net.wires[l.wire].from, l.col), [x2, y2] = at(net.wires[l.wire].to, l.row);
    return `<line x1="${x1.toFixed(1)}" y1="${y1.toFixed(1)}" x2="${x2.toFixed(1)}" y2="${y2.toFixed(1)}" stroke="${l.weight < 0 ? look.negative : look.positive}" stroke-width="${(0.3 + 4 * Math.abs(l.weight) / view.widest).toFixed(2)}"/>`;
  });
  const dots = net.axes.flatMap((a, axis) => a.places.map((_, place) => {
    const [x, y] = at(axis, place), label = a.labels?.[a.numbers?.[place] ?? place];
    return `<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="4" fill="${look.paper}" stroke="${look.ink}"/>${label ? `<text x="${x.toFixed(1)}" y="${(y + (a.output ? -10 : 20)).toFixed(1)}" text-anchor="middle" font-size="12" fill="${look.ink}">${text(label)}</text>` : ''}`;
  }));
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${w}" height="${h}" viewBox="0 0 ${w} ${h}" font-family="Arial, sans-serif"><rect width="100%" height="100%" fill="${look.paper}"/>${lines.join('')}${dots.join('')}</svg>`;
}

/**
 * @param {import('./playground.js').Playground} page
 * @param {string} name
 * @param {(text: string) => void} say
 */
function record(page, name, say) {
  if (!window.MediaRecorder) return say('This browser records nothing.');
  const recorder = new MediaRecorder(page.view.canvas.captureStream(30)), parts = /** @type {Blob[]} */ ([]);
  recorder.ondataavailable = (e) => parts.push(e.data);
  recorder.onstop = () => { save(new Blob(parts, { type: recorder.mimeType }), `${name}.webm`); say('Saved.'); };
  recorder.start();
  say('Records for ten seconds …');
  page.play();
  setTimeout(() => recorder.stop(), 10_000);
}
