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
// An activation of your own is a Function: Register it under a name.
//
// All operations, with the time that value and gradients take in one worker, in
// microseconds, and how many times as long the same takes in stock Gorgonia nodes (its
// twin, in the same executor):
//
//	operation         of                                           µs   stock
//	Affine            act(x·Wᵀ + b), x (256, 64), SiLU             85   ×12
//	Tokens            512 rows of a table (32, 64)                 45   ×15
//	TokenAffine       Affine of Tokens, x (256, 128)               54   ×20
//	Attend            4 heads, 8 sequences of 32, width 64        155   ×70
//	LayerNorm         x (256, 64)                                  60   ×10
//	RMSNorm           x (256, 64)                                  48   ×10
//	Rope              x (8, 32, 64), 4 heads                       41   ×12
//	AddPositions      x (8, 32, 64)                                23   ×2
//	Pick              the last of 32 places                         3   –
//	Reorder           x (256, 64)                                  38   –
//	ReorderRows       W (64, 256)                                  21   –
//	Reshape           none: a view of the same numbers              0   ×1
//	MSE               x (256, 64)                                  17   ×11
//	CrossEntropy      logits (256, 64)                             21   ×15
//	Cost              a weight (64, 64)                           1.4   ×40
//	Dropout           stock Dropout can't be seeded
//
// A – marks what stock Gorgonia has no operation for. Times are those of BenchmarkOperation
// on one machine, float64, not undisturbed: trust the ratios to a factor of 1.5, and
// measure where it matters.
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
