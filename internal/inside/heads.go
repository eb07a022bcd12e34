package inside

import (
	"fmt"
	"math"

	"github.com/gobimt/bimt/bimt/lens"
	"github.com/gobimt/bimt/internal/run"
	"gonum.org/v1/gonum/stat"
)

// Head is where a head looks, in the mean over places and rows of test data.
type Head struct {
	Name string `json:"name"`
	// Self, Previous and First are the shares of its attention paid to the place itself, to
	// the one before and to the first; Even is what even attention pays to each place.
	Self     run.Number `json:"self"`
	Previous run.Number `json:"previous"`
	First    run.Number `json:"first"`
	Even     run.Number `json:"even"`
	// Induction is lens.Induction, null where no token repeats; InductionNull is that of even
	// attention.
	Induction     run.Number `json:"induction"`
	InductionNull run.Number `json:"induction_null"`
	// Because is what its scores vary by, in shares, of the first block of a network of
	// tokens without a norm: which token asks and which is asked, and their places.
	// BecauseNull is the same of an untrained network.
	Because     map[string]run.Number `json:"because,omitempty"`
	BecauseNull map[string]run.Number `json:"because_null,omitempty"`
}

// headRows are enough to see where a head looks.
const headRows = 100

// heads looks at the attention of every head, and of an untrained network, if one is given.
func heads(r, fresh *run.Run, rows int) ([]Head, error) {
	var all []Head
	rows = min(rows, headRows)
	var induced []int
	causal := r.Network.Transformer.Config.Causal
	for i := range rows {
		maps, err := r.Attention(r.Data.Test, i)
		if err != nil {
			return nil, err
		}
		tokens, _ := r.Data.Test.Row(i)
		if all == nil {
			all, induced = make([]Head, len(maps)), make([]int, len(maps))
		}
		for k, m := range maps {
			h := &all[k]
			h.Name = fmt.Sprintf("block%d[%d]", m.Block, m.Head)
			h.look(m.Weights, causal, float64(rows))
			if r.Data.Tokens == 0 {
				continue
			}
			if s, err := lens.Induction(m.Weights, integers(tokens)); err == nil { // else no token repeats
				h.Induction += run.Number(s)
				even, err := lens.Induction(evenly(len(tokens), causal), integers(tokens))
				if err != nil {
					return nil, err
				}
				h.InductionNull += run.Number(even)
				induced[k]++
			}
		}
	}
	for k := range all {
		all[k].Induction /= run.Number(induced[k])
		all[k].InductionNull /= run.Number(induced[k])
	}
	why, null := becauseOf(r), map[string]map[string]run.Number(nil)
	if fresh != nil {
		null = becauseOf(fresh)
	}
	for k := range all {
		all[k].Because, all[k].BecauseNull = why[all[k].Name], null[all[k].Name]
	}
	return all, nil
}

// evenly is the pattern of a head that pays the same to all places it sees.
func evenly(places int, causal bool) [][]float64 {
	pattern := make([][]float64, places)
	for i := range pattern {
		pattern[i] = make([]float64, places)
		seen := places
		if causal {
			seen = i + 1
		}
		for j := range seen {
			pattern[i][j] = 1 / float64(seen)
		}
	}
	return pattern
}

// look adds one pattern to the means.
func (h *Head) look(pattern [][]float64, causal bool, rows float64) {
	n := float64(len(pattern))
	for i, row := range pattern {
		total := 0.0
		for _, v := range row {
			total += v
		}
		if total == 0 {
			continue
		}
		even := 1 / n
		if causal {
			even = 1 / float64(i+1)
		}
		h.Self += run.Number(row[i] / total / n / rows)
		h.First += run.Number(row[0] / total / n / rows)
		h.Even += run.Number(even / n / rows)
		if i > 0 {
			h.Previous += run.Number(row[i-1] / total / (n - 1) / rows)
		}
	}
}

func integers(v []float64) []int {
	all := make([]int, len(v))
	for i, x := range v {
		all[i] = int(x)
	}
	return all
}

func squaredCorrelation(x, y []float64) float64 {
	c := stat.Correlation(x, y, nil)
	if math.IsNaN(c) { // a constant
		return 0
	}
	return c * c
}

// becauseOf divides the scores of the first block's heads, (E+P) Wq'Wk (E+P)', with E a
// token's row and P that of its place, into four products, each in its share of their
// variances: over pairs of tokens, of places, or of both. There is none where scores move no
// attention.
func becauseOf(r *run.Run) map[string]map[string]run.Number {
	m, all := r.Network.Transformer, map[string]map[string]run.Number{}
	if r.Data.Tokens == 0 || m.Config.AttentionRate == 0 || len(m.Blocks) == 0 || m.Blocks[0].AttentionNorm != nil || m.Blocks[0].Attention.Rotary != nil ||
		m.Blocks[0].Attention.Q.Len() != m.Blocks[0].Attention.K.Len() {
		return all
	}
	a, width := m.Blocks[0].Attention, m.Config.Width
	tokens := m.Table.Table.Float64s()
	var places []float64
	if p := r.Network.Params.Get("positions.weight"); p != nil {
		places = p.Float64s()
	}
	wq, wk, order := a.Query.Weight.Float64s(), a.Key.Weight.Float64s(), a.Q.Numbers()
	size := a.Q.Len() / m.Config.Heads
	for slot := range m.Config.Heads {
		rows := func(w, x []float64) [][]float64 { return read(w[slot*size*width:][:size*width], x, width) }
		name := fmt.Sprintf("block0[%d]", order[slot*size]/size)
		because, total := map[string]run.Number{}, 0.0
		for _, q := range []struct {
			name string
			x    []float64
		}{{"token", tokens}, {"place", places}} {
			for _, k := range []struct {
				name string
				x    []float64
			}{{"token", tokens}, {"place", places}} {
				if len(q.x) == 0 || len(k.x) == 0 {
					continue
				}
				v := varianceOfProducts(rows(wq, q.x), rows(wk, k.x))
				because[q.name+"–"+k.name] = run.Number(v)
				total += v
			}
		}
		for key := range because {
			because[key] /= run.Number(total)
		}
		if total > 0 {
			all[name] = because
		}
	}
	return all
}

// read are rows of x, (n, width), as a head reads them by w, (size, width).
func read(w, x []float64, width int) (out [][]float64) {
	for i := 0; i < len(x); i += width {
		var y []float64
		for j := 0; j < len(w); j += width {
			sum := 0.0
			for d := range width {
				sum += w[j+d] * x[i+d]
			}
			y = append(y, sum)
		}
		out = append(out, y)
	}
	return out
}

// varianceOfProducts is that of q·k over keys, in the mean over queries: what is the same for
// all keys moves no attention.
func varianceOfProducts(queries, keys [][]float64) (sum float64) {
	scores := make([]float64, len(keys))
	for _, q := range queries {
		for j, k := range keys {
			scores[j] = 0
			for d, v := range q {
				scores[j] += v * k[d]
			}
		}
		sum += stat.PopVariance(scores, nil) / float64(len(queries))
	}
	return sum
}
