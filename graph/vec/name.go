package vec

// Name says which kernels this machine runs: "avx512", "avx2", or "go" for plain Go.
func Name() string { return best64.name }
