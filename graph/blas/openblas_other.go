//go:build !((linux || darwin) && (amd64 || arm64)) || android || ios || noopenblas

package blas

import "errors"

// loadLibrary fails: on this platform a library cannot be loaded without cgo.
func loadLibrary() (*provider, error) {
	return nil, errors.New("this build cannot load a library: use --blas go")
}
