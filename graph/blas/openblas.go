//go:build (linux || darwin) && (amd64 || arm64) && !android && !ios && !noopenblas

package blas

import (
	"errors"
	"fmt"
	"math"
	"runtime"
	"strings"
	"sync"
	"unsafe"

	"github.com/ebitengine/purego"
)

// libraries are tried in turn.
var libraries = map[string][]string{
	"linux": {"libopenblas.so.0", "libopenblas.so", "libopenblasp.so.0"},
	"darwin": {
		"/System/Library/Frameworks/Accelerate.framework/Accelerate",
		"/opt/homebrew/opt/openblas/lib/libopenblas.dylib", "/usr/local/opt/openblas/lib/libopenblas.dylib",
	},
}[runtime.GOOS]

// loadLibrary loads the system's BLAS, once.
var loadLibrary = sync.OnceValues(func() (*provider, error) {
	var failed []error
	for _, path := range libraries {
		p, err := openLibrary(path)
		if err == nil {
			return p, nil
		}
		failed = append(failed, err)
	}
	return nil, fmt.Errorf("%w\n%s", errors.Join(failed...), installHint)
})

const installHint = "install OpenBLAS (Debian, Ubuntu: apt-get install libopenblas0-pthread; Fedora: dnf install openblas; " +
	"macOS: brew install openblas) or use --blas go"

// library holds the addresses of the Fortran routines, which take every argument by pointer:
// such a call needs no reflection and moves no floating-point registers.
type library struct {
	dgemm, sgemm uintptr
	pool         stock[fortranArgs]
}

func openLibrary(path string) (*provider, error) {
	handle, err := purego.Dlopen(path, purego.RTLD_NOW|purego.RTLD_LOCAL)
	if err != nil {
		return nil, fmt.Errorf("load %s: %w", path, err)
	}
	l := &library{}
	if l.dgemm, err = purego.Dlsym(handle, "dgemm_"); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if l.sgemm, err = purego.Dlsym(handle, "sgemm_"); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	// Rows are split over goroutines; threads of the library's own make small products slower.
	if set, err := purego.Dlsym(handle, "openblas_set_num_threads"); err == nil {
		purego.SyscallN(set, 1)
	}
	name, level := libraryName(handle, path)
	p := &provider{name: name, choice: "openblas", level: level, gemm64: l.gemm64, gemm32: l.gemm32, fixedRows: libraryRows}
	if err := p.verify(); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return p, nil
}

// libraryName is "openblas 0.3.21 (SkylakeX)" or "accelerate", with the level of its kernels.
func libraryName(handle uintptr, path string) (name string, level int) {
	if strings.Contains(path, "Accelerate") {
		return "accelerate", levelAVX512
	}
	read := func(symbol string) string {
		address, err := purego.Dlsym(handle, symbol)
		if err != nil {
			return ""
		}
		var f func() string
		purego.RegisterFunc(&f, address)
		return f()
	}
	name = "openblas"
	if f := strings.Fields(read("openblas_get_config")); len(f) > 1 {
		name += " " + f[1]
	}
	core := read("openblas_get_corename")
	if core != "" {
		name += " (" + core + ")"
	}
	switch core {
	case "Haswell", "Zen", "Excavator":
		level = levelAVX2
	case "SkylakeX", "Cooperlake", "SapphireRapids", "SAPPHIRERAPIDS":
		level = levelAVX512
	}
	return name, level
}

// fortranArgs are the arguments that C reads by pointer. It lives on the heap, where nothing moves.
// Integers are 64 bits wide, so that libraries built with either width of Fortran's INTEGER read them right
// (both machines are little-endian).
type fortranArgs struct {
	m, n, k, lda, ldb, ldc int64
	alpha64, beta64        float64
	alpha32, beta32        float32
	transA, transB         byte
	args                   [15]uintptr // kept here, for a call allocates them otherwise
}

// set fills in all but the scalars for C = op(A)·op(B) by rows, which is Cᵀ = op(B)ᵀ·op(A)ᵀ by columns.
func (f *fortranArgs) set(transA, transB bool, m, n, k, lda, ldb, ldc int) {
	f.m, f.n, f.k = int64(n), int64(m), int64(k)
	f.lda, f.ldb, f.ldc = int64(ldb), int64(lda), int64(ldc)
	f.transA, f.transB = fortranTrans(transB), fortranTrans(transA)
}

func fortranTrans(t bool) byte {
	if t {
		return 'T'
	}
	return 'N'
}

func (l *library) gemm64(transA, transB bool, m, n, k int, alpha float64, a []float64, lda int, b []float64, ldb int, beta float64, c []float64, ldc int) {
	if tooLarge(m, n, k, lda, ldb, ldc) {
		goProvider.gemm64(transA, transB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc)
		return
	}
	f := l.pool.get()
	f.set(transA, transB, m, n, k, lda, ldb, ldc)
	f.alpha64, f.beta64 = alpha, beta
	f.call(l.dgemm, unsafe.Pointer(&f.alpha64), unsafe.Pointer(unsafe.SliceData(a)),
		unsafe.Pointer(unsafe.SliceData(b)), unsafe.Pointer(&f.beta64), unsafe.Pointer(unsafe.SliceData(c)))
	l.pool.put(f)
}

func (l *library) gemm32(transA, transB bool, m, n, k int, alpha float32, a []float32, lda int, b []float32, ldb int, beta float32, c []float32, ldc int) {
	if tooLarge(m, n, k, lda, ldb, ldc) {
		goProvider.gemm32(transA, transB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc)
		return
	}
	f := l.pool.get()
	f.set(transA, transB, m, n, k, lda, ldb, ldc)
	f.alpha32, f.beta32 = alpha, beta
	f.call(l.sgemm, unsafe.Pointer(&f.alpha32), unsafe.Pointer(unsafe.SliceData(a)),
		unsafe.Pointer(unsafe.SliceData(b)), unsafe.Pointer(&f.beta32), unsafe.Pointer(unsafe.SliceData(c)))
	l.pool.put(f)
}

// call passes everything by pointer; the two last arguments are the lengths of the CHARACTER arguments.
//
// The addresses are put in f.args first: as arguments of their own they would be allocated at each call.
// All they point to is on the heap, where Go moves nothing, for it came here through a function value;
// the caller keeps it alive.
func (f *fortranArgs) call(routine uintptr, alpha, a, b, beta, c unsafe.Pointer) {
	f.args = [...]uintptr{
		uintptr(unsafe.Pointer(&f.transA)), uintptr(unsafe.Pointer(&f.transB)),
		uintptr(unsafe.Pointer(&f.m)), uintptr(unsafe.Pointer(&f.n)), uintptr(unsafe.Pointer(&f.k)),
		uintptr(alpha), uintptr(b), uintptr(unsafe.Pointer(&f.lda)), uintptr(a), uintptr(unsafe.Pointer(&f.ldb)),
		uintptr(beta), uintptr(c), uintptr(unsafe.Pointer(&f.ldc)), 1, 1,
	}
	purego.SyscallN(routine, f.args[:]...)
	runtime.KeepAlive(a)
	runtime.KeepAlive(b)
	runtime.KeepAlive(c)
	runtime.KeepAlive(f)
}

// tooLarge reports whether a size does not fit in the 32 bits that most libraries read.
func tooLarge(sizes ...int) bool {
	for _, s := range sizes {
		if s > math.MaxInt32 {
			return true
		}
	}
	return false
}
