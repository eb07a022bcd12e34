// Package exec compiles an expression graph into a fixed order of work and runs it,
// again and again, without allocating. Package graph is its front; few need it itself.
//
//	x, err := exec.New(roots, exec.Options{})
//	err = x.Run()
//	v := x.Value(root)
//
// This is its story, one file each.
//
// Differentiate (differentiate.go). Gorgonia adds the backward pass to the graph; a
// gradient is a node like any other.
//
// Order (order.go). A depth-first walk from the roots gives every node a place, after
// all it is computed from. The order depends on the graph alone.
//
// Lower (lower.go). Each node becomes an instruction: a fused operation of package op
// keeps its own, sums and products of Gorgonia's become loops of package op, a sum with a
// term that can add itself to the rest is one instruction, and anything else is done by
// Gorgonia's own code.
//
// Stage (stage.go). Instructions that go through one batch row by row can do so together,
// unless one needs the whole of what another computes: a total over the rows, or what
// Gorgonia's code reads. Stages keep them apart.
//
// Region (region.go). The blockwise instructions of one stage and one batch are a region.
// Its batch is cut in groups, which are done at the same time, and these in blocks, each
// taken through all instructions while it is in the cache. The cut depends on the program
// alone, and totals of groups are added in order, so bits do not depend on the number of
// workers.
//
// Keep (keep.go). What only the region reads needs room for one block of each worker. That
// goes for values in a lean program, and for what forward operations keep for their
// gradients in any; what no one reads is not kept at all.
//
// Rooms (rooms.go). Blocks that are not stored take turns in buffers: one that no later
// instruction reads leaves its room to another, so that more of a region is in the cache.
// A sum takes the room of what is added to, if it is the last to read that.
//
// Run (run.go). A run takes up the inputs and does one step after the other. A panic in
// one becomes an error that names the node.
package exec
