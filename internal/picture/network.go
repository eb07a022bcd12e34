package picture

import (
	"fmt"
	"strings"

	"github.com/gobimt/bimt/bimt/draw"
	"github.com/gobimt/bimt/internal/run"
)

// network draws the neurons at their places.
func network(s Scene) (draw.Figure, error) {
	n, err := captioned(s)
	if onGrid(s) {
		n.Caption += " The layers as planes: network3d."
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
	quality := fmt.Sprintf("Test loss %.2g.", s.Summary.Value("test_loss"))
	if s.Data.Classes > 0 {
		quality = fmt.Sprintf("Test accuracy %.3g.", s.Summary.Value("test_accuracy"))
	}
	n.Caption = strings.TrimPrefix(n.Caption+". "+quality, ". ")
	return n, err
}

// Network is the picture of a run's network with its inputs and outputs labelled as the
// data names them, in their new order.
func Network(r *run.Run, title string) (draw.Network, error) {
	f, err := r.Flow()
	if err != nil {
		return draw.Network{}, err
	}
	fig, err := draw.FromFlow(f, run.ActiveAbove, title, labels(r))
	if r.Data.Classes > 0 {
		nameConstant(fig)
	}
	return fig, err
}

// nameConstant says of each class whose logit is constant that it is so: of one class, it is
// the reference against which the logits of the others decide.
func nameConstant(n draw.Network) {
	var constant []*draw.Neuron
	for _, l := range n.Layers {
		for i := range l.Neurons {
			if l.Neurons[i].Constant {
				constant = append(constant, &l.Neurons[i])
			}
		}
	}
	for _, v := range constant {
		switch {
		case v.Label == "":
		case len(constant) == 1:
			v.Label += " (reference class)"
		default:
			v.Label += " (constant logit)"
		}
	}
}
