//go:build !purego

package blas

import "golang.org/x/sys/cpu"

// kernelSets lists what this machine can run, best first.
func kernelSets() (f64 []*kernels[float64], f32 []*kernels[float32]) {
	if cpu.X86.HasAVX512F && cpu.X86.HasAVX512DQ && cpu.X86.HasAVX512VL && cpu.X86.HasBMI2 {
		f64 = append(f64, &kernels[float64]{transpose: transpose64avx2, atOnce: 4, name: "avx512", level: levelAVX512, width: 8,
			panels: []panelFunc[float64]{gemm64avx512x1, gemm64avx512x2, gemm64avx512x3, gemm64avx512x4}})
		f32 = append(f32, &kernels[float32]{transpose: transpose32avx2, atOnce: 8, name: "avx512", level: levelAVX512, width: 16,
			panels: []panelFunc[float32]{gemm32avx512x1, gemm32avx512x2, gemm32avx512x3, gemm32avx512x4}})
	}
	if cpu.X86.HasAVX2 && cpu.X86.HasFMA {
		f64 = append(f64, &kernels[float64]{transpose: transpose64avx2, atOnce: 4, name: "avx2", level: levelAVX2, width: 4,
			panels: []panelFunc[float64]{gemm64avx2x1, gemm64avx2x2, gemm64avx2x3}})
		f32 = append(f32, &kernels[float32]{transpose: transpose32avx2, atOnce: 8, name: "avx2", level: levelAVX2, width: 8,
			panels: []panelFunc[float32]{gemm32avx2x1, gemm32avx2x2, gemm32avx2x3}})
	}
	return append(f64, portable[float64]()), append(f32, portable[float32]())
}
