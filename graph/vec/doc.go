// Package vec holds the elementwise passes of a network's training step: activations with their
// derivatives, softmax rows, biases and their gradients, the optimizer's update, the connection cost.
//
//	vec.AddBias(z, rows, cols, b)
//	vec.SiLU(h, dh, z) // h = silu(z) and dh = silu'(z) in one pass
//
// Every function is generic over float32 and float64, allocates nothing, and may write in place:
// a destination may be the same slice as a source, but must not overlap it otherwise.
// Order of summation is fixed, so the same input gives the same bits on the same machine.
// Lengths are the caller's to check; all slices of one call have the length of the first,
// and a longer one is used in part, a shorter one panics as an index out of range does.
package vec

// Float is the type of an element.
type Float interface{ float32 | float64 }
