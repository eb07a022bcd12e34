import { button, make } from './dom.js';

/** Moments a second at speed 1. */
const RATE = 10;
const SPEEDS = [0.25, 0.5, 1, 2, 4];

/**
 * Play, pause, scrub and speed for a row of moments. The element sends a CustomEvent `moment`
 * with {index, jump}: jump says that it was not reached by playing.
 */
export class Player {
  index = 0;
  speed = 1;
  #playing = false;
  #due = 0;
  #tick = 0;

  /**
   * @param {HTMLElement} parent
   * @param {number} count
   * @param {(index: number) => string} label   of a moment, for people
   */
  constructor(parent, count, label) {
    this.count = count;
    this.label = label;
    this.play = button('Play', '▶', () => this.toggle());
    this.play.className = 'play';
    this.scrub = make('input', { type: 'range', min: 0, max: count - 1, step: 1, 'aria-label': 'Moment of the training' });
    this.scrub.addEventListener('input', () => {
      const index = Number(this.scrub.value); // before it is shown where it was
      this.pause();
      this.go(index);
    });
    const speed = make('select', { 'aria-label': 'Speed' }, ...SPEEDS.map((s) => make('option', { value: s, selected: s === 1 }, `${String(s).replace('0.', '.')}×`)));
    speed.addEventListener('change', () => { this.speed = Number(speed.value); });
    this.said = make('output', { class: 'moment' });
    this.element = make('div', { class: 'player', role: 'group', 'aria-label': 'Player' },
      this.play, button('One moment back', '‹', () => this.step(-1)), button('One moment on', '›', () => this.step(1)), this.scrub, speed, this.said);
    parent.append(this.element);
    document.addEventListener('keydown', (e) => this.#key(e));
  }

  get playing() {
    return this.#playing;
  }

  toggle() {
    if (this.#playing) return this.pause();
    if (this.index === this.count - 1) this.go(0);
    this.#playing = true;
    this.#due = performance.now() + 1000 / (RATE * this.speed);
    this.#show();
    const tick = (/** @type {number} */ now) => {
      if (!this.#playing) return;
      if (now >= this.#due) {
        const on = Math.max(1, Math.min(5, Math.floor((now - this.#due) * RATE * this.speed / 1000) + 1)); // those missed, of a busy machine
        this.#due = now + 1000 / (RATE * this.speed);
        this.go(Math.min(this.count - 1, this.index + on), false);
        if (this.index === this.count - 1) return this.pause();
      }
      this.#tick = requestAnimationFrame(tick);
    };
    this.#tick = requestAnimationFrame(tick);
  }

  pause() {
    this.#playing = false;
    cancelAnimationFrame(this.#tick);
    this.#show();
  }

  /** @param {number} by */
  step(by) {
    this.pause();
    this.go(this.index + by);
  }

  /**
   * @param {number} index
   * @param {boolean} [jump]
   */
  go(index, jump = true) {
    this.index = Math.min(this.count - 1, Math.max(0, index));
    this.#show();
    this.element.dispatchEvent(new CustomEvent('moment', { detail: { index: this.index, jump } }));
  }

  #show() {
    const name = this.#playing ? 'Pause' : 'Play';
    this.play.textContent = this.#playing ? '❚❚' : '▶';
    this.play.setAttribute('aria-label', name);
    this.play.title = `${name} (space)`;
    this.scrub.value = String(this.index);
    const text = this.label(this.index);
    this.scrub.setAttribute('aria-valuetext', text);
    this.said.textContent = text;
  }

  /** @param {KeyboardEvent} e */
  #key(e) {
    const at = /** @type {HTMLElement} */ (e.target);
    if (e.ctrlKey || e.metaKey || e.altKey || /^(INPUT|SELECT|TEXTAREA|BUTTON|SUMMARY)$/.test(at.tagName)) return;
    if (e.key === ' ' || e.key === 'k') this.toggle();
    else if (e.key === ',' || e.key === 'ArrowLeft') this.step(-1);
    else if (e.key === '.' || e.key === 'ArrowRight') this.step(1);
    else if (e.key === 'Home') this.step(-this.count);
    else if (e.key === 'End') this.step(this.count);
    else return;
    e.preventDefault();
  }
}
