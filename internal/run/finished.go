package run

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/gobimt/bimt/internal/atomicfile"
)

// notFinite is in the error of a run that ended in a NaN or an infinity.
const notFinite = "elements are not finite"

// mostText is the most bytes of a text in a folder that is read.
const mostText = 64 << 20

// end is what a summary.json says of the end of a run.
type end struct {
	Steps    int    `json:"steps"`
	Finished bool   `json:"finished"`
	Error    string `json:"error"`
}

// Interrupted is the error that summary.json gives for a run ended from outside.
func Interrupted(steps int) string { return fmt.Sprintf("interrupted after step %d", steps) }

func readEnd(folder string) (e end, err error) {
	name := filepath.Join(folder, SummaryFile)
	b, err := atomicfile.Read(name, mostText)
	if err != nil {
		return e, err
	}
	if err := json.Unmarshal(b, &e); err != nil {
		return end{}, fmt.Errorf("%s: %w: it is no summary of a run", name, err)
	}
	return e, nil
}

// Finished says whether a folder holds a finished run.
func Finished(folder string) (bool, error) {
	e, err := readEnd(folder)
	return e.Finished, unlessMissing(err)
}

// Ended says whether a folder holds a run that came to its end: after all its steps, or because
// it diverged or ended in a NaN, as it would again. One that was interrupted did not.
func Ended(folder string) (bool, error) {
	e, err := readEnd(folder)
	return e.Finished || e.Error == Diverged || strings.Contains(e.Error, notFinite), unlessMissing(err)
}

// unlessMissing is nil for a summary that is not there, or was cut short.
func unlessMissing(err error) error {
	var broken *json.SyntaxError
	if errors.Is(err, fs.ErrNotExist) || errors.As(err, &broken) {
		return nil
	}
	return err
}

// refuse reports a folder that holds something worth keeping.
func refuse(folder string) error {
	e, err := readEnd(folder)
	if err := unlessMissing(err); err != nil {
		return fmt.Errorf("output folder: %w", err)
	}
	if e.Finished {
		return fmt.Errorf("%s holds %w: choose another folder with --out, or overwrite it with --force", folder, ErrDone)
	}
	if _, err := os.Stat(filepath.Join(folder, RelocateFile)); err == nil {
		return fmt.Errorf("%s holds a relocated network: choose another folder with --out, or overwrite it with --force", folder)
	}
	step, err := lastStep(folder)
	if err != nil {
		return fmt.Errorf("output folder: %w", err)
	}
	if step > 0 && (e.Error == "" || e.Error == Interrupted(e.Steps)) {
		return fmt.Errorf("%s holds a run that was interrupted at step %d: choose another folder with --out; --force begins it anew", folder, max(step, e.Steps))
	}
	return nil
}

// lastStep is that of the last line of metrics.csv, 0 if there is none.
func lastStep(folder string) (int, error) {
	b, err := atomicfile.Read(filepath.Join(folder, MetricsFile), mostText)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return 0, err
	}
	lines := strings.Split(strings.TrimSpace(string(b)), "\n")
	first, _, _ := strings.Cut(lines[len(lines)-1], ",")
	step, err := strconv.Atoi(first)
	if err != nil {
		return 0, nil // the header, or nothing
	}
	return step, nil
}
