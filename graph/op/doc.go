// Package op has the fused operations that networks are made of, and says of any node of
// an expression graph what it computes.
//
//	h, err := op.Affine(x, w, b, op.SiLU)  // (batch, out)
//	y, err := op.LayerNorm(h, scale, shift, 1e-5)
//	op.Of(h)                               // affine {Activation:silu Bias:true}
//
// An operation of your own is a [Kernel]: what it is (Kind and Attrs), the shape of its
// output, how a block of rows is computed, what it keeps for its gradient, the gradient as
// further nodes, and a twin made of stock Gorgonia nodes. Apply makes it a node, and
// graphtest.Check holds it to the laws that this package's own keep; the example of
// Apply shows all of it.
//
// [Of] reads Gorgonia's own operations too, all in stock.go. Fused forms are found when
// nodes are built (peephole.go), so layers compose as they are written.
//
// Guarantees: operations that differ in any constant or shape differ in their hash, so
// that Gorgonia never merges two of them by mistake; inputs are never written to; the
// same inputs give the same bits in any cut of the batch that an executor chooses, save
// for totals over rows, which are added up by groups in order; a kernel that can't work,
// operands that don't fit and gradients of the wrong shape are errors that name the
// operation. All work for float64 and float32.
package op
