package bimt

import (
	"fmt"

	"github.com/gobimt/bimt/graph"
)

// Check reports what the declarations alone show would make a relocation change what a
// network of these parameters computes, since it moves only what it knows of:
//
//   - a parameter that was not wrapped by Connect, Bias, Embed or Attach;
//   - inputs, from whose axis wires lead and to which none do, that did not come through
//     Axis.ToPlaces;
//   - outputs, to whose axis wires lead and from which none do, that did not leave through
//     Axis.FromPlaces;
//   - axes that share a split in heads and were given different orders of its heads.
//
// Fixed axes, axes in heads and axes of one neuron need neither. Call it once, when the network is built; a
// parameter on no axis, such as a scalar, is left out of params.
//
// It can't see how parameters are used: a sum over two axes, a bias on the wrong axis, a
// weight that reads another axis than its columns lie on, an operation that does not ignore
// the order of neurons, heads that are not declared. Package flow reads these from the
// expression graph: call flow.Check(space, outputs...) too. Verify tries it.
func (s *Space) Check(params ...*graph.Param) error {
	if s.err != nil {
		return s.err
	}
	for _, p := range params {
		if p == nil {
			return errNoParam
		}
		if s.Connection(p) == nil {
			return fmt.Errorf("bimt: %s is on no axis, so it would stay when neurons move: wrap it with Connect, Bias, Embed or Attach", p.Name())
		}
	}
	if err := s.checkSplits(s.orders()); err != nil {
		return err
	}
	for _, a := range s.axes {
		if a.IsFixed() || a.Heads() != nil || a.ordered || a.Len() < 2 {
			continue
		}
		switch from, to := s.ends(a); {
		case from && !to:
			return fmt.Errorf("bimt: axis %s is of inputs, which would not follow when it is relocated: pass them through its ToPlaces, or declare it Fixed", a.name)
		case to && !from:
			return fmt.Errorf("bimt: axis %s is of outputs, which would not follow when it is relocated: pass them through its FromPlaces, or declare it Fixed", a.name)
		}
	}
	return nil
}

// ends says whether anything leads from an axis, and to it: wires, or a token table.
func (s *Space) ends(a *Axis) (from, to bool) {
	for _, c := range s.conns {
		f, t := c.Ends()
		from, to = from || f == a, to || t == a
		if c.role == stub {
			for _, on := range c.axes {
				to = to || on == a
			}
		}
	}
	return from, to
}
