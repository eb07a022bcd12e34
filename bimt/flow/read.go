package flow

import (
	"fmt"
	"slices"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/graph/op"
	"gorgonia.org/gorgonia"
)

// Read reads how signals flow to the outputs. The parameters of the network must be
// connected in space; a relocation or training afterwards does not make the flow wrong.
func Read(space *bimt.Space, outputs ...*gorgonia.Node) (*Flow, error) {
	r, err := read(space, outputs)
	if err != nil {
		return nil, err
	}
	return r.assemble(), nil
}

func read(space *bimt.Space, outputs []*gorgonia.Node) (r *reader, err error) {
	defer func() { // operations of others may be anything
		if p := recover(); p != nil {
			r, err = nil, fmt.Errorf("flow: the graph can't be read: %v", p)
		}
	}()
	if space == nil {
		return nil, fmt.Errorf("flow: the space is missing")
	}
	if len(outputs) == 0 {
		return nil, fmt.Errorf("flow: there are no outputs to read from: give at least one node")
	}
	r = &reader{space: space, known: map[*gorgonia.Node]value{}, inputs: map[*bimt.Axis]*stage{}, params: map[*gorgonia.Node]*param{},
		swaps: swaps(space), swapsOf: map[*bimt.Axis][]int{}, pooledAs: map[string]int32{}, columns: map[*bimt.Axis]*stage{}}
	for i, s := range r.swaps {
		for a := range s {
			r.swapsOf[a] = append(r.swapsOf[a], i)
		}
	}
	for _, c := range space.Connections() {
		r.params[c.Param().Node()] = &param{conn: c, axes: c.Axes(), shape: c.Param().Shape()}
	}
	for i, n := range outputs {
		if n == nil {
			return nil, fmt.Errorf("flow: output %d is missing", i)
		}
		r.finish(n, r.value(n))
	}
	return r, nil
}

// reader walks an expression graph.
type reader struct {
	space  *bimt.Space
	known  map[*gorgonia.Node]value
	params map[*gorgonia.Node]*param

	stages []*stage
	units  []unit
	pools  []pool
	edges  []edge
	biases []edge                // from none
	inputs map[*bimt.Axis]*stage // made of data

	swaps    []swap
	swapsOf  map[*bimt.Axis][]int  // indices of those that move neurons of an axis
	pooledAs map[string]int32      // the label of each pool
	columns  map[*bimt.Axis]*stage // what weights read, where it is not what they are given
	opaque   []string
	mistakes []error
}

// stage is a Stage before those that are one are joined.
type stage struct {
	axis          *bimt.Axis
	first         int32 // unit of place 0
	role          Role
	input, output bool
	of            int32  // the pool it was gathered from, 0 for none
	into          *stage // what it was joined to
}

// unit is one neuron of a stage, by place.
type unit struct {
	stage *stage
	place int
}

// pool is many neurons that lead to an element together; its label is −2 − its index.
type pool struct {
	kind    Kind // of the wires that lead from them
	members []int32
}

// edge is a cell before it is sorted into a wire.
type edge struct {
	kind     Kind
	from, to int32 // units; from is none for a table
	copy     int
	param    *param
	element  int

	all *bundle // stands for all cells of this, of its kind and parameter; to is one of its units
}

// value gives what is known of a node, after that of all it is computed from.
func (r *reader) value(n *gorgonia.Node) value {
	type visit struct {
		node *gorgonia.Node
		read bool
	}
	for todo := []visit{{node: n}}; len(todo) > 0; {
		v := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if _, ok := r.known[v.node]; ok {
			continue
		}
		in := op.Children(v.node)
		if !v.read {
			todo = append(todo, visit{v.node, true})
			for _, c := range slices.Backward(in) {
				todo = append(todo, visit{node: c})
			}
			continue
		}
		r.known[v.node] = r.apply(v.node, in)
	}
	return r.known[n]
}

// apply follows one operation.
func (r *reader) apply(n *gorgonia.Node, in []*gorgonia.Node) value {
	if len(in) == 0 {
		return r.leaf(n)
	}
	values := make([]value, len(in))
	same := true
	for i, c := range in {
		if values[i] = r.known[c]; !slices.Contains(takesMatrix, op.Of(n).Kind) {
			values[i] = values[i].spelled()
		}
		same = same && values[i].kind == data
	}
	o := operation{node: n, in: in, values: values, info: op.Of(n)}
	if same && !slices.Contains(takesData, o.info.Kind) {
		return o.data()
	}
	if follow := rules[o.info.Kind]; follow != nil {
		if v, ok := follow(r, &o); ok {
			return v
		}
	} else if _, ours := n.Op().(op.Op); ours { // a user's own: as its twin of stock operations
		if twin, err := op.Twin(n, in...); err == nil {
			return r.value(twin)
		}
	}
	return r.unknown(&o)
}

// leaf is a parameter or data.
func (r *reader) leaf(n *gorgonia.Node) value {
	p := r.params[n]
	if p == nil {
		v := raw(n.Dims())
		for _, size := range n.Shape() {
			v.varies = append(v.varies, size > 1 && !(op.Of(n).Kind == op.KindConstant && constant(n)))
		}
		return v
	}
	v := value{kind: parameter, param: p, dims: slices.Clone([]int(n.Shape()))}
	if len(v.dims) == 2 {
		v.steps = []int{v.dims[1], 1}
		return v
	}
	v.at = make([]int32, n.Shape().TotalSize())
	for i := range v.at {
		v.at[i] = int32(i)
	}
	return v
}

// constant says whether all elements of a node are equal.
func constant(n *gorgonia.Node) bool {
	switch v := n.Value().Data().(type) {
	case []float64:
		return len(slices.Compact(slices.Clone(v))) == 1
	case []float32:
		return len(slices.Compact(slices.Clone(v))) == 1
	}
	return false
}

// newStage makes a stage of an axis.
func (r *reader) newStage(a *bimt.Axis) *stage {
	s := &stage{axis: a, first: int32(len(r.units))}
	r.stages = append(r.stages, s)
	for i := range a.Len() {
		r.units = append(r.units, unit{s, i})
	}
	return s
}

// input is the stage of an axis that data is fed into.
func (r *reader) input(a *bimt.Axis) *stage {
	if r.inputs[a] == nil {
		r.inputs[a] = r.newStage(a)
		r.inputs[a].input = true
	}
	return r.inputs[a]
}

// members are the units that a label stands for.
func (r *reader) members(label int32) []int32 {
	switch {
	case label >= 0:
		return []int32{label}
	case label < none:
		return r.pools[-2-label].members
	}
	return nil
}

// pooled is the label of all that some labels stand for; none if that is nothing.
func (r *reader) pooled(kind Kind, labels []int32) int32 {
	var all []int32
	for _, l := range labels {
		all = append(all, r.members(l)...)
	}
	slices.Sort(all)
	if all = slices.Compact(all); len(all) == 0 {
		return none
	}
	key := keyOf(kind, all)
	if l, ok := r.pooledAs[key]; ok {
		return l
	}
	r.pools = append(r.pools, pool{kind, all})
	r.pooledAs[key] = int32(-1 - len(r.pools))
	return r.pooledAs[key]
}

// lead adds edges from all that a label stands for to a unit; plain is the kind of one from
// a unit.
func (r *reader) lead(label, to int32, plain Kind) {
	if label < none {
		plain = r.pools[-2-label].kind
	}
	for _, from := range r.members(label) {
		r.edges = append(r.edges, edge{kind: plain, from: from, to: to})
	}
}

// unknown lets all that an operation reads lead to all it writes.
func (r *reader) unknown(o *operation) value {
	var labels []int32
	for _, v := range o.values {
		labels = append(labels, r.signals(v).at...)
	}
	r.opaque = append(r.opaque, fmt.Sprintf("%s: how it leads from neuron to neuron is not known", o))
	return r.poolOf(Opaque, labels, o.node.Dims())
}

// poolOf is a node all of whose elements depend on all that the labels stand for.
func (r *reader) poolOf(kind Kind, labels []int32, rank int) value {
	v := raw(rank)
	if l := r.pooled(kind, labels); l != none {
		v.kind, v.at[0] = neurons, l
	}
	return v
}

// finish marks the results.
func (r *reader) finish(n *gorgonia.Node, v value) {
	found := false
	for _, l := range r.signals(v.spelled()).at {
		for _, u := range r.members(l) {
			r.units[u].stage.output = true
			found = true
		}
	}
	r.numbered(&operation{node: n, info: op.Of(n)}, v, "the outputs")
	if !found {
		r.opaque = append(r.opaque, fmt.Sprintf("output %s: no neurons were found that lead to it", n.Name()))
	}
}
