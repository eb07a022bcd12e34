package inside

import (
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/gobimt/bimt/bimt/circuit"
	"github.com/gobimt/bimt/graph/op"
	"github.com/gobimt/bimt/internal/run"
)

// Few weights are computed without the others, to the same answers: of columns, of tokens and of
// images.
func TestPredictor(t *testing.T) {
	for name, r := range map[string]*run.Run{
		"planted": planted(t),
		"tokens":  trained(t, "s4", "steps=2"),
		"images":  trained(t, "digits", "steps=2"),
	} {
		if err := r.Cut(0.12); err != nil {
			t.Fatal(err)
		}
		x := r.Data.Test.AppendX(nil, 0, min(r.Data.Test.Rows, 70))
		want, err := r.PredictUnits(x)
		if err != nil {
			t.Fatal(err)
		}
		for _, predictor := range []func(*run.Run) (run.Predictor, error){Predictor, SparsePredictor} {
			predict, err := predictor(r)
			if err != nil {
				t.Fatal(err)
			}
			got, err := predict(x)
			if err != nil || len(got) != len(want) {
				t.Fatalf("%s: %d answers, want %d: %v", name, len(got), len(want), err)
			}
			for i, w := range want {
				if math.Abs(got[i]-w) > 1e-5*(1+math.Abs(w)) {
					t.Fatalf("%s: answer %d is %v, want %v", name, i, got[i], w)
				}
			}
		}
	}
}

// A module answers alone what the network answers, from a file that has no other column.
func TestPredictorOfAModule(t *testing.T) {
	r := planted(t)
	if _, _, err := PredictorOf(r, 2, 0); err == nil || !strings.Contains(err.Error(), "the network is one") { // a weight of 0.005 joins the two
		t.Errorf("a second module: %v", err)
	}
	path := filepath.Join(t.TempDir(), "rows.csv")
	if err := os.WriteFile(path, []byte("x4,x2\n0.5,-0.25\n-1,0.75\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	answered := 0
	for module := 1; module <= 2; module++ {
		part, predict, err := PredictorOf(r, module, 0.01)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(part.Data.Inputs, []string{"x2", "x4"}) {
			if _, err := part.PredictFileBy(path, predict); err == nil || !strings.Contains(err.Error(), "x1") {
				t.Errorf("module %d reads columns that are not there: %v", module, err)
			}
			continue
		}
		got, err := part.PredictFileBy(path, predict)
		if err != nil {
			t.Fatal(err)
		}
		if err := r.Cut(0.01); err != nil {
			t.Fatal(err)
		}
		want, err := r.PredictUnits([]float64{0, -0.25, 0, 0.5, 0, 0.75, 0, -1})
		if err != nil {
			t.Fatal(err)
		}
		for i := range 2 {
			if v, err := strconv.ParseFloat(got.Rows[i][0], 64); err != nil || math.Abs(v-want[2*i+1]) > 1e-12 {
				t.Errorf("row %d: %s, want %v", i, got.Rows[i][0], want[2*i+1])
			}
		}
		if len(got.Header) != 2 || got.Header[0] != r.Data.Outputs[1] {
			t.Errorf("the columns are %v", got.Header)
		}
		answered++
	}
	if answered != 1 {
		t.Errorf("%d modules answer from x2 and x4", answered)
	}
	if _, _, err := PredictorOf(r, 3, 0.01); err == nil || !strings.Contains(err.Error(), "there is no module 3: 1 answers") {
		t.Errorf("a third module: %v", err)
	}
}

// Part of a circuit reads no other inputs.
func TestPart(t *testing.T) {
	c, err := circuit.FromLayers([]circuit.Input{{Name: "a"}, {Name: "b"}, {Name: "c"}},
		[]circuit.Layer{{Name: "h", In: 3, Weight: []float64{1, 0, 0, 0, 2, 3}, Activation: op.Tanh}}, []circuit.Output{{Name: "y"}, {Name: "z"}}, 0)
	if err != nil {
		t.Fatal(err)
	}
	part, inputs, err := c.Part(1)
	if err != nil || !slices.Equal(inputs, []int{1, 2}) || part.Wires() != 2 || part.Outputs[0].Name != "z" {
		t.Errorf("%+v reads %v: %v", part, inputs, err)
	}
	if _, _, err := c.Part(2); err == nil {
		t.Error("there is a third output")
	}
}
