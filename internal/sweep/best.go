package sweep

import (
	"cmp"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"

	"github.com/gobimt/bimt/internal/measure"
	"github.com/gobimt/bimt/internal/picture"
	"github.com/gobimt/bimt/internal/run"
)

// Found is a finished run in a folder of runs.
type Found struct {
	Folder  string           `json:"folder"`
	Picture string           `json:"picture,omitempty"` // of its network, if drawn
	Value   run.Number       `json:"value"`             // what it is ranked by
	Summary *measure.Summary `json:"summary"`
}

// Ranking is the finished runs of a folder, the best first, of equals by path.
type Ranking struct {
	Runs   []Found
	Left   int     // finished runs that have no such figure
	Broken []error // summaries that can't be read
}

// Best ranks all finished runs below a folder by a measure: of method, only, if it is not
// empty.
func Best(dir, by, method string) (*Ranking, error) {
	m, err := measure.Find(by)
	if err != nil {
		return nil, err
	}
	all, broken, err := find(dir)
	if err != nil {
		return nil, err
	}
	r := &Ranking{Broken: broken}
	for _, f := range all {
		if method != "" && f.Summary.Method != method {
			continue
		}
		if f.Value = run.Number(f.Summary.Value(m.Key)); math.IsNaN(float64(f.Value)) {
			r.Left++
			continue
		}
		r.Runs = append(r.Runs, f)
	}
	slices.SortStableFunc(r.Runs, func(a, b Found) int {
		if m.Better < 0 {
			return cmp.Compare(a.Value, b.Value)
		}
		return cmp.Compare(b.Value, a.Value)
	})
	return r, nil
}

// find lists the finished runs below a folder, by path, and the summaries that can't be
// read.
func find(dir string) (all []Found, broken []error, err error) {
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return nil, nil, fmt.Errorf("%s: there is no such folder", dir)
	}
	err = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.Name() != run.SummaryFile {
			return err
		}
		f := Found{Folder: filepath.Dir(path)}
		if f.Summary, err = measure.Read(f.Folder); err != nil {
			broken = append(broken, err)
			return nil
		}
		if !f.Summary.Finished {
			return nil
		}
		if p := filepath.Join(f.Folder, picture.Main); exists(p) {
			f.Picture = p
		}
		all = append(all, f)
		return nil
	})
	if err == nil && len(all) == 0 {
		err = fmt.Errorf("%s: there is no finished run in it", dir)
	}
	return all, broken, err
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
