package rundir

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gobimt/bimt/bimt/draw"
	"github.com/gobimt/bimt/internal/experiment"
	"github.com/gobimt/bimt/internal/task"
)

// attentionPanels is the most heads whose attention is drawn, attentionPlaces the most
// places of a row: more can't be named.
const (
	attentionPanels = 36
	attentionPlaces = 16
)

// drawAttention draws the attention of a transformer in one row of the test data.
func (f *Folder) drawAttention(r *experiment.Result, png bool) error {
	if r.Network.Transformer == nil {
		return nil
	}
	maps, err := r.Network.Attention(r.Data.Test, f.Example)
	if err != nil {
		return err
	}
	if len(maps) == 0 { // a transformer without blocks
		return nil
	}
	x, _ := r.Data.Test.Row(f.Example)
	names := placeNames(r.Data, x)
	h := draw.Heat{
		Title:  fmt.Sprintf("%s: attention, test row %d", title(r), f.Example),
		XLabel: "key", YLabel: "query", Label: "attention", Columns: min(4, r.Config.Heads),
	}
	if len(names) > 8 { // long rows need wide panels
		h.Columns = min(2, r.Config.Heads)
	}
	if len(maps) > attentionPanels {
		h.Caption = fmt.Sprintf("The first %d of %d heads. ", attentionPanels, len(maps))
		maps = maps[:attentionPanels]
	}
	if n := len(names); n > attentionPlaces {
		h.Caption += fmt.Sprintf("The first %d of %d places.", attentionPlaces, n)
		names = names[:attentionPlaces]
	}
	for _, m := range maps {
		m.Weights = m.Weights[:len(names)]
		for i, row := range m.Weights {
			m.Weights[i] = row[:len(names)]
		}
		h.Panels = append(h.Panels, draw.HeatPanel{Name: fmt.Sprintf("block %d, head %d", m.Block, m.Head), Rows: names, Cols: names, Values: m.Weights})
	}
	if png {
		return f.save(h, "attention.svg", "attention.png")
	}
	return f.save(h, "attention.svg")
}

// placeNames names the places of a row: by their tokens, or by the numbers there.
func placeNames(d *task.Data, x []float64) []string {
	length := d.Test.XShape[0]
	width := len(x) / length
	var names []string
	for i := range length {
		at := x[i*width : (i+1)*width]
		switch {
		case d.Tokens > 0 && len(d.Outputs) == d.Tokens:
			names = append(names, tokenName(d, int(at[0])))
		case d.Tokens > 0:
			names = append(names, fmt.Sprint(at[0]))
		case width <= 3:
			names = append(names, vectorName(at))
		default:
			names = append(names, fmt.Sprint("place ", i))
		}
	}
	return names
}

// tokenName is short: characters stand without quotes, and a space is seen.
func tokenName(d *task.Data, token int) string {
	name := d.Outputs[token]
	if d.Decode == nil {
		return name
	}
	if name == "' '" {
		return "_"
	}
	return strings.ReplaceAll(strings.TrimSuffix(strings.TrimPrefix(name, "'"), "'"), `\'`, "'")
}

// vectorName is such as (0, 1.52).
func vectorName(v []float64) string {
	b := []byte("(")
	for i, x := range v {
		if i > 0 {
			b = append(b, ", "...)
		}
		b = fmt.Appendf(b, "%.3g", x)
	}
	return string(slices.Concat(b, []byte(")")))
}
