/** @import {Network} from '../types.js' */

/**
 * The figures at the head of a frame; see package internal/play.
 * @typedef {object} Figures
 * @property {number} done
 * @property {number} steps
 * @property {number} loss
 * @property {number} test
 * @property {number} cost
 * @property {number} wire      Σ|w|·d
 * @property {number} lambda
 * @property {number} active
 * @property {number} relocations
 * @property {number} first     step kept
 * @property {number} last      step kept
 * @property {number} accuracy
 */

/** The module, compiled once, for all workers. @type {WebAssembly.Module | null} */
let compiled = null;

/**
 * One network in training, in a worker of its own. It sends itself events: `frame` after each
 * slice (the network and figures are up to date), `end` at the last step, `failed` ({message}),
 * `loading` ({part}).
 */
export class Engine extends EventTarget {
  /** @type {any} */ shape = null;
  /** @type {Network} */ network = { axes: [], wires: [] };
  /** @type {Figures} */ figures = /** @type {any} */ ({});
  playing = false;
  /** Neurons moved since the last frame. */
  moved = false;

  /** @type {Map<number, {resolve: (v: any) => void, reject: (e: Error) => void}>} */ #waiting = new Map();
  #next = 1;

  constructor() {
    super();
    this.worker = new Worker('worker.js');
    this.worker.onmessage = (e) => this.#hear(e.data);
    this.worker.onerror = (e) => this.#fail(e.message || 'the worker could not be loaded');
  }

  destroy() {
    this.worker.terminate();
    for (const w of this.#waiting.values()) w.reject(new Error('closed'));
    this.#waiting.clear();
  }

  /**
   * Makes a new network.
   * @param {object} settings
   * @param {string} [csv]
   */
  async open(settings, csv) {
    this.playing = false;
    await this.#ask('open', { settings: JSON.stringify(settings), csv: csv ?? null, module: compiled });
    this.shape = await this.call('shape');
    this.network = this.shape.network;
    await this.#ask('frames', { floats: this.shape.floats });
  }

  /**
   * One call of package internal/play, then a frame.
   * @param {string} name
   * @param {any} [args]
   */
  async call(name, args) {
    return this.#ask('call', { name, args: args === undefined ? null : JSON.stringify(args) });
  }

  /**
   * Trains on until pause; at most so many steps a second, if that is not 0.
   * @param {number} [perSecond]
   */
  play(perSecond = 0) {
    this.playing = true;
    this.worker.postMessage({ kind: 'play', perSecond });
  }

  pause() {
    this.playing = false;
    this.worker.postMessage({ kind: 'pause' });
  }

  /**
   * @param {string} kind
   * @param {object} what
   * @returns {Promise<any>}
   */
  #ask(kind, what) {
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.worker.postMessage({ kind, id, ...what });
    });
  }

  /** @param {any} m */
  #hear(m) {
    if (m.id) {
      const w = this.#waiting.get(m.id);
      this.#waiting.delete(m.id);
      if (m.error !== undefined) w?.reject(new Error(m.error));
      else w?.resolve(m.value);
    } else if (m.kind === 'frame') {
      this.#read(new Float32Array(m.buffer));
      this.worker.postMessage({ kind: 'buffer', buffer: m.buffer }, [m.buffer]);
      this.dispatchEvent(new Event('frame'));
    } else if (m.kind === 'compiled') compiled = m.module;
    else if (m.kind === 'loading') this.dispatchEvent(new CustomEvent('loading', { detail: m }));
    else if (m.kind === 'end') {
      this.playing = false;
      this.dispatchEvent(new Event('end'));
    } else if (m.kind === 'failed') this.#fail(m.message);
  }

  /** @param {string} message */
  #fail(message) {
    this.playing = false;
    for (const w of this.#waiting.values()) w.reject(new Error(message));
    this.#waiting.clear();
    this.dispatchEvent(new CustomEvent('failed', { detail: { message } }));
  }

  /** @param {Float32Array} f */
  #read(f) {
    this.figures = {
      done: f[0], steps: f[1], loss: f[2], test: f[3], cost: f[4], wire: f[5], lambda: f[6], active: f[7], relocations: f[8],
      first: f[10], last: f[11], accuracy: f[12],
    };
    let at = this.shape.head;
    const take = (/** @type {number} */ n) => f.slice(at, at += n);
    for (const w of this.network.wires) if (w.weights) w.weights = take(w.weights.length);
    for (const b of this.network.biases ?? []) b.weights = take(b.weights.length);
    this.moved = false;
    for (const a of this.network.axes) {
      const now = take(a.places.length), was = a.numbers ?? [];
      for (let i = 0; i < now.length; i++) this.moved ||= now[i] !== was[i];
      a.numbers = now;
    }
  }
}
