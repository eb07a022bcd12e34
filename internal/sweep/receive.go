package sweep

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/gobimt/bimt/internal/measure"
	"github.com/gobimt/bimt/internal/picture"
	"github.com/gobimt/bimt/internal/run"
	"github.com/gobimt/bimt/internal/settings"
)

// half begins the names of folders that are being received.
const half = ".in-"

// runFiles are what the folder of a run may hold.
var runFiles = append([]string{run.ConfigFile, run.MetricsFile, run.ModelFile, run.DataFile, run.SummaryFile, run.SampleFile, run.FinishFile}, picture.Files()...)

// IsRunFile says whether a name is that of a file in the folder of a run.
func IsRunFile(name string) bool { return slices.Contains(runFiles, name) }

// Receive takes the folder of a run that a worker has made: fill puts its files into the
// folder it is given. What is not the whole run, come to its end, is refused, and
// changes nothing; a run that is there already stays as it is.
func Receive(dir string, r *Run, fill func(folder string) error) (*measure.Summary, error) {
	path := filepath.Join(dir, r.Folder)
	if s, err := ended(path); err != nil || s != nil && isOf(path, s, r) {
		return s, err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return nil, err
	}
	temp, err := os.MkdirTemp(filepath.Dir(path), half)
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(temp) // nothing is left of it if all went well
	if err := errors.Join(os.Chmod(temp, 0o755), fill(temp)); err != nil {
		return nil, err
	}
	s, err := checkReceived(temp, r)
	if err != nil {
		return nil, err
	}
	if err := os.RemoveAll(path); err != nil { // of a run that was interrupted here, maybe
		return nil, err
	}
	return s, os.Rename(temp, path)
}

// isOf says whether what has ended in a folder is a run, by this version of the program.
func isOf(path string, s *measure.Summary, r *Run) bool {
	have, err := run.ReadConfig(path)
	return err == nil && s.Version == run.Version() && agree(have, r.Config) == nil
}

// checkReceived holds a folder to what was ordered.
func checkReceived(folder string, r *Run) (*measure.Summary, error) {
	if done, err := run.Ended(folder); err != nil || !done {
		return nil, errors.Join(errors.New("it has not come to its end"), err)
	}
	s, err := measure.Read(folder)
	if err != nil {
		return nil, err
	}
	if s.Version != run.Version() || s.Seed != r.Config.Seed || s.Method != r.Config.Method || s.Finished && s.Steps != r.Config.Steps {
		return nil, fmt.Errorf("it is of method %s, seed %d and %d steps, by version %s: another run", s.Method, s.Seed, s.Steps, s.Version)
	}
	for _, name := range []string{run.ModelFile, run.MetricsFile, run.DataFile} {
		if info, err := os.Stat(filepath.Join(folder, name)); err != nil || info.Size() == 0 {
			return nil, fmt.Errorf("%s is missing", name)
		}
	}
	have, err := run.ReadConfig(folder)
	if err != nil {
		return nil, err
	}
	return s, agree(have, r.Config)
}

// agree reports settings of a run that differ from those that were ordered, but for what was
// left to the data and the machine.
func agree(have, want *run.Config) error {
	a, err := settings.Text(have)
	if err != nil {
		return err
	}
	b, err := settings.Text(want)
	if err != nil {
		return err
	}
	there := strings.Split(string(a), "\n")
	for _, l := range strings.Split(string(b), "\n") {
		key, value, _ := strings.Cut(l, "=")
		if left := []string{`""`, "[]", "null", `"auto"`}; slices.Contains(there, l) || slices.Contains(left, value) || key == "made_with" {
			continue
		}
		return fmt.Errorf("%s was ordered, and the run has something else", l)
	}
	return nil
}
