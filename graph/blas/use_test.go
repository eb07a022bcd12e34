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
	if name := Name(); Use(Choice()) != nil || Name() != name {
		t.Errorf("%s gives %s, not %s", Choice(), Name(), name)
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

// With auto, a library gets the large products alone, where Go has vector kernels.
func TestSmallProductsStayWithGo(t *testing.T) {
	defer current.Store(current.Load())
	asked := 0
	library := provider{name: "library", fixedRows: 1 << 20, gemm64: func(_, _ bool, _, _, _ int, _ float64, _ []float64, _ int, _ []float64, _ int, _ float64, _ []float64, _ int) {
		asked++
	}}
	both := library.besideGo()
	current.Store(both)
	if goProvider.level == 0 {
		if both.small != nil {
			t.Error("plain Go is no faster on small products, but gets them")
		}
		return
	}
	a, c := make([]float64, 256*256), make([]float64, 256*256)
	Gemm(false, false, 256, 256, 255, 1, a, 256, a, 256, 0, c, 256)
	if asked != 0 {
		t.Error("the library was asked for a small product")
	}
	Gemm(false, false, 256, 256, 256, 1, a, 256, a, 256, 0, c, 256)
	if asked != 1 {
		t.Errorf("the library was asked %d times for one large product", asked)
	}
	if want := "library, small products go ("; !strings.HasPrefix(Name(), want) {
		t.Errorf("called %s, want %s…", Name(), want)
	}
}
