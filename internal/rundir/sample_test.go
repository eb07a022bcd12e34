package rundir

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A run on a text leaves text, or says why it has none.
func TestSampleFile(t *testing.T) {
	text := filepath.Join(t.TempDir(), "text.txt")
	if err := os.WriteFile(text, []byte(strings.Repeat("now is the winter of our discontent\n", 20)), 0o644); err != nil {
		t.Fatal(err)
	}
	settings := []string{"path=" + text, "width=8", "heads=2", "length=10", "batch=4", "steps=3", "sample_length=40"}
	for _, causal := range []string{"true", "false"} {
		r := trained(t, config(t, "shakespeare", append(settings, "causal="+causal)...))
		f, err := Create(filepath.Join(t.TempDir(), "run"), false)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.WriteResult(r, NoPictures); err != nil {
			t.Fatal(err)
		}
		b, err := os.ReadFile(f.path(SampleFile))
		switch {
		case causal == "true" && (err != nil || string(b) != f.Sample+"\n" || len(b) < 40 || len(f.Notes) > 0):
			t.Errorf("sample.txt holds %q, %v; notes %q", b, err, f.Notes)
		case causal == "false" && (err == nil || len(f.Notes) != 1 || !strings.Contains(f.Notes[0], "causal=true")):
			t.Errorf("not causal, and yet there is %q; notes %q", b, f.Notes)
		}
	}
}
