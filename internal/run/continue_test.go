package run

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gobimt/bimt/bimt/checkpoint"
	"github.com/gobimt/bimt/internal/task"
)

// noisyRows are n lines of a, b, kind and y = 3 sin a − b/50 + (1 for red) + noise, a around
// shift.
func noisyRows(n int, shift float64) []string {
	rng := rand.New(rand.NewPCG(7, uint64(shift)))
	var lines []string
	for range n {
		a, b, kind := shift+rng.NormFloat64(), 500+100*rng.NormFloat64(), []string{"red", "blue"}[rng.IntN(2)]
		y := 3*math.Sin(a) - b/50 + 0.05*rng.NormFloat64()
		if kind == "red" {
			y++
		}
		lines = append(lines, fmt.Sprintf("%.6g,%.6g,%s,%.6g", a, b, kind, y))
	}
	return lines
}

// tableFile writes rows, and gives the setting that names them.
func tableFile(t *testing.T, name string, lines []string) string {
	return "path=" + write(t, name, "a,b,kind,y\n"+strings.Join(lines, "\n")+"\n")
}

// trainedOnce trains on rows and gives the file of weights alone, in a folder of its own.
func trainedOnce(t *testing.T, path string) (weights string, r *Run) {
	t.Helper()
	c := loaded(t, "table", path, "outputs=[y]", "categorical=[kind]", "steps=1500", "lambda=0.0002", "log_every=500")
	r, err := New(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	train(t, r)
	f, err := Create(filepath.Join(t.TempDir(), "r"), false)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := f.WriteModel(r, nil); err != nil {
		t.Fatal(err)
	}
	return f.path(ModelFile), r
}

// begun is a run that begins with weights, before its first step, and its R².
func begun(t *testing.T, weights string, set ...string) (*Run, float64) {
	t.Helper()
	r, err := New(t.Context(), loaded(t, "table", append(set, "init="+weights)...))
	if err != nil {
		t.Fatal(err)
	}
	_, test := scores(t, r)
	return r, test.R2[0]
}

// notes of a run, as one text.
func notes(r *Run) string { return strings.Join(r.Data.Notes, "; ") }

// Whatever order inputs are given in, whatever rows come and whatever the seed is, the
// network begins with the numbers and the split it was trained with.
func TestTrainingOnATableGoesOn(t *testing.T) {
	lines := noisyRows(200, 0)
	path := tableFile(t, "first.csv", lines)
	weights, first := trainedOnce(t, path)
	_, test := scores(t, first)
	if test.R2[0] < 0.98 {
		t.Fatalf("R² is %.4f to begin with", test.R2[0])
	}

	r, r2 := begun(t, weights, path, "outputs=[y]", "inputs=[kind, b, a]", "categorical=[kind]")
	if math.Abs(r2-test.R2[0]) > 1e-9 || !strings.Contains(notes(r), "in the order of the weights: a, b, kind") {
		t.Errorf("inputs in another order: R² %.4f, was %.4f; notes %s", r2, test.R2[0], notes(r))
	}

	other, r2 := begun(t, weights, tableFile(t, "other.csv", noisyRows(100, 1)), "outputs=[y]")
	if r2 < 0.9 || !strings.Contains(notes(other), "scaled as the weights were trained") || !strings.Contains(notes(other), "seen none of these rows") {
		t.Errorf("other rows: R² %.4f; notes %s", r2, notes(other))
	}
	if s := other.Data.InScale; s.Mean[0] != first.Data.InScale.Mean[0] || s.Max[0] < first.Data.InScale.Max[0] {
		t.Errorf("the scaling is %+v, was %+v", s, first.Data.InScale)
	}
	anew, worse := begun(t, weights, tableFile(t, "other.csv", noisyRows(100, 1)), "outputs=[y]", "rescale=true")
	if worse > 0.8 || anew.Data.InScale.Mean[0] < 0.5 || !strings.Contains(notes(anew), "standardised anew") {
		t.Errorf("rescaled: R² %.4f, mean %v", worse, anew.Data.InScale.Mean)
	}
	t.Logf("R² %.4f at the end, %.4f on other rows by the scaling of the weights, %.4f by their own", test.R2[0], r2, worse)

	seeded, r2 := begun(t, weights, path, "outputs=[y]", "seed=5", "train_fraction=0.5")
	if math.Abs(r2-test.R2[0]) > 1e-9 || !sameRows(seeded.Data.Test, first.Data.Test) || !strings.Contains(notes(seeded), "160 rows that they were trained on") {
		t.Errorf("another seed: R² %.4f of %d rows, was %.4f; notes %s", r2, seeded.Data.Test.Rows, test.R2[0], notes(seeded))
	}
}

func sameRows(a, b task.Set) bool {
	if a.Rows != b.Rows {
		return false
	}
	for i := range a.X {
		if math.Abs(a.X[i]-b.X[i]) > 1e-12 {
			return false
		}
	}
	return true
}

// Rows that are new to the weights, among those they know in any order, are all that joins
// the split; a table of rows to learn by heart is refused.
func TestNoRowTrainedOnIsTestedOn(t *testing.T) {
	lines := noisyRows(60, 0)
	weights, first := trainedOnce(t, tableFile(t, "first.csv", lines))
	grown := append(append([]string{}, noisyRows(40, 1)...), lines...)
	rand.New(rand.NewPCG(1, 1)).Shuffle(len(grown), func(i, j int) { grown[i], grown[j] = grown[j], grown[i] })
	r, _ := begun(t, weights, tableFile(t, "grown.csv", grown), "outputs=[y]", "seed=3")
	if r.Data.Train.Rows+r.Data.Test.Rows != 100 || !strings.Contains(notes(r), "40 new rows") {
		t.Errorf("%d and %d rows; notes %s", r.Data.Train.Rows, r.Data.Test.Rows, notes(r))
	}
	seen := map[float64]bool{}
	for i := range first.Data.Train.Rows {
		x, _ := first.Data.Train.Row(i)
		seen[math.Round(x[0]*1e6)] = true
	}
	for i := range r.Data.Test.Rows {
		if x, _ := r.Data.Test.Row(i); seen[math.Round(x[0]*1e6)] {
			t.Errorf("test row %d was trained on", i)
		}
	}

	var heart []string
	units, err := first.Data.InScale.Invert(matrix(first.Data.Train))
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range lines {
		var a float64
		if _, err := fmt.Sscanf(line, "%g,", &a); err != nil {
			t.Fatal(err)
		}
		for i := range units.Rows {
			if math.Abs(units.Row(i)[0]-a) < 1e-9 {
				heart = append(heart, line)
			}
		}
	}
	c := loaded(t, "table", tableFile(t, "heart.csv", heart), "outputs=[y]", "init="+weights)
	if _, err := New(t.Context(), c); err == nil || !strings.Contains(err.Error(), "trained on all 48 rows") {
		t.Errorf("rows that were all trained on: %v", err)
	}
}

func TestTablesThatDoNotFitTheWeights(t *testing.T) {
	path := tableFile(t, "first.csv", noisyRows(60, 0))
	weights, _ := trainedOnce(t, path)
	for _, w := range []struct {
		set  []string
		want string
	}{
		{[]string{"inputs=[a, b]"}, "trained with a, b, kind, not with a, b"},
		{[]string{"outputs=[a]"}, "outputs: the weights were trained with y"},
		{[]string{"task=classification"}, "trained for a regression"},
		{[]string{"log=[b]"}, "log: the weights were trained with none"},
		{[]string{"path=" + write(t, "green.csv", "a,b,kind,y\n1,2,red,3\n2,3,green,4\n3,4,blue,5\n")}, `level "green"`},
	} {
		c := loaded(t, "table", append([]string{path, "outputs=[y]", "init=" + weights}, w.set...)...)
		if _, err := New(t.Context(), c); err == nil || !strings.Contains(err.Error(), w.want) {
			t.Errorf("%v: %v, want %q", w.set, err, w.want)
		}
	}
	broken := filepath.Join(t.TempDir(), "x", ModelFile)
	if err := os.MkdirAll(filepath.Dir(broken), 0o755); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(weights)
	if err == nil {
		err = os.WriteFile(broken, []byte(strings.Replace(string(b), `\"train\":48`, `\"train\":99`, 1)), 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
	if _, err := New(t.Context(), loaded(t, "table", path, "outputs=[y]", "init="+broken)); err == nil || !strings.Contains(err.Error(), "damaged") {
		t.Errorf("a broken split: %v", err)
	}
}

// Weights of a program before this one say less: what is unknown is said.
func TestWeightsThatSayLess(t *testing.T) {
	path := tableFile(t, "first.csv", noisyRows(60, 0))
	weights, first := trainedOnce(t, path)
	old := filepath.Join(t.TempDir(), ModelFile)
	if err := checkpoint.Save(old, first.Network.Params.All(), first.Network.Space, nil); err != nil {
		t.Fatal(err)
	}
	r, _ := begun(t, old, path, "outputs=[y]", "categorical=[kind]")
	if !strings.Contains(notes(r), "does not say what it was trained on") {
		t.Errorf("no metadata: notes %s", notes(r))
	}
	s, err := trainedOn(weights)
	if err != nil {
		t.Fatal(err)
	}
	s.Split = nil
	b, err := JSON(DataFile, s)
	if err == nil {
		err = os.WriteFile(filepath.Join(filepath.Dir(old), DataFile), b, 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
	r, _ = begun(t, old, path, "outputs=[y]", "inputs=[b, kind, a]", "categorical=[kind]")
	if !strings.Contains(notes(r), "in the order of the weights") || !strings.Contains(notes(r), "is not known") {
		t.Errorf("a description beside it: notes %s", notes(r))
	}
	formula := small(t, "sharing", "inputs=[a, b]", "formulas=[a+b]", "steps=1")
	train(t, formula)
	plain := filepath.Join(t.TempDir(), ModelFile)
	if err := checkpoint.Save(plain, formula.Network.Params.All(), formula.Network.Space, map[string]string{dataKey: `{"task":"regression","inputs":["a","b"],"outputs":["y"],"input_shape":[2],"output_shape":[1]}`}); err != nil {
		t.Fatal(err)
	}
	r, _ = begun(t, plain, path, "outputs=[y]")
	if r.Data.InScale.Std[1] != 1 || r.Data.OutScale.Std[0] != 1 {
		t.Errorf("weights of numbers as they are begin with %+v", r.Data.InScale)
	}
}

// A run that began with weights is opened with its own rows, whatever became of the weights.
func TestOpenedTableIsItsOwn(t *testing.T) {
	path := tableFile(t, "first.csv", noisyRows(60, 0))
	weights, _ := trainedOnce(t, path)
	_, folder := kept(t, "table", path, "outputs=[y]", "seed=9", "init="+weights, "steps=5")
	if err := os.Remove(weights); err != nil {
		t.Fatal(err)
	}
	r, err := Open(t.Context(), folder)
	if err != nil {
		t.Fatal(err)
	}
	d, err := readData(folder)
	if err != nil || d.Split == nil || r.Data.Split == nil || *d.Split != *r.Data.Split {
		t.Errorf("the split is %+v, was %+v, %v", r.Data.Split, d.Split, err)
	}
}
