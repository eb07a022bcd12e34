package run

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// An opened run gives the same bits as the one that was trained, with its rows or without.
func TestOpen(t *testing.T) {
	r, folder := kept(t, "independence", "steps=30", "swap_every=10")
	want, err := r.PredictSet(r.Data.Test)
	if err != nil {
		t.Fatal(err)
	}
	whole, err := Open(t.Context(), folder)
	if err != nil {
		t.Fatal(err)
	}
	got, err := whole.PredictSet(whole.Data.Test)
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("with rows: %v, other outputs: %v", err, !slices.Equal(got, want))
	}
	bare, err := Open(t.Context(), folder, WithoutRows)
	if err != nil {
		t.Fatal(err)
	}
	got, err = bare.Predict(r.Data.Test.X)
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("without rows: %v, other outputs: %v", err, !slices.Equal(got, want))
	}
	if err := bare.Train(t.Context()); err == nil || !strings.Contains(err.Error(), "without its rows") {
		t.Errorf("it is trained without rows: %v", err)
	}
	if whole.Config.Steps = 40; whole.Train(t.Context()) != nil || whole.Done != 40 {
		t.Errorf("trained on for %d steps", whole.Done)
	}
	if _, err := Open(t.Context(), t.TempDir()); err == nil {
		t.Error("an empty folder was opened")
	}
}

// A run that was interrupted after a line of its log is kept; without a line, or ended by
// a NaN, it is taken over.
func TestInterruptedRunIsKept(t *testing.T) {
	const head = "step,train_loss\n"
	for name, c := range map[string]struct {
		files map[string]string
		want  string
	}{
		"killed":              {map[string]string{MetricsFile: head + "20,1\n40,0.5\n", ConfigFile: "x"}, "interrupted at step 40"},
		"killed in a line":    {map[string]string{MetricsFile: head + "20,1\n40", ConfigFile: "x"}, "interrupted at step 40"},
		"interrupted":         {map[string]string{MetricsFile: head + "20,1\n", SummaryFile: `{"steps": 31, "error": "interrupted after step 31"}`}, "interrupted at step 31"},
		"finished":            {map[string]string{SummaryFile: `{"finished": true}`}, "finished run"},
		"relocated":           {map[string]string{RelocateFile: "{}"}, "relocated network"},
		"settings alone":      {map[string]string{ConfigFile: "x"}, ""},
		"no line yet":         {map[string]string{ConfigFile: "x", MetricsFile: head}, ""},
		"a NaN":               {map[string]string{MetricsFile: head + "20,1\n", SummaryFile: `{"steps": 31, "error": "step 31: NaN"}`}, ""},
		"a summary cut short": {map[string]string{SummaryFile: `{"finished": tr`}, ""},
	} {
		dir := t.TempDir()
		for file, text := range c.files {
			if err := os.WriteFile(filepath.Join(dir, file), []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		f, err := Create(dir, false)
		if (err == nil) != (c.want == "") || err != nil && (!strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), "--force")) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
		if err == nil {
			err = f.Close()
		} else {
			f, err = Create(dir, true)
		}
		if err != nil {
			t.Errorf("%s, with force: %v", name, err)
		}
		_ = f.Close() // again does nothing
	}
}
