package inside

import (
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/internal/run"
)

// permuted is a network with the same function, whose neurons stand elsewhere and, but for
// inputs and outputs, have other numbers.
func permuted(t *testing.T, r *run.Run, rng *rand.Rand) {
	t.Helper()
	space, heads := r.Network.Space, map[*bimt.Heads][]int{}
	orders, numbers := map[*bimt.Axis][]int{}, map[*bimt.Axis][]int{}
	held := heldAxes(r)
	for _, x := range space.Axes() {
		first := make([]int, x.Len())
		for i := range first {
			first[i] = i
		}
		if !slices.Contains(held, x.Name()) {
			numbers[x] = first
		}
		switch h := x.Heads(); {
		case x.IsFixed():
		case h == nil:
			orders[x] = rng.Perm(x.Len())
		default:
			if heads[h] == nil {
				heads[h] = rng.Perm(h.Len())
			}
			size := x.Len() / h.Len()
			var order []int
			for _, head := range heads[h] {
				inner := rng.Perm(size)
				if x.Symmetry().Rigid {
					slices.Sort(inner)
				}
				for _, i := range inner {
					order = append(order, head*size+i)
				}
			}
			orders[x] = order
		}
	}
	if err := errors.Join(space.Move(orders), space.SetOrders(numbers)); err != nil {
		t.Fatal(err)
	}
}

// A network and a permuted copy of it align to a difference of zero, of every kind of
// experiment, dense and with most weights at zero; their answers stay the same.
func TestDiffOfPermutedCopies(t *testing.T) {
	text := filepath.Join(t.TempDir(), "play.txt")
	if err := os.WriteFile(text, []byte(strings.Repeat("now is the winter of our discontent\n", 20)), 0o644); err != nil {
		t.Fatal(err)
	}
	tiny := []string{"width=8", "depth=2", "heads=2", "mlp_factor=2"}
	for name, set := range map[string][]string{
		"independence": nil, "sharing": nil, "composition": nil, "two-moons": nil, "three-moons": nil, "spirals": nil, "digits": nil,
		"s4": {"group=3"}, "modular-addition": {"modulus=11"},
		"in-context":                         append(tiny, "train_rows=20", "test_rows=20", "batch=0"),
		"in-context, tied order":             append(tiny, "train_rows=20", "test_rows=20", "batch=0", "tied_order=true"),
		"modular-addition-transformer":       append(tiny, "modulus=11"),
		"modular-addition-transformer, tied": append(tiny, "modulus=11", "tied_embedding=true", "layer_norm=true"),
		"shakespeare":                        append(tiny, "path="+text, "length=8"),
		"table":                              {"path=../../testdata/tables/cars.csv", "inputs=[Horsepower, Year]", "outputs=[Miles_per_Gallon]"},
	} {
		t.Run(name, func(t *testing.T) {
			experiment, _, _ := strings.Cut(name, ",")
			for _, zeros := range []float64{0, 0.6} {
				a, b := build(t, experiment, set...), build(t, experiment, set...)
				rng := rand.New(rand.NewPCG(1, 2))
				for i, p := range a.Network.Params.All() {
					values := p.Float64s()
					for k := range values {
						if rng.Float64() < zeros {
							values[k] = 0
						}
					}
					if err := errors.Join(p.Set(values), b.Network.Params.All()[i].Set(values)); err != nil {
						t.Fatal(err)
					}
				}
				permuted(t, b, rng)
				d, err := Diff(a, b, "weights", 0.01)
				if err != nil {
					t.Fatal(err)
				}
				if d.After != 0 || d.Before == 0 || d.Wires.OnlyA+d.Wires.OnlyB != 0 || d.Wires.Both == 0 {
					t.Errorf("zeros %v: distance %v, aligned %v, wires %+v: want 0 aligned, and all in both", zeros, d.Before, d.After, d.Wires)
				}
				for _, g := range d.Agreement {
					if g.Same < 1 || g.R2 < 1-1e-9 {
						t.Errorf("zeros %v: %+v: want the same answers", zeros, g)
					}
				}
			}
		})
	}
}

// Activations find a permuted copy too; one weight that differs is found, in its tensor.
func TestDiffFindsWhatDiffers(t *testing.T) {
	a, b := build(t, "independence"), build(t, "independence")
	permuted(t, b, rand.New(rand.NewPCG(3, 4)))
	p := b.Network.Params.Get("linear1.weight")
	values := p.Float64s()
	values[17] = 0
	if err := p.Set(values); err != nil {
		t.Fatal(err)
	}
	d, err := Diff(a, b, "activations", 1e-3)
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range d.Tensors {
		if differs := x.After > 1e-12; differs != (x.Name == "linear1.weight") {
			t.Errorf("%s is %v apart", x.Name, x.After)
		}
	}
	if d.Wires.OnlyA != 1 || d.Wires.OnlyB != 0 {
		t.Errorf("%+v: want one wire only in A", d.Wires)
	}
	for _, w := range []struct {
		b    *run.Run
		by   string
		want string
	}{
		{build(t, "independence", "width=6"), "weights", "axis hidden1 has 20 neurons in the one and 6 in the other"},
		{build(t, "independence", "width=6"), "activations", "axis hidden1 has 20 neurons in the one and 6 in the other"},
		{build(t, "independence", "depth=1"), "weights", "the one has 4 axes, the other 3"},
		{build(t, "independence", "depth=1"), "activations", "no axis hidden2"},
		{build(t, "two-moons"), "weights", "other inputs or outputs"},
		{a, "names", "unknown alignment"},
	} {
		if _, err := Diff(a, w.b, w.by, 0); err == nil || !strings.Contains(err.Error(), w.want) {
			t.Errorf("by %s: %v, want %q", w.by, err, w.want)
		}
	}
}
