/**
 * What pages draw, as package internal/scene writes it and a live training keeps it.
 *
 * @typedef {object} Network
 * @property {Axis[]} axes    rows of neurons, in the order in which they are computed
 * @property {Wire[]} wires
 * @property {Bias[]} [biases]
 *
 * @typedef {object} Axis     an axis at one point of the computation (a stage of package flow)
 * @property {string} name
 * @property {number} row     height at which it is drawn, 0 at the bottom
 * @property {string} [group] what it is in a row of several: query, key, value, operand 1
 * @property {number[][]} places     of each place [x], [x, y] or [x, y, z], in [0, 1]
 * @property {ArrayLike<number>} [numbers]  number of the neuron at each place; if not given, 0, 1, 2 …
 * @property {string[]} [labels]     of the neurons, by number
 * @property {boolean} [input]       data are fed into it
 * @property {boolean} [output]
 *
 * @typedef {object} Wire     a bundle of connections from one axis to another
 * @property {'weight'|'skip'|'attention'|'table'} [kind]  weight, if not given
 * @property {string} [name]  of the parameter
 * @property {number} from    index of an axis; −1 of a table of tokens or positions, which is not drawn
 * @property {number} to      index of an axis
 * @property {number} [rows]  places of the axis it leads to
 * @property {number} [cols]  places of the axis it comes from
 * @property {ArrayLike<number>} [weights]  rows × cols, by place; of kind weight and table
 * @property {ArrayLike<number>} [pairs]    from, to, from, to …, by place; of the other kinds
 *
 * @typedef {object} Bias
 * @property {number} axis
 * @property {ArrayLike<number>} weights    by place
 *
 * @typedef {object} Neuron   one neuron, which keeps its number wherever it stands
 * @property {number} axis
 * @property {number} number
 *
 * @typedef {object} Line     one weight
 * @property {number} wire    index of a wire
 * @property {number} row     place on the axis it leads to
 * @property {number} col     place on the axis it comes from
 * @property {number} weight
 *
 * @typedef {[number, number]} Point
 */

export {};
