package run

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestNothingOfAnOldRunStays(t *testing.T) {
	dir, further := t.TempDir(), []string{"network3d.png", "fit.svg"}
	for name, text := range map[string]string{SummaryFile: `{"finished": true}`, "network3d.png": "old", "fit.svg": "old", ModelFile: "old", "notes.txt": "mine"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := Create(dir, false, further...); err == nil {
		t.Error("a finished run is taken over without force")
	}
	if _, err := os.Stat(filepath.Join(dir, "fit.svg")); err != nil {
		t.Errorf("refused, but: %v", err)
	}
	f, err := Create(dir, true, further...)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Create(dir, true); err == nil || !strings.Contains(err.Error(), "at work") {
		t.Errorf("two in one folder: %v", err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	left, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(left) != 2 || left[0].Name() != ".lock" || left[1].Name() != "notes.txt" {
		t.Errorf("the folder holds %v, want notes.txt and the lock alone", left)
	}
}
