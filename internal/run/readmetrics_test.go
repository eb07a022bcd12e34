package run

import (
	"math"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// What Metrics writes is read back equal, an accuracy that is none too; other files are
// refused with their line.
func TestReadLines(t *testing.T) {
	f, err := Create(t.TempDir(), false)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	if lines, err := ReadLines(f.Path); lines != nil || err != nil {
		t.Errorf("without a log: %v, %v", lines, err)
	}
	m, err := f.Metrics()
	if err != nil {
		t.Fatal(err)
	}
	m.begin(nil)
	want := []Line{{1, 0.1, 1 / 3.0, 0.5, 4, 5e-9, 6, 7}, {20, 2, 3, 1, 4, 5, 6, 8}}
	for _, l := range want {
		m.Write(l)
	}
	m.Write(Line{Step: 3, TestAccuracy: math.NaN()})
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}
	got, err := ReadLines(f.Path)
	if err != nil || len(got) != 3 || !reflect.DeepEqual(got[:2], want) || !math.IsNaN(got[2].TestAccuracy) {
		t.Errorf("%+v, %v: want %+v and a line without accuracy", got, err, want)
	}
	header := strings.Join(metricsColumns, ",") + "\n"
	for text, want := range map[string]string{
		"a,b\n1,2\n": "want the columns", "": "want the columns", header + "1,2\n": "wrong number of fields",
		header + "1,x,,,,,,2\n": "line 2", header + "1,,,,,,,2\nx,,,,,,,2\n": "line 3",
	} {
		if err := os.WriteFile(filepath.Join(f.Path, MetricsFile), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := ReadLines(f.Path); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
}
