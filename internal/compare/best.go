package compare

import (
	"cmp"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"

	"github.com/gobimt/bimt/internal/nearest"
	"github.com/gobimt/bimt/internal/rundir"
)

// Found is a finished run in a folder of runs.
type Found struct {
	Folder  string          `json:"folder"`
	Picture string          `json:"picture,omitempty"` // its network.svg, if drawn
	Value   rundir.Number   `json:"value"`             // what it is ranked by
	Summary *rundir.Summary `json:"summary"`
}

// criteria are what runs can be ranked by; more of it is better if the sign is 1.
var criteria = []struct {
	name string
	sign float64
	of   func(*rundir.Summary) float64
}{
	{"modularity", 1, modularity},
	{"test_loss", -1, func(s *rundir.Summary) float64 { return float64(s.TestLoss) }},
	{"active_weights", -1, func(s *rundir.Summary) float64 { return float64(s.ActiveWeights) }},
	{"cost", -1, func(s *rundir.Summary) float64 { return float64(s.ConnectionCost) }},
}

// Criteria are what runs can be ranked by.
func Criteria() []string {
	var names []string
	for _, c := range criteria {
		names = append(names, c.name)
	}
	return names
}

// Best ranks all finished runs below a folder, the best first, of equals by path. Of
// method, only, if it is not empty. left counts the finished runs that can't be ranked.
func Best(dir, by, method string) (best []Found, left int, err error) {
	at := slices.Index(Criteria(), by)
	if at < 0 {
		return nil, 0, nearest.Unknown("order", by, Criteria())
	}
	all, err := find(dir)
	if err != nil {
		return nil, 0, err
	}
	for _, f := range all {
		if method != "" && f.Summary.Method != method {
			continue
		}
		f.Value = rundir.Number(criteria[at].of(f.Summary))
		if math.IsNaN(float64(f.Value)) {
			left++
			continue
		}
		best = append(best, f)
	}
	slices.SortStableFunc(best, func(a, b Found) int {
		return cmp.Compare(-criteria[at].sign*float64(a.Value), -criteria[at].sign*float64(b.Value))
	})
	return best, left, nil
}

// find lists the finished runs below a folder, by path.
func find(dir string) ([]Found, error) {
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return nil, fmt.Errorf("%s: there is no such folder", dir)
	}
	var all []Found
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.Name() != rundir.SummaryFile {
			return err
		}
		f := Found{Folder: filepath.Dir(path)}
		if f.Summary, err = rundir.ReadSummary(f.Folder); err != nil || !f.Summary.Finished {
			return err
		}
		if p := filepath.Join(f.Folder, "network.svg"); exists(p) {
			f.Picture = p
		}
		all = append(all, f)
		return nil
	})
	if err == nil && len(all) == 0 {
		err = fmt.Errorf("%s: there is no finished run in it", dir)
	}
	return all, err
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
