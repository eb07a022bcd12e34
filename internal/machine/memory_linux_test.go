package machine

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// Limits of control groups, in both versions, are those of the group and of all around it.
func TestControlGroups(t *testing.T) {
	root := t.TempDir()
	write := func(path, text string) string {
		full := filepath.Join(root, path)
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return full
	}
	write("user.slice/job/memory.max", "max\n")
	write("user.slice/memory.max", "2000000000\n")
	write("memory/box/memory.limit_in_bytes", "1000000000\n")
	write("memory/memory.limit_in_bytes", "9223372036854771712\n")
	for text, want := range map[string][]float64{
		"0::/user.slice/job\n":                          {2e9},
		"5:cpu:/\n4:memory:/box/gone\n":                 {1e9},
		"4:cpu,memory:/box\n0::/user.slice/job\n":       {1e9, 2e9},
		"4:memory:/\n":                                  nil,
		"nonsense\n::\n4:memory:/../../../../box/../\n": nil,
	} {
		if got := groupLimits(write("self", text), root); !slices.Equal(got, want) {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
	if got := groupLimits(filepath.Join(root, "none"), root); got != nil {
		t.Error(got)
	}
}
