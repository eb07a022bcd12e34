package inside

import "testing"

// A neuron that has the mean image of a class as its weights answers to that class, wherever
// it stands; weights without a sign are all positive, untrained ones half.
func TestLensOfClasses(t *testing.T) {
	r := build(t, "digits", "width=4")
	set := r.Data.Test
	template := make([]float64, 64)
	for i := range set.Rows {
		x, _ := set.Row(i)
		for k, v := range x {
			if set.Class(i) == 4 {
				template[k] += v
			} else {
				template[k] -= v / 9
			}
		}
	}
	p := r.Network.Params.Get("linear0.weight")
	values := p.Float64s()
	for i := range values {
		values[i] *= 0.1
		if i/64 == 2 {
			values[i] = template[i%64] / 20
		}
	}
	last := r.Network.Params.Get("linear2.weight")
	up := last.Float64s()
	for i := range up {
		up[i] = max(up[i], -up[i])
	}
	if err := p.Set(values); err != nil {
		t.Fatal(err)
	}
	if err := last.Set(up); err != nil {
		t.Fatal(err)
	}
	if _, err := r.Network.Space.Relocate(relocation); err != nil {
		t.Fatal(err)
	}
	l, err := Lens(r)
	if err != nil {
		t.Fatal(err)
	}
	c := l.Classes
	if f := c.Features[0]; f.Name != "hidden1[2]" || f.Share < 0.9 || f.Null > 0.2 || f.Classes[0] != "4" || len(f.Best) != 5 {
		t.Errorf("the planted neuron: %+v: want it first, and answering to 4", f)
	}
	if s := c.Layers[2]; s.Positive != 1 || s.Negative != 0 || s.Null < 0.2 || s.Null > 0.8 {
		t.Errorf("weights without a sign: %+v", s)
	}
}
