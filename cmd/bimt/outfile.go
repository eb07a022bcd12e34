package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/gobimt/bimt/internal/atomicfile"
	"github.com/gobimt/bimt/internal/run"
)

// writeOut writes the file that --out names, and its folder. One that a run is made of
// is refused: no other command brings it back.
func writeOut(name string, b []byte) error {
	folder, base := filepath.Split(filepath.Clean(name))
	if folder == "" {
		folder = "."
	}
	if isRun(folder) && run.IsMadeOf(base) {
		return usage(fmt.Errorf("--out %s: a run is made of this file: choose another", name))
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return usage(err)
	}
	if err := atomicfile.WriteBytes(filepath.Clean(name), b); err != nil {
		return usage(err)
	}
	return nil
}
