package draw

import (
	"bytes"
	"encoding/xml"
	"flag"
	"fmt"
	"image/png"
	"io"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

var pictures = flag.String("pictures", "", "also write every picture of the tests to this folder")

// gallery is one figure of every kind, and the awkward ones among them, with
// texts that must be on it.
func gallery() map[string]struct {
	figure Figure
	texts  []string
} {
	type entry = struct {
		figure Figure
		texts  []string
	}
	manyPareto, manySpread := manyMethods()
	return map[string]entry{
		"network-trees":       {trees(), []string{"x3", "(x1+x3)³", "x2²+sin πx4", "hidden 2", "dead neuron", "positive weight"}},
		"network-scores":      {scoredTrees(-1, 3), []string{"effect = −3", "1.5", "dead neuron"}},
		"network-kinds":       {kindTrees(), []string{"in both", "only in A", "only in B"}},
		"stack-turned":        {turned(), append([]string{"pixels 28×28"}, digits...)},
		"network-dense":       {dense(4, 20, 20, 2), []string{"layer 3", "negative weight"}},
		"network-table-12":    {table(12), []string{"√((x1−x2)²+(x3−x4)²)", "blood pressure (systolic) 7"}},
		"network-table-40":    {table(40), []string{"heart rate at rest, beats per minute 35", "exp(−x5²)·sin(2πx6)+x7"}},
		"network-table-70":    {table(70), []string{"age 0", "heart rate at rest, beats per minute 65"}},
		"network-table-300":   {table(300), []string{"225 labels of inputs are left out for want of room."}},
		"network-folded":      {folded(), []string{"58", "operand a", "operand b"}},
		"network-transformer": {transformer(), []string{"query", "key", "value", "residual", "MLP 1", "prediction"}},
		"network-recurrent":   {recurrent(), []string{"state", "c", "y"}},
		"network-lone":        {lone(), []string{"x1", "No weights."}},
		"network-zeros":       {zeros(), []string{"None of 20 weights is other than zero."}},
		"network-wide":        {dense(784, 100, 10), []string{"79\u00a0400 of 79\u00a0400 weights other than zero, the strongest 20\u00a0000 drawn; the largest |w| is 0.377."}},
		"bymodule-trees":      {modules(trees(), 2), []string{"x3", "module 1", "module 2", "between modules"}},
		"bymodule-many":       {modules(dense(4, 20, 20, 2), 9), []string{"module 6", "The 3 smallest modules are grey."}},
		"bymodule-groups":     {modules(transformer(), 3), []string{"query", "module 3"}},
		"curves":              {losses(), []string{"λ ×10", "λ ×0.1, biases cost", "train", "connection cost", "cost", "step"}},
		"fit":                 {fits(2, 100), []string{"(x1+x3)³\u00a0\u00a0\u00a0R² = 0.9773", "predicted", "true"}},
		"fit-seven":           {fits(7, 5000), []string{"28\u00a0000 points at even intervals are left out; R² is of all."}},
		"stack-digits":        {mnist(digits...), append([]string{"pixels 28×28"}, digits...)},
		"stack-clothes":       {mnist(clothes...), clothes},
		"pareto":              {pareto(), append([]string{"active weights", "Runs without finite values, not drawn: bimt 1."}, methodNames...)},
		"spread":              {spreads(), append([]string{"modularity Q − Q shuffled", "weights", "s"}, methodNames...)},
		"pareto-nine":         {manyPareto, []string{"l2", "spectral", "masks", "dropout"}},
		"spread-nine":         {manySpread, []string{"none", "l2", "spectral", "masks", "dropout"}},
		"methods":             {methods(), append([]string{"no network", "every run diverged", "sharing", "x2²+sin πx4"}, methodNames...)},
		"methods-two":         {beforeAfter(), []string{"before", "after", "connection cost 644", "query"}},
		"heat":                {attention([]string{"0, x1", "y1, 0", "0, x2"}, 2, 1), []string{"layer 1, head 0", "query", "key", "attention", "y1, 0"}},
		"heat-heads":          {attention(letters, 2, 4), []string{"layer 1, head 3", "C"}},
		"images":              {features(false), []string{"37\u00a0\u00a0\u00a010.0", "−max"}},
		"images-shared":       {features(true), []string{"37\u00a0\u00a0\u00a010.0", "0.5"}},
		"phase":               {phase(), []string{"0.012", "0.0041", "λ", "swap every", "no finite value", "test loss", "Runs without a finite value, left out: 2."}},
		"phase-many":          {manyPhases(), []string{"modularity Q", "31"}},
		"parallel":            {parallel(40), []string{"method", "bimt", "l1", "λ", "test loss", "2 runs without finite values are not drawn."}},
		"parallel-many":       {parallel(6000), []string{"2 runs without finite values are not drawn. 5000 of 5998 runs are drawn."}},
		"scatter":             {scatter(), []string{"frequency 7", "component 1 (51%)", "first of the path"}},
		"ranks":               {ranks(), []string{"layer 2 → 3", "rank", "|w| = 0.01"}},
		"boundary":            {moons(2), []string{"decisions", "logit of moon 1\u00a0\u00a0\u00a0= 0", "x1", "x2"}},
		"boundary-three":      {moons(3), []string{"moon 2"}},
		"neurons":             {neuronMaps(), []string{"hidden1[3]\u00a0\u00a0\u00a0b = −0.75", "hidden1[4]\u00a0\u00a0\u00a0b ≈ 0", "mass", "−1 … 3"}},
		"pruning":             {pruning(), []string{"K(1.05) = 26", "random kept", "1.05 × loss unpruned"}},
	}
}

// Laws of every picture: what must be on it is, texts never overlap or leave it,
// the SVG is well-formed and holds all texts, the PNG has the size of the picture,
// and the bytes are the same each time.
func TestGallery(t *testing.T) {
	for name, g := range gallery() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, err := g.figure.Picture()
			if err != nil {
				t.Fatal(err)
			}
			s := spyOn(t, p)
			for _, text := range g.texts {
				if !s.has(text) {
					t.Errorf("the text %q is missing", text)
				}
			}
			s.checkTexts(t)
			checkSVG(t, g.figure, p, s)
			if *pictures != "" {
				if err := p.Save(filepath.Join(*pictures, name+".svg"), filepath.Join(*pictures, name+".png")); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

// checkSVG parses the document, finds the spied texts in it in their order, and
// compares it with one drawn anew from the same figure.
func checkSVG(t rapid.TB, f Figure, p *Picture, s *spy) {
	t.Helper()
	var doc, again bytes.Buffer
	q, err := f.Picture()
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range []struct {
		p *Picture
		b *bytes.Buffer
	}{{p, &doc}, {q, &again}} {
		if err := w.p.WriteSVG(w.b); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(doc.Bytes(), again.Bytes()) {
		t.Error("the same figure gave two different documents")
	}
	if doc.Len() > 1<<20 {
		t.Errorf("the document has %d bytes, more than a megabyte", doc.Len())
	}
	var found []string
	dec := xml.NewDecoder(&doc)
	inText := false
	for {
		token, err := dec.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatalf("the document is not well-formed: %v", err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			inText = token.Name.Local == "text"
		case xml.CharData:
			if inText {
				found = append(found, string(token))
			}
		case xml.EndElement:
			inText = false
		}
	}
	var want []string
	for _, t := range s.texts {
		want = append(want, t.text)
	}
	if strings.Join(found, "\n") != strings.Join(want, "\n") {
		t.Errorf("the document has the texts %q, want %q", found, want)
	}
}

func TestPNG(t *testing.T) {
	for _, f := range []Figure{trees(), losses(), attention(letters, 1, 2), moons(2)} {
		p, err := f.Picture()
		if err != nil {
			t.Fatal(err)
		}
		var one, two bytes.Buffer
		for _, b := range []*bytes.Buffer{&one, &two} {
			if err := p.WritePNG(b); err != nil {
				t.Fatal(err)
			}
		}
		if !bytes.Equal(one.Bytes(), two.Bytes()) {
			t.Errorf("%q: the same picture gave two different images", p.title)
		}
		img, err := png.Decode(&one)
		if err != nil {
			t.Fatal(err)
		}
		w, h := p.Size()
		if got, want := img.Bounds().Dx(), int(w/72*DPI+0.5); got != want {
			t.Errorf("%q: the image is %d pixels wide, want %d for %v points", p.title, got, want, w)
		}
		if got, want := img.Bounds().Dy(), int(h/72*DPI+0.5); got != want {
			t.Errorf("%q: the image is %d pixels high, want %d for %v points", p.title, got, want, h)
		}
	}
}

// modules puts the neurons of each layer into so many modules, in turn.
func modules(n Network, count int) ByModule {
	b := ByModule{Network: n}
	for m := range count {
		b.Names = append(b.Names, fmt.Sprint("module ", m+1))
	}
	for _, l := range n.Layers {
		var of []int
		for i := range l.Neurons {
			of = append(of, i%(count+1)-1)
		}
		b.Modules = append(b.Modules, of)
	}
	return b
}

// Modules that are not those of the neurons are refused.
func TestByModuleRefuses(t *testing.T) {
	for _, spoil := range []func(*ByModule){
		func(b *ByModule) { b.Modules = b.Modules[1:] },
		func(b *ByModule) { b.Modules[0] = b.Modules[0][1:] },
		func(b *ByModule) { b.Modules[0][0] = 7 },
	} {
		b := modules(trees(), 2)
		spoil(&b)
		if _, err := b.Picture(); err == nil {
			t.Error("a picture is drawn")
		}
	}
}
