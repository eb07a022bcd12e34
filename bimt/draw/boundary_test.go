package draw

import (
	"bytes"
	"math"
	"strings"
	"testing"
)

// bumps is a classifier whose logits have many zero lines each; the last has nearly one value.
func bumps() Boundary {
	f := Boundary{Classes: []string{"a", "b", "rest"}, XMax: 1, YMax: 1, Logits: make([][][]float64, 3)}
	for k := range f.Logits {
		for r := range 41 {
			row := make([]float64, 41)
			for c := range row {
				row[c] = math.Sin(float64(c)/3+float64(k)) * math.Cos(float64(r)/4)
				if k == 2 {
					row[c] = -0.002 + 0.002*row[c]
				}
			}
			f.Logits[k] = append(f.Logits[k], row)
		}
	}
	return f
}

// Lines of the same level come in the same order each time.
func TestBoundaryIsTheSameEachTime(t *testing.T) {
	p, err := bumps().Picture()
	if err != nil {
		t.Fatal(err)
	}
	var first bytes.Buffer
	for i := range 20 {
		var b bytes.Buffer
		if err := p.WriteSVG(&b); err != nil {
			t.Fatal(err)
		}
		if i == 0 {
			first = b
		} else if !bytes.Equal(first.Bytes(), b.Bytes()) {
			t.Fatalf("picture %d differs from the first", i)
		}
	}
}

// A logit that hardly varies beside the others is said to be constant, and has no zero line.
func TestBoundaryOfConstantLogit(t *testing.T) {
	f := bumps()
	p, err := f.Picture()
	if err != nil {
		t.Fatal(err)
	}
	s := spyOn(t, p)
	if !s.has("logit of rest\u00a0\u00a0\u00a0≈ −0.002") {
		t.Error("the title does not give the value")
	}
	var all []string
	for _, text := range s.texts {
		all = append(all, text.text)
	}
	if !strings.Contains(strings.Join(all, " "), "The logit of rest is constant, ≈ −0.002") {
		t.Errorf("the caption does not say so: %q", all)
	}
	with := s.lines[ink]
	f.Classes, f.Logits = f.Classes[:2], f.Logits[:2]
	if p, err = f.Picture(); err != nil {
		t.Fatal(err)
	}
	if without := spyOn(t, p).lines[ink]; with != without || without == 0 {
		t.Errorf("%d pieces of zero lines with the constant logit, %d without", with, without)
	}
}
