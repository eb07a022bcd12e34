package draw

import (
	"flag"
	"path/filepath"
	"testing"
)

var pictures = flag.String("pictures", "", "also write every picture of the tests to this folder")

// gallery is one figure of every kind, and the awkward ones among them.
func gallery() map[string]Figure {
	return map[string]Figure{
		"network-trees":       trees(),
		"network-dense":       dense(4, 20, 20, 2),
		"network-table-12":    table(12),
		"network-table-40":    table(40),
		"network-table-300":   table(300),
		"network-folded":      folded(),
		"network-transformer": transformer(),
		"network-recurrent":   recurrent(),
		"network-lone":        lone(),
		"network-zeros":       zeros(),
		"network-mnist":       dense(784, 100, 100, 10),
		"curves":              losses(),
		"fit":                 fits(2, 100),
		"fit-seven":           fits(7, 5000),
		"stack-digits":        mnist(digits...),
		"stack-clothes":       mnist(clothes...),
		"pareto":              pareto(),
		"spread":              spreads(),
		"methods":             methods(),
		"heat":                attention([]string{"0, x1", "y1, 0", "0, x2"}, 2, 1),
		"heat-heads":          attention(letters, 2, 4),
		"images":              features(false),
		"images-shared":       features(true),
		"ranks":               ranks(),
		"boundary":            moons(2),
		"boundary-three":      moons(3),
		"pruning":             pruning(),
	}
}

func TestGallery(t *testing.T) {
	for name, f := range gallery() {
		t.Run(name, func(t *testing.T) {
			p, err := f.Picture()
			if err != nil {
				t.Fatal(err)
			}
			if *pictures != "" {
				if err := p.Save(filepath.Join(*pictures, name+".svg"), filepath.Join(*pictures, name+".png")); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}
