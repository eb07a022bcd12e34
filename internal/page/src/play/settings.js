/**
 * What is trained, as far as it differs from an experiment's own settings. Its keys are those
 * of a settings file of the program.
 * @typedef {Record<string, number | string | string[] | number[]>} Settings
 *
 * What a link says: the settings, and how the page is shown.
 * @typedef {{experiment: string, settings: Settings, hide: string[], scene: number}} Link
 *
 * @typedef {object} Experiment
 * @property {string} name
 * @property {string} extends   of the program
 * @property {string} title
 * @property {Settings} settings
 */

/** @type {Experiment[]} */
export const EXPERIMENTS = [
  { name: 'independence', extends: 'independence', title: 'Two independent formulas', settings: {} },
  { name: 'sharing', extends: 'sharing', title: 'Formulas that share a part', settings: {} },
  { name: 'composition', extends: 'composition', title: 'A formula in stages', settings: {} },
  { name: 'two-moons', extends: 'two-moons', title: 'Two moons', settings: {} },
  { name: 'three-moons', extends: 'three-moons', title: 'Three moons', settings: {} },
  { name: 'spirals', extends: 'spirals', title: 'Two spirals', settings: {} },
  { name: 'addition', extends: 'modular-addition', title: 'a + b mod 11', settings: { modulus: 11, width: 24, embedding_width: 12, steps: 6000, learning_rate: 0.004, lambda: 0.05, top_k: 10 } },
  { name: 'transformer', extends: 'modular-addition-transformer', title: 'A tiny transformer', settings: { modulus: 7, width: 16, heads: 2, mlp_factor: 2, learning_rate: 0.004, steps: 4000 } },
  { name: 'formula', extends: 'independence', title: 'Your own formula', settings: { inputs: ['x1', 'x2', 'x3'], formulas: ['x1*x2', 'sin(pi*x3)'] } },
  { name: 'table', extends: 'table', title: 'Your own CSV', settings: { path: 'own.csv', steps: 6000, width: 16 } },
  { name: 'points', extends: 'table', title: 'Points you draw', settings: { path: 'points.csv', inputs: ['x', 'y'], outputs: ['colour'], task: 'classification', train_fraction: 0.9, steps: 6000, width: 12, lambda: 0.001 } },
];

/** Keys that a link may hold, with how each is read. @type {Record<string, 'number' | 'word' | 'list' | 'numbers'>} */
export const KEYS = {
  method: 'word', seed: 'number', lambda: 'number', locality: 'number', layer_distance: 'number', learning_rate: 'number',
  width: 'number', depth: 'number', steps: 'number', swap_every: 'number', swap_strategy: 'word', activation: 'word', geometry: 'word',
  noise: 'number', turns: 'number', modulus: 'number', embedding_width: 'number', heads: 'number', mlp_factor: 'number', top_k: 'number',
  train_rows: 'number', test_rows: 'number', train_fraction: 'number', batch: 'number', inputs: 'list', formulas: 'list', outputs: 'list', range: 'numbers', path: 'word', task: 'word',
};

/** @param {string} name */
export function experimentOf(name) {
  return EXPERIMENTS.find((e) => e.name === name) ?? EXPERIMENTS[0];
}

/**
 * The settings as the program reads them.
 * @param {string} experiment
 * @param {Settings} settings
 */
export function complete(experiment, settings) {
  const e = experimentOf(experiment);
  return { extends: e.extends, ...e.settings, ...settings };
}

/**
 * A link's fragment: linkOf(readLink(x)) is x, up to the order of keys.
 * @param {Link} link
 */
export function writeLink({ experiment, settings, hide, scene }) {
  const q = new URLSearchParams();
  q.set('experiment', experiment);
  for (const key of Object.keys(KEYS)) {
    const v = settings[key];
    if (v !== undefined) q.set(key, Array.isArray(v) ? v.map((x) => String(x).replaceAll('\\', '\\\\').replaceAll(';', '\\;')).join(';') : String(v));
  }
  if (hide.length) q.set('hide', hide.join(','));
  if (scene) q.set('scene', String(scene));
  return q.toString();
}

/**
 * Reads a link's fragment. What is not known, or no number where one should be, is left out.
 * @param {string} text
 * @returns {Link}
 */
export function readLink(text) {
  const q = new URLSearchParams(text.replace(/^#/, ''));
  /** @type {Settings} */
  const settings = {};
  for (const [key, kind] of Object.entries(KEYS)) {
    const v = q.get(key);
    if (v === null) continue;
    if (kind === 'word') settings[key] = v;
    else if (kind === 'list') settings[key] = split(v);
    else {
      const numbers = (kind === 'numbers' ? split(v) : [v]).map((x) => (x.trim() === '' ? NaN : Number(x)));
      if (numbers.every(Number.isFinite)) settings[key] = kind === 'numbers' ? numbers : numbers[0];
    }
  }
  const scene = Number(q.get('scene') ?? 0);
  return {
    experiment: experimentOf(q.get('experiment') ?? '').name, settings,
    hide: (q.get('hide') ?? '').split(',').filter((x) => x), scene: Number.isInteger(scene) && scene > 0 && scene < 8 ? scene : 0,
  };
}

/**
 * Parts between semicolons, a backslash before one making it ordinary.
 * @param {string} text
 */
function split(text) {
  const parts = [''];
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '\\' && i + 1 < text.length) parts[parts.length - 1] += text[++i];
    else if (text[i] === ';') parts.push('');
    else parts[parts.length - 1] += text[i];
  }
  return parts;
}

/**
 * The line that trains the same network in a terminal.
 * @param {string} experiment
 * @param {Settings} settings
 */
export function commandOf(experiment, settings) {
  const { extends: from, method, seed, path, outputs, ...rest } = /** @type {any} */ (complete(experiment, settings));
  let line = `bimt train ${from === 'table' ? `--data ${word(path)} --outputs ${word((outputs ?? ['?']).join(','))}` : from}`;
  if (method !== undefined) line += ` --method ${word(method)}`;
  if (seed !== undefined) line += ` --seed ${seed}`;
  for (const [key, v] of Object.entries(rest)) {
    const text = Array.isArray(v) ? `[${v.map((x) => (typeof x === 'number' ? x : JSON.stringify(x))).join(', ')}]` : String(v);
    line += ` --set ${word(`${key}=${text}`)}`;
  }
  return line;
}

/** One word of a shell. @param {string} text */
function word(text) {
  return /^[\w=.,:@%+/-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
