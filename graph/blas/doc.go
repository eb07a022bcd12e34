// Package blas multiplies the small dense matrices of a network fast, on a plain build without cgo.
//
// There is one product, [Gemm], in float32 and float64, with both operands plain or transposed.
// Who computes it is chosen once, by [Use]: a library found at run time (OpenBLAS, Accelerate),
// Go itself, or either by the product's shape.
//
//	if err := blas.Use("auto"); err != nil { ... }
//	blas.Gemm(false, true, m, n, k, 1, x, k, w, k, 0, z, n) // Z = X·Wᵀ
//
// Guarantees: a call allocates nothing; the same product gives the same bits on the same machine
// with the same choice, whatever the number of workers (graph.SetWorkers); NaN and Inf are never skipped,
// so 0·NaN is NaN. As in every BLAS, C is not read if beta is 0, and A and B are not read if alpha is 0.
//
// Kernels for AVX2 and AVX-512 are chosen by what the processor has; other machines run plain Go. They are
// generated (go generate) by internal/asm, a module of its own. Build tags: noopenblas leaves the loading of a
// library out, and with it the need of a dynamic linker on Linux; purego leaves the assembly out.
//
// Kernels differ in how they round. With go, products of AVX2 and AVX-512 add in the same order; plain Go rounds
// each product before it is added. The losses of short trainings with relocations, of every published experiment
// without downloads, were the same in 7 of 11 between AVX2 and AVX-512, and else within 6e-15 (relative) after 300
// steps in float64, between all three; in float32 within 1e-5 after 300 steps of digits and 20 of
// modular-addition-transformer. A test holds 60 steps to 1e-12 in float64 and 1e-4 in float32. Over thousands of
// steps a difference grows as a change of the seed would have it. To compute on another processor's kernels, start
// with GODEBUG=cpu.avx512f=off, or GODEBUG=cpu.avx512f=off,cpu.avx2=off for plain Go.
//
// Shapes are the caller's to check. Gemm returns no error because it runs thousands of times a second
// inside checked operations; it panics, as gonum's does, on a negative size, a stride that is too small
// or a slice that is too short, rather than read out of bounds. It is the one panic of this package.
package blas
