package task

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
)

func random() *rand.Rand { return rand.New(rand.NewPCG(1, 2)) }

func TestSpiralsWind(t *testing.T) {
	s := &Spirals{Turns: 1.5, TrainRows: 300, TestRows: 20}
	d, err := Make(context.Background(), Kind{Name: "spirals", Of: s}, random(), Auto)
	if err != nil {
		t.Fatal(err)
	}
	if d.Loss != CrossEntropy || d.Classes != 2 || d.Task != "classification" || d.InScale == nil || d.Test.Rows != 20 {
		t.Errorf("%+v by %s", d.Schema, d.Loss.Name)
	}
	for i := range d.Train.Rows {
		x, _ := d.Train.Row(i)
		r := math.Hypot(x[0], x[1])
		turns := (math.Atan2(x[1], x[0])/math.Pi - float64(d.Train.Class(i))) / 2
		if off := math.Abs(math.Remainder(turns-s.Turns*r, 1)); r > 1 || off > 1e-9 {
			t.Fatalf("row %d, of class %d, is at %v, %v turns off its arm", i, d.Train.Class(i), x, off)
		}
	}
}

// The same seed makes the same rows, and another one others.
func TestDataRepeat(t *testing.T) {
	for name, k := range map[string]Source{
		"formula": &Formula{Inputs: []string{"x"}, Formulas: []string{"x²"}, Range: []float64{0, 1}, TrainRows: 5, TestRows: 5, Noise: 0.1},
		"spirals": &Spirals{Turns: 1, Noise: 0.1, TrainRows: 5, TestRows: 5}, "in-context": &InContext{Dims: 2, Examples: 3, TrainRows: 5, TestRows: 5},
		"permutations": &Permutations{Group: 3, TrainFraction: 0.5}, "digits": &Digits{Parts{TrainRows: 20, TestRows: 5}},
	} {
		var made []*Data
		for _, seed := range []uint64{1, 1, 2} {
			d, err := Make(context.Background(), Kind{Name: name, Of: k}, rand.New(rand.NewPCG(seed, 1)), Auto)
			if err != nil {
				t.Fatal(err)
			}
			made = append(made, d)
		}
		a, b, c := made[0].Train, made[1].Train, made[2].Train
		if !slices.Equal(a.AppendX(nil, 0, a.Rows), b.AppendX(nil, 0, b.Rows)) || !slices.Equal(a.Y, b.Y) {
			t.Errorf("%s: the same seed makes other rows", name)
		}
		if slices.Equal(a.AppendX(nil, 0, a.Rows), c.AppendX(nil, 0, c.Rows)) {
			t.Errorf("%s: another seed makes the same rows", name)
		}
	}
}

// stuck reads for ever, or panics.
type stuck struct{ panics bool }

func (s *stuck) Make(context.Context, *rand.Rand) (*Data, error) {
	if s.panics {
		panic("no rows")
	}
	select {}
}

func TestMakeCanBeStopped(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Millisecond)
	defer cancel()
	if _, err := Make(ctx, Kind{Name: "stuck", Of: &stuck{}}, random(), Auto); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("data that never come: %v", err)
	}
	if _, err := Make(context.Background(), Kind{Name: "stuck", Of: &stuck{panics: true}}, random(), Auto); err == nil || !strings.Contains(err.Error(), "no rows") {
		t.Errorf("data that panic: %v", err)
	}
}

func TestDataThatCantBe(t *testing.T) {
	moons := &Spirals{Turns: 1, TrainRows: 4}
	for want, c := range map[string]struct {
		kind Kind
		loss string
	}{
		"there is no \"moon\"":             {Kind{Name: "moon"}, Auto},
		"4 rows to train on and 0 to test": {Kind{Name: "spirals", Of: moons}, Auto},
		"turns: give a number above 0":     {Kind{Name: "spirals", Of: &Spirals{TrainRows: 4, TestRows: 4}}, Auto},
		`unknown loss "mee"`:               {Kind{Name: "spirals", Of: &Spirals{Turns: 1, TrainRows: 4, TestRows: 4}}, "mee"},
		"cross-entropy needs classes":      {Kind{Name: "formula", Of: &Formula{Inputs: []string{"x"}, Formulas: []string{"x"}, Range: []float64{0, 1}, TrainRows: 1, TestRows: 1}}, "cross-entropy"},
		"1001 formulas are too many":       {Kind{Name: "formula", Of: &Formula{Inputs: []string{"x"}, Formulas: slices.Repeat([]string{"x"}, 1001), Range: []float64{0, 1}, TrainRows: 1, TestRows: 1}}, Auto},
		"a range [low, high]":              {Kind{Name: "formula", Of: &Formula{}}, Auto},
	} {
		if _, err := Make(context.Background(), c.kind, random(), c.loss); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
}

// Rows of tokens become sequences whose answer is read at the last place, whatever the loss.
func TestReadLast(t *testing.T) {
	for _, loss := range []string{"mse", "cross-entropy"} {
		d, err := Make(context.Background(), Kind{Name: "modular-addition", Of: &ModularAddition{Modulus: 5, TrainFraction: 0.8}}, random(), loss)
		if err != nil {
			t.Fatal(err)
		}
		answers := d.Answers()
		d.ReadLast()
		if d.Length != 1 || d.YShape[0] != 1 || d.Answers() != answers || len(d.Train.Y) != d.Train.Rows*Size(d.YShape) {
			t.Errorf("%s: %+v, %d answers, before %d", loss, d.Schema, d.Answers(), answers)
		}
	}
}
