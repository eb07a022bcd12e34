import { number } from './names.js';
import { make } from './dom.js';

/**
 * A small box beside the pointer that says what is under it, with its history.
 */
export class Tip {
  /** @param {HTMLElement} parent  which must be positioned */
  constructor(parent) {
    this.parent = parent;
    this.element = make('div', { class: 'tip', role: 'status', hidden: true });
    parent.append(this.element);
  }

  /**
   * @param {[number, number]} at        in the parent
   * @param {{title: string, rows: string[], history?: ArrayLike<number>, now?: number}} what  now: index in the history
   */
  show(at, { title, rows, history, now }) {
    this.element.replaceChildren(make('b', {}, title), ...rows.map((text) => make('div', {}, text)));
    if (history && history.length > 1) this.element.append(sparkline(history, now));
    this.element.hidden = false;
    const { clientWidth, clientHeight } = this.parent, { offsetWidth, offsetHeight } = this.element;
    const x = at[0] + 14 + offsetWidth < clientWidth ? at[0] + 14 : Math.max(0, at[0] - 14 - offsetWidth);
    const y = Math.min(Math.max(0, at[1] - offsetHeight / 2), Math.max(0, clientHeight - offsetHeight));
    this.element.style.transform = `translate(${Math.round(x)}px, ${Math.round(y)}px)`;
  }

  hide() {
    this.element.hidden = true;
  }
}

const WIDE = 150, HIGH = 36;

/**
 * A curve of all values, with a line at 0 and a dot at the present one.
 * @param {ArrayLike<number>} values
 * @param {number} [now]
 */
export function sparkline(values, now) {
  const all = Array.from(values), low = Math.min(0, ...all), high = Math.max(0, ...all);
  const x = (/** @type {number} */ i) => 3 + i / (all.length - 1) * (WIDE - 6);
  const y = (/** @type {number} */ v) => high > low ? 3 + (high - v) / (high - low) * (HIGH - 6) : HIGH / 2;
  const svg = (/** @type {string} */ name, /** @type {Record<string, string | number>} */ attributes) => {
    const e = document.createElementNS('http://www.w3.org/2000/svg', name);
    for (const [k, v] of Object.entries(attributes)) e.setAttribute(k, String(v));
    return e;
  };
  const picture = svg('svg', { width: WIDE, height: HIGH, viewBox: `0 0 ${WIDE} ${HIGH}`, class: 'spark', role: 'img', 'aria-label': `from ${number(all[0])} to ${number(all[all.length - 1])}` });
  picture.append(
    svg('line', { x1: 0, x2: WIDE, y1: y(0), y2: y(0), class: 'zero' }),
    svg('polyline', { points: all.map((v, i) => `${x(i).toFixed(1)},${y(v).toFixed(1)}`).join(' ') }),
  );
  if (now !== undefined && now < all.length) picture.append(svg('circle', { cx: x(now), cy: y(all[now]), r: 3 }));
  return picture;
}
