//go:build unix

package safetensors_test

import (
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/gobimt/bimt/internal/safetensors"
)

// A pipe to which nobody writes is refused; who opens it waits for ever.
func TestPipe(t *testing.T) {
	path := filepath.Join(t.TempDir(), "model.safetensors")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := safetensors.ReadFile(path); err == nil || !strings.Contains(err.Error(), "not a regular file") {
		t.Error(err)
	}
}
