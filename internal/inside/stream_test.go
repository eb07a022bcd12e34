package inside

import (
	"math"
	"testing"

	"github.com/gobimt/bimt/bimt"
)

// The unembedding on the last stage is the network itself, wherever its neurons stand; on
// the untrained one it is near what the untrained network says. Probes find the question in
// the embedding, and not the answer, which only attention can bring there.
func TestLensOfTheStream(t *testing.T) {
	for name, set := range map[string][]string{
		"in-context":                   {"width=8", "depth=1", "heads=2", "mlp_factor=2", "train_rows=50", "test_rows=400", "batch=0"},
		"modular-addition-transformer": {"width=8", "heads=2", "mlp_factor=2", "modulus=12", "attention_rate=1"},
		"normed":                       {"width=8", "heads=2", "mlp_factor=2", "modulus=12", "layer_norm=true"},
	} {
		experiment := name
		if name == "normed" {
			experiment = "modular-addition-transformer"
		}
		r := build(t, experiment, set...)
		if _, err := r.Network.Space.Relocate(relocation); err != nil {
			t.Fatal(err)
		}
		l, err := Lens(r)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		s := l.Stream
		if len(s.Stages) != 3 || len(s.Heads) != 2 {
			t.Fatalf("%s: %+v: want three stages and two heads", name, s)
		}
		last := s.Stages[2]
		if want, err := r.Loss(); err != nil || math.Abs(float64(last.Loss)-want) > 1e-4*want {
			t.Errorf("%s: the last stage has the loss %v, want %v: %v", name, last.Loss, want, err)
		}
		if name == "in-context" {
			if p := s.Stages[0].Probes; len(p) != 3 || p[0].R2 < 0.999 || p[0].Alone < 0.9 || p[1].R2 > 0.1 || math.Abs(float64(p[0].Null)) > 0.2 {
				t.Errorf("probes of the embedding: %+v: want x, and no y", p)
			}
			continue
		}
		for _, h := range s.Heads {
			sum := 0.0
			for _, v := range h.Because {
				sum += float64(v)
			}
			if name != "normed" && (len(h.Because) != 4 || math.Abs(sum-1) > 1e-9) {
				t.Errorf("%s: %+v: want four shares", name, h)
			}
		}
	}
}

// A head whose queries and keys read nothing but places looks where it does because of them;
// even attention looks everywhere as much.
func TestWhyHeadsLook(t *testing.T) {
	r := build(t, "modular-addition-transformer", "width=8", "heads=2", "mlp_factor=2", "modulus=12", "attention_rate=1")
	plant := func(name string, f func(i int) float64) {
		p := r.Network.Params.Get(name)
		values := p.Float64s()
		for i := range values {
			values[i] = f(i)
		}
		if err := p.Set(values); err != nil {
			t.Fatal(err)
		}
	}
	plant("embed.weight", func(i int) float64 { return map[bool]float64{true: 1}[i%8 == 3] * float64(i) }) // channel 3
	plant("positions.weight", func(i int) float64 { return map[bool]float64{true: 1}[i%8 == 5] * float64(i/8) })
	plant("block0.attn.q.weight", func(i int) float64 { return map[bool]float64{true: 9}[i%8 == 5] })
	plant("block0.attn.k.weight", func(i int) float64 { return map[bool]float64{true: 9}[i%8 == 5] })
	h, err := heads(r, nil, 20)
	if err != nil {
		t.Fatal(err)
	}
	// Place 0 asks for nothing and looks at both; place 1 looks at itself.
	if h[0].Because["place–place"] != 1 || math.Abs(float64(h[0].Self)-0.75) > 1e-3 || math.Abs(float64(h[0].Previous)) > 1e-3 || math.Abs(float64(h[0].Even)-0.5) > 1e-9 {
		t.Errorf("%+v: want a head that looks by places", h[0])
	}
	plant("block0.attn.q.weight", func(int) float64 { return 0 })
	if h, err = heads(r, nil, 20); err != nil || math.Abs(float64(h[1].Self-h[1].Even)) > 1e-6 || h[1].Because != nil {
		t.Errorf("%+v: want a head that looks everywhere, by nothing: %v", h[1], err)
	}
	if _, err := r.Residuals(r.Data.Test, r.Data.Test.Rows+1); err == nil {
		t.Error("more rows than there are")
	}
	if _, err := build(t, "independence").Residuals(r.Data.Test, 1); err == nil {
		t.Error("an mlp has a residual stream")
	}
}

var relocation = bimt.Relocation{Strategy: bimt.Assignment, Locality: 1}
