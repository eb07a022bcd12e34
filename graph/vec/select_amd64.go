//go:build !purego

package vec

import "golang.org/x/sys/cpu"

func sets() (s64 []*ops[float64], s32 []*ops[float32]) {
	if cpu.X86.HasAVX512F && cpu.X86.HasAVX512DQ && cpu.X86.HasAVX512VL && cpu.X86.HasBMI2 {
		s64, s32 = append(s64, avx512Ops64()), append(s32, avx512Ops32())
	}
	if cpu.X86.HasAVX2 && cpu.X86.HasFMA {
		s64, s32 = append(s64, avx2Ops64()), append(s32, avx2Ops32())
	}
	return append(s64, plain[float64]()), append(s32, plain[float32]())
}

func avx512Ops64() *ops[float64] {
	return &ops[float64]{
		name:        "avx512",
		silu:        silu64avx512,
		gelu:        gelu64avx512,
		tanh:        tanh64avx512,
		relu:        relu64avx512,
		softmax:     softmax64avx512,
		softmaxGrad: softmaxGrad64avx512,
		mul:         mul64avx512,
		add:         add64avx512,
		axpy:        axpy64avx512,
		sum:         sum64avx512,
		dot:         dot64avx512,
		colSums:     colSums64avx512,
		addBias:     addBias64avx512,
		adamW:       adamW64avx512,
		absSum:      absSum64avx512,
		absGrad:     absGrad64avx512,
	}
}

func avx512Ops32() *ops[float32] {
	return &ops[float32]{
		name:        "avx512",
		silu:        silu32avx512,
		gelu:        gelu32avx512,
		tanh:        tanh32avx512,
		relu:        relu32avx512,
		softmax:     softmax32avx512,
		softmaxGrad: softmaxGrad32avx512,
		mul:         mul32avx512,
		add:         add32avx512,
		axpy:        axpy32avx512,
		sum:         sum32avx512,
		dot:         dot32avx512,
		colSums:     colSums32avx512,
		addBias:     addBias32avx512,
		adamW:       adamW32avx512,
		absSum:      absSum32avx512,
		absGrad:     absGrad32avx512,
	}
}

func avx2Ops64() *ops[float64] {
	return &ops[float64]{
		name:        "avx2",
		silu:        silu64avx2,
		gelu:        gelu64avx2,
		tanh:        tanh64avx2,
		relu:        relu64avx2,
		softmax:     softmax64avx2,
		softmaxGrad: softmaxGrad64avx2,
		mul:         mul64avx2,
		add:         add64avx2,
		axpy:        axpy64avx2,
		sum:         sum64avx2,
		dot:         dot64avx2,
		colSums:     colSums64avx2,
		addBias:     addBias64avx2,
		adamW:       adamW64avx2,
		absSum:      absSum64avx2,
		absGrad:     absGrad64avx2,
	}
}

func avx2Ops32() *ops[float32] {
	return &ops[float32]{
		name:        "avx2",
		silu:        silu32avx2,
		gelu:        gelu32avx2,
		tanh:        tanh32avx2,
		relu:        relu32avx2,
		softmax:     softmax32avx2,
		softmaxGrad: softmaxGrad32avx2,
		mul:         mul32avx2,
		add:         add32avx2,
		axpy:        axpy32avx2,
		sum:         sum32avx2,
		dot:         dot32avx2,
		colSums:     colSums32avx2,
		addBias:     addBias32avx2,
		adamW:       adamW32avx2,
		absSum:      absSum32avx2,
		absGrad:     absGrad32avx2,
	}
}
