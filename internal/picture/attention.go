package picture

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gobimt/bimt/bimt/draw"
	"github.com/gobimt/bimt/internal/task"
)

// attentionPanels is the most heads whose attention is drawn, attentionPlaces the most
// places of a row: more can't be named.
const (
	attentionPanels = 36
	attentionPlaces = 16
)

// attention draws the attention of a transformer in one row of the test data.
func attention(r Scene) (draw.Figure, error) {
	maps, err := r.Attention(r.Data.Test, r.Example)
	if err != nil || len(maps) == 0 { // a transformer without blocks
		return nil, err
	}
	x, _ := r.Data.Test.Row(r.Example)
	names := placeNames(r.Data, x)
	h := draw.Heat{
		Title:  fmt.Sprintf("%s: attention, test row %d", Title(r.Run), r.Example),
		XLabel: "key", YLabel: "query", Label: "attention", MaskLabel: "may not be looked at: a later place", Columns: min(4, r.Config.Heads),
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
		panel := draw.HeatPanel{Name: fmt.Sprintf("block %d, head %d", m.Block, m.Head), Rows: names, Cols: names, Values: m.Weights}
		if r.Network.Transformer.Config.Causal {
			panel.Masked = future(len(names))
		}
		h.Panels = append(h.Panels, panel)
	}
	return h, nil
}

// future are the places that a place may not look at: those after it.
func future(places int) [][]bool {
	masked := make([][]bool, places)
	for i := range masked {
		masked[i] = make([]bool, places)
		for j := i + 1; j < places; j++ {
			masked[i][j] = true
		}
	}
	return masked
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
