package draw

import (
	"bytes"
	"image/color"
	"math"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/recorder"
)

// scoredTrees colours the neurons of an inner layer from −lo to hi.
func scoredTrees(lo, hi float64) Network {
	n := trees()
	n.Scores = "effect"
	inner := n.Layers[1].Neurons
	for i := range inner {
		v := lo + (hi-lo)*float64(i)/float64(len(inner)-1)
		inner[i].Score = &v
	}
	return n
}

// kindTrees has edges of three kinds.
func kindTrees() Network {
	n := trees()
	n.Kinds = []string{"in both", "only in A", "only in B"}
	for i := range n.Edges {
		n.Edges[i].Kind = i % 3
	}
	return n
}

// colours are those that a picture sets on its canvas.
func colours(t *testing.T, f Figure) (all []color.Color) {
	t.Helper()
	p, err := f.Picture()
	if err != nil {
		t.Fatal(err)
	}
	r := &sized{w: p.width, h: p.height}
	if err := p.render(r); err != nil {
		t.Fatal(err)
	}
	for _, a := range r.Actions {
		if c, ok := a.(*recorder.SetColor); ok {
			all = append(all, c.Color)
		}
	}
	return all
}

type sized struct {
	recorder.Canvas
	w, h vg.Length
}

func (s *sized) Size() (x, y vg.Length) { return s.w, s.h }

// Scores of one sign are in viridis, those of two in two colours around white; the largest
// has the end of the scale, and edges of kinds have none of the colours of signs.
func TestColoursOfScoresAndKinds(t *testing.T) {
	has := func(f Figure, c color.NRGBA) bool {
		return slices.ContainsFunc(colours(t, f), func(k color.Color) bool {
			n, ok := k.(color.NRGBA)
			return ok && n.R == c.R && n.G == c.G && n.B == c.B
		})
	}
	last := func(r ramp) color.NRGBA { return r[len(r)-1] }
	if one := scoredTrees(0, 2); !has(one, last(viridis)) || !has(one, viridis[0]) || has(one, last(diverging)) {
		t.Error("scores from 0 to 2 are not in viridis from end to end")
	}
	if two := scoredTrees(-2, 1); !has(two, diverging[0]) || has(two, last(viridis)) {
		t.Error("scores from −2 to 1 are not in two colours, the largest at its end")
	}
	if has(trees(), kindColors[0]) || !has(kindTrees(), kindColors[0]) {
		t.Error("the first kind of edges is not grey, or signs are")
	}
	nan := math.NaN()
	for want, spoil := range map[string]func(*Network){
		"the score of neuron 1 is NaN": func(n *Network) { n.Layers[1].Neurons[1].Score = &nan },
		"edge 0 is of kind 1":          func(n *Network) { n.Edges[0].Kind = 1 },
		"it has 4 kinds":               func(n *Network) { n.Kinds = make([]string, 4) },
	} {
		n := trees()
		n.Edges = slices.Clone(n.Edges)
		spoil(&n)
		if _, err := n.Picture(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
	stack := Stack{Network: trees()}
	stack.View = View{Tilt: 2}
	if _, err := stack.Picture(); err == nil || !strings.Contains(err.Error(), "tilt from 5 to 85") {
		t.Errorf("a plane seen from its side: %v", err)
	}
}

// A plane of any view fills its extent exactly.
func TestViews(t *testing.T) {
	for _, v := range []View{{}, {Turn: 30, Tilt: 40}, {Turn: -120, Tilt: 5}, {Turn: 200, Tilt: 85}, {Tilt: 20}} {
		w, h := v.extent()
		var xs, ys []float64
		for _, p := range [][2]float64{{0, 0}, {0, 1}, {1, 0}, {1, 1}} {
			x, y := v.project(p[0], p[1])
			xs, ys = append(xs, x), append(ys, y)
		}
		for _, d := range []float64{slices.Min(xs), slices.Min(ys), slices.Max(xs) - w, slices.Max(ys) - h} {
			if math.Abs(d) > 1e-12 {
				t.Errorf("%+v: corners at %v, %v, but the extent is %v by %v", v, xs, ys, w, h)
			}
		}
	}
}

// A PDF has the picture's size, the same bytes each time, and no font; a resized picture is
// as large as asked.
func TestPDFAndSizes(t *testing.T) {
	for _, f := range []Figure{scoredTrees(-1, 1), attention(letters, 2, 2)} {
		p, err := f.Picture()
		if err == nil {
			p, err = p.Resized(252, 0)
		}
		if err != nil {
			t.Fatal(err)
		}
		if w, _ := p.Size(); w != 252 {
			t.Errorf("%q is %v points wide, want 252", p.title, w)
		}
		var one, two bytes.Buffer
		for _, b := range []*bytes.Buffer{&one, &two} {
			if err := p.WritePDF(b); err != nil {
				t.Fatal(err)
			}
		}
		if !bytes.Equal(one.Bytes(), two.Bytes()) || !bytes.HasPrefix(one.Bytes(), []byte("%PDF")) {
			t.Errorf("%q: the same picture gave two documents, or none", p.title)
		}
		if text := one.String(); strings.Contains(text, "/BaseFont") || !strings.Contains(text, "[0 0 252.00 ") {
			t.Errorf("%q: the document has a font or another width", p.title)
		}
	}
	for text, want := range map[string][2]float64{
		"89mm": {89 * 72 / 25.4, 0}, "12cmx8cm": {12 * 72 / 2.54, 8 * 72 / 2.54}, "6.5in": {468, 0}, "640x480": {480, 360}, "100x50 pt": {100, 50}, "10px": {7.5, 0}, "4px×2px": {3, 1.5},
	} {
		if w, h, err := ParseSize(text); err != nil || math.Abs(w-want[0]) > 1e-9 || math.Abs(h-want[1]) > 1e-9 {
			t.Errorf("%s is %v by %v, want %v: %v", text, w, h, want, err)
		}
	}
	for _, text := range []string{"", "mm", "0mm", "5x0", "-3cm", "3furlongs", "9e9in", "99999in", "1x2x3"} {
		if _, _, err := ParseSize(text); err == nil {
			t.Errorf("%q is a size", text)
		}
	}
	p, _ := trees().Picture()
	if _, err := p.Resized(math.NaN(), 3); err == nil {
		t.Error("a picture of width NaN")
	}
}

func turned() Stack {
	s := mnist(digits...)
	s.View = View{Turn: 30, Tilt: 35}
	return s
}
