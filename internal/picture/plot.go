package picture

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/gobimt/bimt/bimt/draw"
	"github.com/gobimt/bimt/internal/nearest"
)

// endings are the formats of Plot.
var endings = map[string]func(*draw.Picture, io.Writer) error{
	"svg": (*draw.Picture).WriteSVG, "png": (*draw.Picture).WritePNG, "pdf": (*draw.Picture).WritePDF,
}

// Endings lists the formats that Plot can write.
func Endings() []string { return []string{"svg", "png", "pdf"} }

// Plan says what Plot draws.
type Plan struct {
	Only    []string // names of pictures; nil is every one that the run has
	Formats []string // of Endings
	// Width and Height are those of every picture, in points: 0 and 0 is its own size, one of
	// them 0 follows from the other.
	Width, Height float64
}

// File is a picture as Plot leaves it, in memory.
type File struct {
	Name  string
	Bytes []byte
}

// Plot makes pictures of a run again: all that are wanted, or an error. Equal runs and plans
// give equal bytes.
func Plot(s Scene, p Plan) (files []File, err error) {
	for _, f := range p.Formats {
		if endings[f] == nil {
			return nil, nearest.Unknown("format", f, Endings())
		}
	}
	rows, err := p.rows(s)
	if err != nil {
		return nil, err
	}
	for _, row := range rows {
		more, err := p.plot(s, row)
		if err != nil {
			return nil, fmt.Errorf("picture %s: %w", row.File, err)
		}
		files = append(files, more...)
	}
	return files, nil
}

// Having is those of some pictures that a run has.
func Having(s Scene, names ...string) (has []string) {
	for _, row := range table {
		if slices.Contains(names, row.File) && row.Of(s) {
			has = append(has, row.File)
		}
	}
	return has
}

// rows are the pictures that are wanted and that the run has.
func (p Plan) rows(s Scene) ([]Picture, error) {
	var has []string
	for _, row := range table {
		if row.Of(s) {
			has = append(has, row.File)
		}
	}
	for _, name := range p.Only {
		if !slices.Contains(has, name) {
			return nil, fmt.Errorf("%w (this run has %s)", nearest.Unknown("picture", name, has), strings.Join(has, ", "))
		}
	}
	return slices.DeleteFunc(slices.Clone(table), func(row Picture) bool {
		return !row.Of(s) || p.Only != nil && !slices.Contains(p.Only, row.File)
	}), nil
}

func (p Plan) plot(s Scene, row Picture) (files []File, err error) {
	figure, err := row.Figure(s)
	if err != nil || figure == nil {
		return nil, err
	}
	if p.Width > 0 || p.Height > 0 {
		figure = resized{figure, p.Width, p.Height}
	}
	for _, f := range p.Formats {
		b, err := render(figure, endings[f])
		if err != nil {
			return nil, err
		}
		files = append(files, File{row.File + "." + f, b})
	}
	return files, nil
}

// resized is a figure in another size.
type resized struct {
	draw.Figure
	width, height float64
}

// Picture implements draw.Figure.
func (r resized) Picture() (*draw.Picture, error) {
	p, err := r.Figure.Picture()
	if err != nil {
		return nil, err
	}
	return p.Resized(r.width, r.height)
}
