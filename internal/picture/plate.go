package picture

import (
	"bytes"
	"fmt"
	"html/template"
	"path/filepath"

	"github.com/gobimt/bimt/bimt/draw"
	"github.com/gobimt/bimt/internal/atomicfile"
)

// Plate is a figure of a page that shows many: it stands there under a heading, and in a file
// beside the page.
type Plate struct {
	File, Heading string
	Figure        func() (draw.Figure, error)
}

// Shown is a plate as the template of a page has it.
type Shown struct {
	File, Heading string
	SVG           template.HTML // empty if it could not be drawn
}

// Save draws a plate and writes its file in a folder. An error names the file.
func (p Plate) Save(dir string) (Shown, error) {
	s := Shown{File: p.File, Heading: p.Heading}
	f, err := p.Figure()
	var svg []byte
	if err == nil {
		svg, err = SVGOf(f)
	}
	if err == nil {
		err = atomicfile.WriteBytes(filepath.Join(dir, p.File), svg)
	}
	if err != nil {
		return s, fmt.Errorf("%s: %w", p.File, err)
	}
	// Only files of their own have a head.
	s.SVG = template.HTML(svg[max(0, bytes.Index(svg, []byte("<svg"))):])
	return s, nil
}
