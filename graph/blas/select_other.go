//go:build !amd64 || purego

package blas

// kernelSets lists what this machine can run, best first.
func kernelSets() (f64 []*kernels[float64], f32 []*kernels[float32]) {
	return []*kernels[float64]{portable[float64]()}, []*kernels[float32]{portable[float32]()}
}
