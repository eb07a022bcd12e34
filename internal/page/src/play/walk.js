/**
 * The story of the paper in seven scenes. A scene sets up what it tells of; some ask first and
 * tell after.
 * @typedef {object} Scene
 * @property {string} title
 * @property {string} text
 * @property {string} [experiment]
 * @property {import('./settings.js').Settings} [settings]
 * @property {string} [do]        what the reader is to do
 * @property {string} [ask]       a question, answered before training
 * @property {string[]} [choices]
 * @property {(figures: any, modules: any) => string} [tell]  once the run is at its end
 * @property {string} [open]      a panel
 */

/** @type {Scene[]} */
export const SCENES = [
  { title: 'A network that nobody can read', experiment: 'independence', settings: { method: 'none', steps: 4000 },
    text: 'Two formulas, (x1+x3)³ and x2²+sin πx4, learned by one network of 4-20-20-2. It learns them well. Can you see that they have nothing to do with each other?', do: 'Press play, and look for the two formulas.' },
  { title: 'Let every weight cost', experiment: 'independence', settings: { method: 'l1', steps: 8000 },
    text: 'Now each weight pays λ|w| (L1). Most weights vanish, and the loss is hardly worse. But what is left still runs criss-cross.', do: 'Press play; then move λ while it trains.' },
  { title: 'Give neurons a place', experiment: 'independence', settings: { method: 'local', steps: 8000 },
    text: 'Brains pay for length. Every neuron gets a place, and a weight pays λ|w|(A·distance + y). Short wires are cheaper than long ones.', do: 'Press play. Hover a wire: its price is its size times its length.' },
  { title: 'Drag a neuron', experiment: 'independence', settings: { method: 'bimt', steps: 8000 },
    text: 'A hidden neuron may stand anywhere: moved with all its wires, it computes the same. Only the length changes. So let neurons swap places whenever that shortens wires.', do: 'Play a little, pause, drag a hidden neuron. The cost changes; the answers do not. Then press Relocate.' },
  { title: 'Two trees', experiment: 'independence', settings: { method: 'bimt', seed: 2 },
    text: 'Size times length, and swaps: that is BIMT. Before you play: how many separate parts will there be at the end?', ask: 'How many parts?', choices: ['1', '2', '3 or more'],
    tell: (f, m) => `${m.parts} part${m.parts === 1 ? '' : 's'}, with ${f.active} weights above 0.01. Of the seeds 0 to 9, about 4 in 10 fall apart like this.` },
  { title: 'One seed is no evidence', experiment: 'independence', settings: { method: 'bimt', steps: 6000 },
    text: 'That was a good seed. An honest look takes several.', do: 'Train nine seeds below, and compare.', open: 'seeds' },
  { title: 'Does it add like a clock?', experiment: 'addition', settings: {},
    text: 'The same price on a + b mod 11, where numbers are embedded first. Parts of the network vote. Blue cells are right.', do: 'Press play. Then try your own formula, your own table, or draw points.' },
];
