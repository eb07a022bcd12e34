package inside

import (
	"fmt"
	"slices"

	"github.com/gobimt/bimt/bimt/draw"
)

// LensFigure is a picture of what a lens found.
type LensFigure struct {
	Name   string // of its file, without the ending
	Figure draw.Figure
}

// Figures draws a report.
func (l *LensReport) Figures() (all []LensFigure) {
	if a := l.Addition; a != nil {
		all = append(all, LensFigure{"spectrum", a.spectrum(l.Experiment)})
		if rings := a.rings(l.Experiment); rings != nil {
			all = append(all, LensFigure{"rings", rings})
		}
	}
	if s := l.Permutation; s != nil {
		all = append(all, LensFigure{"irreps", s.heat(l.Experiment)})
	}
	if c := l.Classes; c != nil && c.figure != nil {
		all = append(all, LensFigure{"matches", c.figure})
	}
	return all
}

// seen is the share of the variance below which a principal component is not drawn.
const seen = 1e-3

// rings are pairs of principal components of one frequency.
func (a *AdditionReport) rings(experiment string) draw.Figure {
	fig := draw.Scatter{
		Title: experiment + ": rings in the embedding", Columns: 2,
		Caption: fmt.Sprintf("Each point is a number modulo %d, on two principal components of one frequency f (with their share of the variance), joined in the order of f·t mod %d from 0 on. Components of nearly equal variance mix.", a.Modulus, a.Modulus),
	}
	single := 0
	used := make([]bool, len(a.Rings))
	for i, x := range a.Rings {
		if used[i] || x.Variance < seen {
			continue
		}
		j := i + 1
		for j < len(a.Rings) && (used[j] || a.Rings[j].Frequency != x.Frequency || a.Rings[j].Variance < seen) {
			j++
		}
		if j == len(a.Rings) {
			single++
			continue
		}
		used[j] = true
		y := a.Rings[j]
		fig.Panels = append(fig.Panels, draw.ScatterPanel{
			Name: fmt.Sprintf("frequency %d", x.Frequency), X: x.Values, Y: y.Values, Path: byPhase(x.Frequency, a.Modulus),
			XLabel: fmt.Sprintf("component %d (%.2g%%)", i+1, 100*float64(x.Variance)), YLabel: fmt.Sprintf("component %d (%.2g%%)", j+1, 100*float64(y.Variance)),
		})
	}
	if single > 0 {
		fig.Caption += fmt.Sprintf(" %d of the first %d components have no other of their frequency.", single, len(a.Rings))
	}
	if len(fig.Panels) == 0 {
		return nil
	}
	return fig
}

// byPhase are the numbers t modulo p by f·t mod p; where f divides p, numbers of one place stand
// beside each other.
func byPhase(f, p int) []int {
	order := make([]int, p)
	for t := range order {
		order[t] = t
	}
	slices.SortStableFunc(order, func(a, b int) int { return f*a%p - f*b%p })
	return order
}

func (a *AdditionReport) spectrum(experiment string) draw.Figure {
	const axis = "share of the variance"
	trained := draw.Line{Name: "embedding", Axis: axis, Y: a.Spectrum}
	null := draw.Line{Name: "random table", Axis: axis, Y: a.NullSpectrum, Control: true}
	for f := range a.Spectrum {
		trained.X, null.X = append(trained.X, float64(f+1)), append(null.X, float64(f+1))
	}
	return draw.Curves{Title: experiment + ": frequencies of the embedding", XLabel: "frequency", LinearY: true, Lines: []draw.Line{trained, null}}
}

func (s *S4Report) heat(experiment string) draw.Figure {
	panel := draw.HeatPanel{Cols: s.Irreps}
	for _, c := range s.Channels {
		panel.Rows, panel.Values = append(panel.Rows, c.Name), append(panel.Values, c.Energies)
	}
	return draw.Heat{
		Title: experiment + ": irreps of the embedding's channels", XLabel: "irrep", YLabel: "channel", Label: "share of the energy", Columns: 1,
		Panels: []draw.HeatPanel{panel}, Caption: s.Why + ". A random channel has 1, 1, 4, 9 and 9 of 24.",
	}
}
