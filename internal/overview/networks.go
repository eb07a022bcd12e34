package overview

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"strings"

	"github.com/gobimt/bimt/bimt/draw"
	"github.com/gobimt/bimt/internal/measure"
	"github.com/gobimt/bimt/internal/picture"
	"github.com/gobimt/bimt/internal/run"
	"github.com/gobimt/bimt/internal/stats"
	"github.com/gobimt/bimt/internal/sweep"
)

// shown is how many networks are drawn, by how many there are: whole rows of up to four.
func shown(n, most int) (rows, columns int) {
	n = min(n, most)
	if n <= 4 {
		return 1, n
	}
	return n / 4, 4
}

// networks are the best runs of a group, at about equal loss, side by side.
func (o *Overview) networks(ctx context.Context, g group, opt Options) (draw.Methods, error) {
	best := o.best(g, opt.by())
	rows, columns := shown(len(best), opt.Networks)
	f := draw.Methods{Title: o.title(g), Caption: fmt.Sprintf("By %s, among runs with at most %d times the median test loss.", opt.by().Name, sweep.MostLoss)}
	f.Columns = make([]string, columns)
	for r := range rows {
		row := draw.MethodRow{}
		for c := range columns {
			cell, err := o.network(ctx, best[r*columns+c], opt.by())
			if err != nil {
				return f, err
			}
			row.Cells = append(row.Cells, cell)
		}
		f.Rows = append(f.Rows, row)
	}
	return f, nil
}

// best are the runs of a group by a measure, those of too high a loss left out.
func (o *Overview) best(g group, by measure.Measure) (runs []int) {
	var losses []float64
	for _, i := range g.runs {
		if v := o.value(i, "test_loss"); !math.IsNaN(v) {
			losses = append(losses, v)
		}
	}
	if len(losses) == 0 {
		return nil
	}
	most := sweep.MostLoss * stats.Quantile(losses, 0.5)
	for _, i := range g.runs {
		if v := o.value(i, by.Key); !math.IsNaN(v) && o.value(i, "test_loss") <= most {
			runs = append(runs, i)
		}
	}
	slices.SortStableFunc(runs, func(a, b int) int {
		if by.Better > 0 {
			a, b = b, a
		}
		return cmp.Compare(o.value(a, by.Key), o.value(b, by.Key))
	})
	return runs
}

func (o *Overview) network(ctx context.Context, i int, by measure.Measure) (draw.MethodCell, error) {
	r := o.sweep.Runs[i]
	t, err := run.Open(ctx, filepath.Join(o.sweep.Dir, r.Folder), run.WithoutRows)
	if err != nil {
		return draw.MethodCell{}, err
	}
	drawing, err := picture.Network(t, r.Name)
	if err != nil {
		return draw.MethodCell{}, err
	}
	cell := draw.MethodCell{Network: &drawing}
	for k := 0; k < len(o.Settings); k += 2 {
		var set []string
		for _, x := range o.Settings[k:min(k+2, len(o.Settings))] {
			set = append(set, x.Key+" "+x.Values[x.at[i]])
		}
		cell.Lines = append(cell.Lines, strings.Join(set, ", "))
	}
	cell.Lines = append(cell.Lines, "test loss "+measure.Format(o.value(i, "test_loss")), by.Name+" "+measure.Format(o.value(i, by.Key)))
	return cell, nil
}
