// Package benchmarks measures training: one step and one relocation of every published
// experiment, and how they grow with width, heads, length and batch.
//
//	go test -run=^$ -bench=Step ./benchmarks
//
// README.md has the results beside those of the PyTorch peer, and the commands that make
// them.
package benchmarks
