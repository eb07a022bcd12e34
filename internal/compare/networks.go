package compare

import (
	"cmp"
	"context"
	"fmt"
	"path/filepath"
	"slices"

	"github.com/gobimt/bimt/bimt/draw"
	"github.com/gobimt/bimt/internal/measure"
	"github.com/gobimt/bimt/internal/picture"
	"github.com/gobimt/bimt/internal/run"
	"github.com/gobimt/bimt/internal/sweep"
)

// networks has a row for each method and a column for each price: the run with the
// median test loss, of an even number the better of the two in the middle.
func (r *Report) networks(ctx context.Context) (draw.Methods, error) {
	f := draw.Methods{Title: r.title(), Caption: "Of each method the run with the median test loss."}
	for _, t := range r.Tables {
		f.Columns = append(f.Columns, "λ = "+formatLambda(t.Lambda))
	}
	for i, method := range r.Plan.Methods {
		row := draw.MethodRow{Name: method}
		for _, t := range r.Tables {
			cell, err := r.network(ctx, t.Columns[i])
			if err != nil {
				return f, err
			}
			row.Cells = append(row.Cells, cell)
		}
		f.Rows = append(f.Rows, row)
	}
	return f, nil
}

func (r *Report) network(ctx context.Context, c *Column) (draw.MethodCell, error) {
	median := c.median()
	if median == nil {
		return draw.MethodCell{Lines: []string{"all runs failed"}}, nil
	}
	t, err := run.Open(ctx, filepath.Join(r.Dir, median.Folder), run.WithoutRows)
	if err != nil {
		return draw.MethodCell{}, err
	}
	drawing, err := picture.Network(t, median.Name)
	if err != nil {
		return draw.MethodCell{}, err
	}
	s := median.Summary
	return draw.MethodCell{Network: &drawing, Lines: []string{
		fmt.Sprintf("seed %d, test loss %s", t.Config.Seed, measure.Format(s.Value("test_loss"))),
		fmt.Sprintf("%d active weights, cost %s", int(s.Value("active_weights")), measure.Format(s.Value("connection_cost"))),
	}}, nil
}

// median is the finished run with the median test loss; nil if none finished.
func (c *Column) median() *sweep.Run {
	var done []*sweep.Run
	for _, r := range c.Runs {
		if r.Summary.Finished {
			done = append(done, r)
		}
	}
	if len(done) == 0 {
		return nil
	}
	slices.SortStableFunc(done, func(a, b *sweep.Run) int {
		return cmp.Compare(a.Summary.Value("test_loss"), b.Summary.Value("test_loss"))
	})
	return done[(len(done)-1)/2]
}
