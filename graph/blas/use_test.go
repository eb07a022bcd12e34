package blas

import (
	"strings"
	"testing"
)

func TestUse(t *testing.T) {
	defer current.Store(current.Load())
	if err := Use("go"); err != nil || !strings.HasPrefix(Name(), "go (") {
		t.Errorf("go: %v, %s", err, Name())
	}
	if err := Use("mkl"); err == nil || !strings.Contains(err.Error(), "use auto, go or openblas") {
		t.Errorf("unknown choice: %v", err)
	}
	if err := Use("auto"); err != nil {
		t.Errorf("auto: %v", err)
	}
	_, missing := loadLibrary()
	before := Name()
	switch err := Use("openblas"); {
	case missing == nil && (err != nil || strings.HasPrefix(Name(), "go")):
		t.Errorf("openblas: %v, %s", err, Name())
	case missing != nil && (err == nil || !strings.Contains(err.Error(), "use --blas go") || Name() != before):
		t.Errorf("openblas is missing, but: %v, %s", err, Name())
	}
}

// A library that computes something else is refused.
func TestVerifyFindsAWrongLibrary(t *testing.T) {
	p := newGoProvider()
	if err := p.verify(); err != nil {
		t.Fatal(err)
	}
	right := p.gemm32
	p.gemm32 = func(transA, transB bool, m, n, k int, alpha float32, a []float32, lda int, b []float32, ldb int, beta float32, c []float32, ldc int) {
		right(transA, transB, m, n, k, alpha, a, lda, b, ldb, 0, c, ldc)
	}
	if err := p.verify(); err == nil {
		t.Error("a library that forgets beta passed")
	}
}
