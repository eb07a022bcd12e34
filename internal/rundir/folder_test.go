package rundir

import (
	"os"
	"path/filepath"
	"testing"
)

func TestNothingOfAnOldRunStays(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{SummaryFile: `{"finished": true}`, "network3d.png": "old", "fit.svg": "old", ModelFile: "old", "notes.txt": "mine"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := Create(dir, false); err == nil {
		t.Error("a finished run is taken over without force")
	}
	if _, err := os.Stat(filepath.Join(dir, "fit.svg")); err != nil {
		t.Errorf("refused, but: %v", err)
	}
	if _, err := Create(dir, true); err != nil {
		t.Fatal(err)
	}
	left, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(left) != 1 || left[0].Name() != "notes.txt" {
		t.Errorf("the folder holds %v, want notes.txt alone", left)
	}
}
