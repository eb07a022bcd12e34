//go:build !amd64 || purego

package vec

func sets() (s64 []*ops[float64], s32 []*ops[float32]) {
	return []*ops[float64]{plain[float64]()}, []*ops[float32]{plain[float32]()}
}
