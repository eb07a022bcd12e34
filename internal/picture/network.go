package picture

import (
	"fmt"

	"github.com/gobimt/bimt/bimt/draw"
	"github.com/gobimt/bimt/internal/run"
)

// network draws the neurons at their places.
func network(s Scene) (draw.Figure, error) {
	n, err := captioned(s)
	if onGrid(s) {
		n.Caption += ". Neurons behind each other fall together here; network3d shows them apart"
	}
	return n, err
}

// network3D draws layers of neurons on grids behind each other.
func network3D(s Scene) (draw.Figure, error) {
	n, err := captioned(s)
	return draw.Stack{Network: n}, err
}

// captioned is the network with how good it is on test data.
func captioned(s Scene) (draw.Network, error) {
	n, err := Network(s.Run, title(s.Run))
	if s.Data.Classes > 0 {
		n.Caption += fmt.Sprintf(", test accuracy %.3g", s.Summary.Value("test_accuracy"))
	} else {
		n.Caption += fmt.Sprintf(", test loss %.2g", s.Summary.Value("test_loss"))
	}
	return n, err
}

// Network is the picture of a run's network with its inputs and outputs labelled as the
// data names them, in their new order.
func Network(r *run.Run, title string) (draw.Network, error) {
	n, d, labels := r.Network, r.Data, draw.Labels{}
	if d.Tokens == 0 && n.In != nil && d.Inputs != nil {
		labels[n.In] = d.Inputs
	}
	if d.Outputs != nil {
		labels[n.Out] = d.Outputs
	}
	var drawing draw.Network
	var err error
	if n.Transformer != nil {
		drawing = TransformerDrawing(n, title, labels)
	} else if drawing, err = draw.FromSpace(n.Space, title, labels); err != nil {
		return drawing, err
	}
	active, total := run.ActiveWeights(n.Space, run.ActiveAbove)
	drawing.Caption = fmt.Sprintf("%d of %d weights above %v", active, total, run.ActiveAbove)
	return drawing, nil
}
