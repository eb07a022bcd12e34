package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// times are the keys of figures that the clock gives.
var times = []string{"seconds", "ms_per_step", "ms_per_relocation", "date"}

// timed are files of a comparison that show such figures beside the rest.
var timed = []string{"index.html", "spread.svg"}

// differences says how two folders differ, "" if only by what the clock says.
func differences(a, b string) (string, error) {
	names, err := filesOf(a)
	if err != nil {
		return "", err
	}
	others, err := filesOf(b)
	if err != nil {
		return "", err
	}
	if !slices.Equal(names, others) {
		return fmt.Sprintf("files %v, want %v", others, names), nil
	}
	for _, name := range names {
		x, err := timeless(filepath.Join(a, name))
		if err != nil {
			return "", err
		}
		y, err := timeless(filepath.Join(b, name))
		if err != nil {
			return "", err
		}
		if !bytes.Equal(x, y) {
			return name + " differs", nil
		}
	}
	return "", nil
}

// filesOf lists the files below a folder, but for locks, those of timed, and checkpoints,
// which a run that diverged keeps.
func filesOf(folder string) (names []string, err error) {
	err = fs.WalkDir(os.DirFS(folder), ".", func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.IsDir() && d.Name() == "checkpoint" {
			return fs.SkipDir
		}
		if err == nil && !d.IsDir() && d.Name() != ".lock" && !slices.Contains(timed, path) {
			names = append(names, path)
		}
		return err
	})
	return names, err
}

// timeless is a file without what the clock says.
func timeless(path string) ([]byte, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	switch filepath.Base(path) {
	case "summary.json", "compare.json":
		var v any
		if err := json.Unmarshal(b, &v); err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		return json.Marshal(withoutTimes(v))
	case "compare.csv":
		return columnsWithoutTimes(b)
	}
	return b, nil
}

func withoutTimes(v any) any {
	switch x := v.(type) {
	case map[string]any:
		for key, value := range x {
			if slices.Contains(times, key) {
				delete(x, key)
			} else {
				x[key] = withoutTimes(value)
			}
		}
	case []any:
		for i := range x {
			x[i] = withoutTimes(x[i])
		}
	}
	return v
}

func columnsWithoutTimes(b []byte) ([]byte, error) {
	rows, err := csv.NewReader(bytes.NewReader(b)).ReadAll()
	if err != nil || len(rows) == 0 {
		return b, err
	}
	var kept []string
	for _, row := range rows {
		for i, field := range row {
			if !slices.Contains(times, rows[0][i]) {
				kept = append(kept, field)
			}
		}
		kept = append(kept, "\n")
	}
	return []byte(strings.Join(kept, "\x00")), nil
}
