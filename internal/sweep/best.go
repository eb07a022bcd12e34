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
	"github.com/gobimt/bimt/internal/stats"
)

// Found is a finished run in a folder of runs.
type Found struct {
	Folder  string     `json:"folder"`
	Picture string     `json:"picture,omitempty"` // of its network, if drawn
	Value   run.Number `json:"value"`             // what it is ranked by
	// Note says why a run stands after those that it may be better than; empty for most.
	Note    string           `json:"note,omitempty"`
	Summary *measure.Summary `json:"summary"`
}

// Ranking is the finished runs of a folder, the best first, of equals by path.
type Ranking struct {
	Runs   []Found
	Left   int     // finished runs that have no such figure
	Broken []error // summaries that can't be read
}

// MostLoss is how many times the median test loss of its experiment a run may have to be
// ranked with the others by its structure: networks are compared at about equal loss.
const MostLoss = 2

// Best ranks all finished runs below a folder by a measure: of method, only, if it is not
// empty. Ranked by what says how a network is built, and not how well it does, runs with a
// test loss above MostLoss times the median come after the others. Of those ranked by
// measure.Readability, runs of before it was measured come last, by their active weights.
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
	most := mostLosses(all)
	for _, f := range all {
		if method != "" && f.Summary.Method != method {
			continue
		}
		f.Value = run.Number(f.Summary.Value(m.Key))
		loss, limit := f.Summary.Value("test_loss"), most[f.Summary.Experiment]
		switch missing := math.IsNaN(float64(f.Value)); {
		case missing && m.Key != measure.Readability:
			r.Left++
			continue
		case missing:
			f.Note = "made before reading difficulty was measured: by its active weights"
		case m.Group != measure.Quality && m.Group != measure.Effort && !(loss <= limit):
			f.Note = fmt.Sprintf("its test loss is above %v, %d times the median of %s", measure.Format(limit), MostLoss, f.Summary.Experiment)
		}
		r.Runs = append(r.Runs, f)
	}
	slices.SortStableFunc(r.Runs, func(a, b Found) int { return order(m, a, b) })
	return r, nil
}

// order is below 0 if a is ranked before b.
func order(m measure.Measure, a, b Found) int {
	later := func(f Found) int {
		switch {
		case math.IsNaN(float64(f.Value)):
			return 2
		case f.Note != "":
			return 1
		}
		return 0
	}
	x, y := a.Value, b.Value
	if math.IsNaN(float64(x)) && math.IsNaN(float64(y)) {
		x, y = run.Number(a.Summary.Value("active_weights")), run.Number(b.Summary.Value("active_weights"))
	}
	if m.Better >= 0 {
		x, y = y, x
	}
	return cmp.Or(cmp.Compare(later(a), later(b)), cmp.Compare(x, y))
}

// mostLosses is the largest test loss of each experiment that counts as equal.
func mostLosses(all []Found) map[string]float64 {
	losses := map[string][]float64{}
	for _, f := range all {
		if v := f.Summary.Value("test_loss"); !math.IsNaN(v) {
			losses[f.Summary.Experiment] = append(losses[f.Summary.Experiment], v)
		}
	}
	most := map[string]float64{}
	for name, list := range losses {
		most[name] = MostLoss * stats.Quantile(list, 0.5)
	}
	return most
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
