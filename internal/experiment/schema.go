package experiment

import (
	"fmt"
	"slices"

	"github.com/gobimt/bimt/internal/dataset/table"
)

// Schema is what goes into a network and comes out of it: enough to use the network
// without the data it learned from.
type Schema struct {
	Task    string   `json:"task"` // regression or classification
	Inputs  []string `json:"inputs,omitempty"`
	Outputs []string `json:"outputs,omitempty"` // classes of a classification
	XShape  []int    `json:"input_shape"`       // of a row
	YShape  []int    `json:"output_shape,omitempty"`
	Classes int      `json:"classes,omitempty"`
	Tokens  int      `json:"tokens,omitempty"`
	Length  int      `json:"length,omitempty"`
	Read    []int    `json:"read,omitempty"`
	Width   int      `json:"output_width,omitempty"`
	Image   [2]int   `json:"image"` // height and width; 0 if rows are no images
	// InScale and OutScale are as in Data: mean and deviation (0 and 1 where nothing was
	// standardised), and the range of the training data.
	InScale  *table.Scaling `json:"input_scaling,omitempty"`
	OutScale *table.Scaling `json:"output_scaling,omitempty"`
}

// Schema describes the rows of the data.
func (d *Data) Schema() Schema {
	s := Schema{
		Task: table.Regression.String(), Inputs: d.Inputs, Outputs: d.Outputs, XShape: d.Train.XShape, YShape: d.Train.YShape,
		Classes: d.Classes, Tokens: d.Tokens, Length: d.Length, Read: d.Read, Width: d.OutputWidth, Image: d.Image,
		InScale: d.InScale, OutScale: d.OutScale,
	}
	if d.Classes > 0 {
		s.Task = table.Classification.String()
	}
	return s
}

// Data is data of that description without rows, for NewNetwork. A Schema may come from
// a file: one that can't be is an error.
func (s Schema) Data() (*Data, error) {
	if err := s.check(); err != nil {
		return nil, fmt.Errorf("description of the data: %w", err)
	}
	return &Data{
		Train: Set{XShape: s.XShape, YShape: s.YShape}, Test: Set{XShape: s.XShape, YShape: s.YShape},
		Inputs: s.Inputs, Outputs: s.Outputs, Classes: s.Classes, Tokens: s.Tokens, Length: s.Length, Read: s.Read,
		OutputWidth: s.Width, Image: s.Image, InScale: s.InScale, OutScale: s.OutScale,
	}, nil
}

// mostNumbers is the most inputs or outputs of a row.
const mostNumbers = 1 << 24

func (s Schema) check() error {
	for _, shape := range [][]int{s.XShape, s.YShape, {max(1, s.Classes)}, {max(1, s.Tokens)}, {max(1, s.Length)}, {max(1, s.Width)}} {
		n := 1
		for _, d := range shape {
			if d < 1 || d > mostNumbers/n {
				return fmt.Errorf("a size of %v can't be", shape)
			}
			n *= d
		}
	}
	if slices.Min([]int{s.Classes, s.Tokens, s.Length, s.Width, s.Image[0], s.Image[1]}) < 0 {
		return fmt.Errorf("a size is below 0")
	}
	if len(s.XShape) == 0 {
		return fmt.Errorf("it has no input_shape")
	}
	if n := len(s.Inputs); n > 0 && n != s.XShape[len(s.XShape)-1] {
		return fmt.Errorf("%d inputs are named, but a row has %v", n, s.XShape)
	}
	if s.Classes > 0 && len(s.Outputs) != s.Classes {
		return fmt.Errorf("%d of %d classes have a name", len(s.Outputs), s.Classes)
	}
	for _, c := range []struct {
		scale *table.Scaling
		names []string
	}{{s.InScale, s.Inputs}, {s.OutScale, s.Outputs}} {
		if c.scale == nil {
			continue
		}
		if err := c.scale.Check(len(c.names)); err != nil {
			return err
		}
	}
	return nil
}
