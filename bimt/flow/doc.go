// Package flow reads from an expression graph how the signals of a network go from axis to
// axis: pictures, reach, dead neurons and modules of any network come from it.
//
//	f, err := flow.Read(space, out)                        // from the outputs back to the inputs
//	reach, err := f.Reach(f.Inputs(), f.On(y), 0.01)       // which inputs each output depends on
//	alive, err := f.Alive(0.01)                            // neurons between an input and an output
//
// An axis knows how its neurons may be moved, the graph how signals flow. The reader walks
// the graph and keeps, for every node, which neuron of which stage each of its elements is:
//
//   - a product with a weight that is a bimt.Connection makes a stage of the rows' axis;
//   - activations, biases, norms, and whatever moves elements about (reshape, transpose,
//     slice, concat, pick) keep the neurons;
//   - a sum or product of two nodes, neuron by neuron, makes one stage that both lead to: an
//     operand that nothing else reads becomes part of it, another leads to it by a Skip. So
//     x + Wo·mix is one stage, with the wires of Wo and a skip from x;
//   - attention reads the values again, and the queries and keys of a head weigh them;
//   - stages of an axis that are written by one parameter are one: a recurrent network is a
//     stage with wires to itself, siamese copies fall together.
//
// A norm or softmax ties all neurons of its axis together; that is not followed, as no wire
// shows it, nor where one is built by hand: neurons less, or over, something of all of them
// (their mean, the root of their mean square). An operation of a user's own is followed as its twin (op.Kernel.Twin) is. One
// that is not known leads from all to all, and Flow.Opaque says so: nothing is left out in
// silence.
//
// Guarantees: a neuron that Reach does not list at threshold 0 has no influence, norms and
// softmax aside. A Flow reads weights and orders whenever it is asked, so it stays right
// when the network is trained or relocated further.
package flow
