package bimt

// Where heads are rigid, tensors keep the neurons of a head in their first order, and the
// places of these are kept beside the tensors.

// stand declares the order of neurons by place, for weights that stand so already.
func (a *Axis) stand(order []int) {
	copy(a.order.At, order)
	if !a.symmetry.Rigid {
		return
	}
	n := a.symmetry.tree(a.Len()).inside
	a.places = make([]int, a.Len())
	for p, x := range order {
		first := p / n * n
		a.order.At[p] = order[first]/n*n + p%n
		a.places[first+x%n] = p
	}
	a.space.remeasure(a)
}

// turned splits a move of neurons, which takes the one at place from[p] to p, in what moves
// in the tensors, by index, and the place of each index afterwards; nil where the two are one.
func (a *Axis) turned(from []int) (order, places []int) {
	if !a.symmetry.Rigid {
		return from, nil
	}
	n := a.symmetry.tree(a.Len()).inside
	index := make([]int, a.Len()) // by place, before
	for i := range index {
		index[a.Place(i)] = i
	}
	places = make([]int, a.Len())
	for p, q := range from {
		first := p / n * n
		order = append(order, from[first]/n*n+p%n)
		places[first+index[q]%n] = p
	}
	return order, places
}

// remeasure finds the lengths of wires again, where neurons changed places that the tensors
// do not tell.
func (s *Space) remeasure(a *Axis) {
	if !a.symmetry.Rigid {
		return
	}
	for _, c := range s.conns {
		if from, to := c.Ends(); from != a && to != a {
			continue
		}
		s.lengthen(c)
		for _, reread := range c.rereads {
			reread()
		}
	}
}

// placed says whether a place may be no index on an axis of the connection.
func (c *Connection) placed() bool {
	for _, a := range c.axes {
		if a != nil && a.symmetry.Rigid {
			return true
		}
	}
	return false
}

// follow has what was made of the lengths made again when they change.
func (c *Connection) follow(reread func()) { c.rereads = append(c.rereads, reread) }
