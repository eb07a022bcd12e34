//go:build (linux || darwin) && (amd64 || arm64) && !android && !ios && !noopenblas

package blas

import (
	"runtime"
	"strings"
	"testing"
)

// A library that is missing, or is no BLAS, is an error that names it.
func TestOpenLibraryFails(t *testing.T) {
	other := map[string]string{"linux": "libc.so.6", "darwin": "/usr/lib/libSystem.B.dylib"}[runtime.GOOS]
	for _, path := range []string{"libnosuchblas.so.7", other} {
		if _, err := openLibrary(path); err == nil || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: %v", path, err)
		}
	}
}

// Sizes beyond 32 bits go to Go's kernels, for a library would read them short.
func TestTooLarge(t *testing.T) {
	if !tooLarge(1, 1<<31, 1) || tooLarge(1, 1<<31-1, 1) {
		t.Error("the limit is not 32 bits")
	}
}
