package picture

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/gobimt/bimt/bimt/draw"
	"github.com/gobimt/bimt/internal/measure"
	"github.com/gobimt/bimt/internal/run"
)

// Scene is what pictures are made of.
type Scene struct {
	*run.Run
	Summary *measure.Summary // nil if there is none
	Example int              // test row whose attention is drawn
	Options
}

// Picture is a row of the table.
type Picture struct {
	File string // without its ending
	PNG  bool   // is drawn as PNG too, where PNGs are wanted
	// Of says which runs have it. Of a run that ended in a NaN there is nothing to draw
	// but what is Always.
	Of     func(Scene) bool
	Always bool
	// Figure draws it; nil if there is nothing to be seen.
	Figure func(Scene) (draw.Figure, error)
}

// table is all pictures of a run, in the order in which they are drawn.
var table = []Picture{
	{File: "network3d", PNG: true, Of: inSpace, Figure: network3D},
	{File: "network", PNG: true, Of: every, Figure: network},
	{File: "ranks", Of: isMLP, Figure: ranks},
	{File: "features", PNG: true, Of: ofImages, Figure: features},
	{File: "boundary", PNG: true, Of: ofTwoNumbers, Figure: boundary},
	{File: "neurons", PNG: true, Of: ofFewNumbers, Figure: neurons},
	{File: "attention", PNG: true, Of: isTransformer, Figure: attention},
	{File: "loss", Always: true, Of: func(s Scene) bool { return len(s.Lines) > 0 }, Figure: lossCurves},
	{File: "fit", Of: func(s Scene) bool { return s.Data.Classes == 0 && s.Data.Length == 0 }, Figure: fit},
}

// relocated are the pictures of a relocation without training.
var relocated = []string{"network-before", "network-after"}

// Main is the file of the network's picture.
const Main = "network.svg"

func every(Scene) bool           { return true }
func onPlanes(s Scene) bool      { return s.Config.Geometry != "line" }
func inSpace(s Scene) bool       { return onPlanes(s) || s.View != nil }
func isTransformer(s Scene) bool { return s.Network.Transformer != nil }
func isMLP(s Scene) bool         { return s.Network.Transformer == nil }
func ofImages(s Scene) bool      { return s.Data.Image[0] > 0 }

// Formats says in what formats to draw.
type Formats int

// PNGs are of some pictures only, and take longer than all SVGs.
const (
	None Formats = iota
	SVG
	SVGAndPNG
)

// Files are all that pictures may be written to: of an old run none may stay beside those
// of a new one.
func Files() []string {
	bases := slices.Clone(relocated)
	for _, p := range table {
		bases = append(bases, p.File)
	}
	var files []string
	for _, b := range bases {
		files = append(files, b+".svg", b+".png")
		for _, ending := range Endings() {
			files = append(files, run.PlotsFolder+"/"+b+"."+ending)
		}
	}
	return files
}

// Draw makes every picture that the run has. The error names those that failed; the
// others are there.
func Draw(f *run.Folder, s Scene, formats Formats) error { return drawAll(f, s, formats, table) }

// DrawLost makes those that are not in the folder, and leaves the others as they are.
func DrawLost(f *run.Folder, s Scene, formats Formats) error {
	return drawAll(f, s, formats, Lost(f.Path, s, formats))
}

// Lost are the pictures that a run has and its folder lacks, in any of the formats. Some of
// them may have nothing to be seen.
func Lost(folder string, s Scene, formats Formats) (all []Picture) {
	for _, p := range table {
		_, svg := os.Stat(filepath.Join(folder, p.File+".svg"))
		_, png := os.Stat(filepath.Join(folder, p.File+".png"))
		gone := errors.Is(svg, fs.ErrNotExist) || p.PNG && formats == SVGAndPNG && errors.Is(png, fs.ErrNotExist)
		if formats != None && p.Of(s) && gone {
			all = append(all, p)
		}
	}
	return all
}

func drawAll(f *run.Folder, s Scene, formats Formats, pictures []Picture) error {
	if formats == None {
		return nil
	}
	var failed []error
	for _, p := range pictures {
		if !p.Of(s) || run.IsNonFinite(s.Err) && !p.Always {
			continue
		}
		figure, err := p.Figure(s)
		if err == nil && figure != nil {
			err = Save(f, figure, p.File, p.PNG && formats == SVGAndPNG)
		}
		if err != nil {
			failed = append(failed, fmt.Errorf("picture %s: %w", p.File, err))
		}
	}
	return errors.Join(failed...)
}

// Save writes a figure as NAME.svg and, if wanted, as NAME.png.
func Save(f *run.Folder, figure draw.Figure, name string, png bool) error {
	b, err := render(figure, (*draw.Picture).WriteSVG)
	if err == nil {
		err = f.Write(name+".svg", b)
	}
	if err != nil || !png {
		return err
	}
	if b, err = render(figure, (*draw.Picture).WritePNG); err != nil {
		return err
	}
	return f.Write(name+".png", b)
}

// SVGOf is a figure as SVG.
func SVGOf(figure draw.Figure) ([]byte, error) { return render(figure, (*draw.Picture).WriteSVG) }

func render(figure draw.Figure, write func(*draw.Picture, io.Writer) error) ([]byte, error) {
	p, err := figure.Picture()
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	err = write(p, &b)
	return b.Bytes(), err
}

// Title says what a run is: experiment, method and seed.
func Title(r *run.Run) string {
	return fmt.Sprintf("%s, %s, seed %d", r.Config.Experiment, r.Config.Method, r.Config.Seed)
}
