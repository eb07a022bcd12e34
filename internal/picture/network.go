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
	if onPlanes(s) {
		n.Caption += " The layers as planes: network3d."
	}
	return n, err
}

// network3D draws layers of neurons on grids behind each other.
func network3D(s Scene) (draw.Figure, error) {
	n, err := captioned(s)
	if s.View != nil {
		n.View = *s.View
	}
	for _, l := range n.Layers {
		upright(l.Neurons)
	}
	return draw.Stack{Network: n}, err
}

// Posed is a network as its run is best seen: neurons on grids or rings as planes in space.
func Posed(r *run.Run, n draw.Network) draw.Figure {
	if r.Config.Geometry == "line" {
		return n
	}
	for _, l := range n.Layers {
		upright(l.Neurons)
	}
	return draw.Stack{Network: n}
}

// upright puts the neurons of a line in the middle of their plane.
func upright(line []draw.Neuron) {
	for _, v := range line {
		if v.Y != 0 {
			return
		}
	}
	for i := range line {
		line[i].Y = 0.5
	}
}

// captioned is the network with how good it is on test data.
func captioned(s Scene) (draw.Network, error) {
	n, err := drawn(s.Run, Title(s.Run), s.Options)
	if err != nil {
		return n, err
	}
	quality, err := s.quality()
	if err != nil {
		return n, err
	}
	n.Caption = strings.TrimPrefix(n.Caption+". "+quality, ". ")
	return n, nil
}

// quality says how good a network is: what its summary says, or without one what it is now.
func (s Scene) quality() (string, error) {
	var loss, accuracy float64
	if s.Summary != nil {
		loss, accuracy = s.Summary.Value("test_loss"), s.Summary.Value("test_accuracy")
	} else {
		_, test, err := s.Scores()
		if err != nil {
			return "", err
		}
		loss, accuracy = test.Loss, test.Accuracy
	}
	if s.Data.Classes > 0 {
		return fmt.Sprintf("Test accuracy %.3g.", accuracy), nil
	}
	return fmt.Sprintf("Test loss %.2g.", loss), nil
}

// Network is the picture of a run's network with its inputs and outputs labelled as the
// data names them, in their new order.
func Network(r *run.Run, title string) (draw.Network, error) { return drawn(r, title, Options{}) }

// drawn is Network with options.
func drawn(r *run.Run, title string, o Options) (draw.Network, error) {
	d, labels := r.Data, Labels(r)
	if err := o.choose(r, labels); err != nil {
		return draw.Network{}, err
	}
	f, err := r.Flow()
	if err != nil {
		return draw.Network{}, err
	}
	fig, err := draw.FromFlow(f, o.threshold(), title, labels)
	if d.Classes > 0 {
		nameConstant(fig)
	}
	if err == nil && len(o.By) > 0 {
		err = fig.Color(f, o.Scored, o.By)
	}
	return fig, err
}

// Labels are the names of inputs and outputs.
func Labels(r *run.Run) draw.Labels {
	n, d, labels := r.Network, r.Data, draw.Labels{}
	if d.Tokens == 0 && n.In != nil && d.Inputs != nil {
		labels[n.In] = d.Inputs
	}
	if d.Outputs != nil {
		labels[n.Out] = d.Outputs
	}
	return labels
}

// Difference is two aligned networks as one picture (see draw.Difference).
func Difference(a, b *run.Run, threshold float64, title string) (draw.Network, error) {
	f, err := a.Flow()
	if err != nil {
		return draw.Network{}, err
	}
	other, err := b.Flow()
	if err != nil {
		return draw.Network{}, err
	}
	return draw.Difference(f, other, threshold, title, [2]string{"A", "B"}, Labels(a))
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
