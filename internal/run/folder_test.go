package run

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestNothingOfAnOldRunStays(t *testing.T) {
	dir, further := t.TempDir(), []string{"network3d.png", "fit.svg"}
	for _, sub := range []string{ModulesFolder, PrunedFolder} {
		if err := os.Mkdir(filepath.Join(dir, sub), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	for name, text := range map[string]string{
		SummaryFile: `{"finished": true}`, "network3d.png": "old", "fit.svg": "old", ModelFile: "old", "notes.txt": "mine",
		".model.safetensors.123.tmp": "half", "modules/modules.json": "old", "pruned/" + ModelFile: "old", "pruned/fit.svg": "old", FormulaFolder: "a file of that name",
	} {
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
	var left []string
	err = fs.WalkDir(os.DirFS(dir), ".", func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			left = append(left, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{".lock", FormulaFolder, "notes.txt"}; !slices.Equal(left, want) {
		t.Errorf("the folder holds %v, want %v", left, want)
	}
}
