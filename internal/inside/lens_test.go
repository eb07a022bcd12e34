package inside

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/gobimt/bimt/bimt/lens"
	"github.com/gobimt/bimt/internal/run"
)

// plant sets the channels of a table of tokens, by number, and scatters their places.
func plant(t *testing.T, r *run.Run, channel func(token, d int) float64) {
	t.Helper()
	p := r.Network.Table()
	values, width := p.Float64s(), p.Shape()[1]
	for i := range values {
		values[i] = channel(i/width, i%width)
	}
	if err := p.Set(values); err != nil {
		t.Fatal(err)
	}
	permuted(t, r, rand.New(rand.NewPCG(1, 1)))
}

// A planted ring of frequency 7 is found, drawn, and told from a random table; a network that
// is not right has no algorithm.
func TestLensOfAddition(t *testing.T) {
	r := build(t, "modular-addition", "modulus=23", "embedding_width=6")
	plant(t, r, func(token, d int) float64 {
		switch d {
		case 2:
			return math.Cos(2 * math.Pi * 7 * float64(token) / 23)
		case 4:
			return math.Sin(2 * math.Pi * 7 * float64(token) / 23)
		}
		return 0
	})
	l, err := Lens(r)
	if err != nil {
		t.Fatal(err)
	}
	a := l.Addition
	if !slices.Equal(a.Frequencies, []int{7}) || len(a.Rings) != 2 || a.Rings[0].Circularity < 1-1e-9 || a.Figures[0].Null > 0.6 {
		t.Errorf("frequencies %v, rings %+v, %+v: want one ring of 7", a.Frequencies, a.Rings, a.Figures)
	}
	if a.Verdict != lens.Neither || !strings.Contains(a.Why, "does not add") {
		t.Errorf("an untrained network: %s, %s", a.Verdict, a.Why)
	}
	figures := l.Figures()
	if len(figures) != 2 {
		t.Errorf("%d figures, want the spectrum and the ring", len(figures))
	}
	for _, f := range figures {
		if _, err := f.Figure.Picture(); err != nil {
			t.Errorf("%s: %v", f.Name, err)
		}
	}
}

// Gradients by the table are those that differences give, at the rows of both tokens.
func TestTableGradients(t *testing.T) {
	for _, name := range []string{"modular-addition", "modular-addition-transformer"} {
		set := []string{"modulus=5", "width=4", "dtype=float64"}
		if strings.HasSuffix(name, "transformer") {
			set = append(set, "heads=2")
		}
		r := build(t, name, set...)
		fresh, err := r.Untrained(3)
		if err != nil {
			t.Fatal(err)
		}
		g, err := fresh.TableGradients()
		if err != nil {
			t.Fatal(err)
		}
		got, err := g.Of([]float64{1, 3}, 2)
		if err != nil {
			t.Fatal(err)
		}
		got = slices.Clone(got)
		p := fresh.Network.Table()
		values := p.Float64s()
		for i := range values {
			at := func(by float64) float64 {
				moved := slices.Clone(values)
				moved[i] += by
				out, err := []float64(nil), p.Set(moved)
				if err == nil {
					out, err = fresh.Predict([]float64{1, 3})
				}
				if err != nil {
					t.Fatal(err)
				}
				return out[2]
			}
			if want := (at(1e-5) - at(-1e-5)) / 2e-5; math.Abs(got[i]-want) > 1e-6*(1+math.Abs(want)) {
				t.Fatalf("%s: element %d is %v, differences give %v", name, i, got[i], want)
			}
		}
		if slices.Max(got) == 0 && slices.Min(got) == 0 {
			t.Errorf("%s: all gradients are 0", name)
		}
	}
}

// A channel in which the sign is planted is named, wherever it stands; pure channels are
// pure; random ones name none.
func TestLensOfPermutations(t *testing.T) {
	r := build(t, "s4", "embedding_width=5")
	signs, rng := lens.Sign(), rand.New(rand.NewPCG(4, 4))
	noise := make([]float64, 24*5)
	for i := range noise {
		noise[i] = rng.NormFloat64()
	}
	plant(t, r, func(token, d int) float64 {
		if d == 3 {
			return 0.7*signs[token] + 0.05*noise[token]
		}
		return noise[token*5+d]
	})
	// Neurons have been numbered anew: the planted one is where the table says.
	values, width := tokenTable(r)
	planted := 0
	for d := range width {
		if e, err := lens.Irreps(column(values, width, d)); err == nil && e[1] > 0.9 {
			planted = d
		}
	}
	l, err := Lens(r)
	if err != nil {
		t.Fatal(err)
	}
	s := l.Permutation
	if want := "embedding[" + string(rune('0'+planted)) + "]"; s.Sign != want || len(s.Channels) != 5 || s.Figures[1].Value < 0.9 || s.Figures[1].Null > 0.9 {
		t.Errorf("the sign neuron is %q, want %q: %+v", s.Sign, want, s)
	}
	if len(l.Figures()) != 1 {
		t.Errorf("%d figures, want the irreps", len(l.Figures()))
	}
	if l, err = Lens(build(t, "s4")); err != nil || l.Permutation.Sign != "" {
		t.Errorf("a random embedding has a sign neuron: %v", err)
	}
}

// A channel that single tokens stand out in is first; what has no lens says so.
func TestLensOfChannels(t *testing.T) {
	r := build(t, "modular-addition-transformer", "modulus=12", "width=4", "heads=2")
	plant(t, r, func(token, d int) float64 {
		if d == 1 && token == 5 {
			return 3
		}
		return math.Sin(float64(3*token+d*d+1)) * map[bool]float64{true: 0.01, false: 1}[d == 1]
	})
	l, err := Lens(r)
	if err != nil {
		t.Fatal(err)
	}
	c := l.Channels
	if l.Addition != nil || len(c.Channels) == 0 || c.Channels[0].High[0].Name != "5" || c.Channels[0].Kurtosis < 9 || c.Figures[0].Null > 5 {
		t.Errorf("%+v: want token 5 to stand out, and no waves modulo an even number", l)
	}
	if _, err := Lens(build(t, "independence")); err == nil || !strings.Contains(err.Error(), "no lens is known") {
		t.Error(errors.Join(errors.New("numbers have a lens"), err))
	}
}
