package flow

import (
	"slices"
	"strings"

	"github.com/gobimt/bimt/graph/op"
)

// A rule follows an operation; false if it can't.
type rule func(r *reader, o *operation) (value, bool)

// rules are what is known of operations. One that reads data alone gives data, whatever
// its kind, unless it is of takesData.
var rules = map[op.Kind]rule{
	op.KindAffine:           ruleAffine,
	op.KindMatMul:           ruleMatMul,
	op.KindTokens:           ruleTokens,
	op.KindTokenProducts:    ruleTokenProducts,
	op.KindTokenSum:         ruleTokenSum,
	op.KindAddPositions:     rulePositions,
	op.KindAttentionPattern: rulePattern,
	op.KindAttentionMix:     ruleMix,
	op.KindReorder:          ruleReorder,
	op.KindReorderRows:      ruleReorder,
	op.KindLayerNorm:        ruleScaled,
	op.KindRMSNorm:          ruleScaled,
	op.KindRope:             ruleRope,
	op.KindMap:              keep,
	op.KindSoftmax:          ruleSoftmax,
	op.KindAdd:              ruleCombine,
	op.KindSub:              ruleCombine,
	op.KindMul:              ruleCombine,
	op.KindDiv:              ruleCombine,
	op.KindPow:              ruleCombine,
	op.KindPick:             rulePick,
	op.KindReshape:          ruleReshape,
	op.KindTranspose:        ruleTranspose,
	op.KindSlice:            ruleSlice,
	op.KindConcat:           ruleConcat,
	op.KindRepeat:           ruleRepeat,
	op.KindSum:              ruleSum,
	op.KindMax:              ruleSum,
	op.KindMean:             ruleMean,
	op.KindMSE:              ruleLoss,
	op.KindCrossEntropy:     ruleLoss,
	op.KindOther:            ruleOther,
}

// takesData are operations after which data has neurons.
var takesData = []op.Kind{op.KindReorder}

// takesMatrix are operations that read elements of a matrix of parameters without a list of
// them.
var takesMatrix = []op.Kind{op.KindAffine, op.KindMatMul, op.KindTokens, op.KindTokenProducts, op.KindAddPositions, op.KindTranspose}

// keep gives the neurons of the first operand.
func keep(_ *reader, o *operation) (value, bool) { return o.values[0], true }

// ruleSoftmax is keep, with the neurons along the last dimension tied together.
func ruleSoftmax(r *reader, o *operation) (value, bool) {
	v := r.signals(o.values[0])
	r.tied(o, v, len(v.dims)-1)
	return v, true
}

// ruleScaled is ruleSoftmax, with scales and shifts on the operand's axis.
func ruleScaled(r *reader, o *operation) (value, bool) {
	x := r.signals(o.values[0])
	r.tied(o, x, len(x.dims)-1)
	for i, v := range o.values[1:] {
		r.aligned(o, x, v)
		if i == 1 {
			r.biased(x, v)
		}
	}
	return x, true
}

// ruleAffine is x·Wᵀ + b.
func ruleAffine(r *reader, o *operation) (value, bool) {
	out, ok := r.product(o, o.values[0], o.values[1].flip())
	if ok && len(o.values) > 2 {
		r.aligned(o, out, o.values[2])
		r.biased(out, o.values[2])
	}
	return out, ok
}

func ruleMatMul(r *reader, o *operation) (value, bool) {
	t, _ := o.info.Attrs.(op.MatMulAttrs)
	a, b := o.values[0], o.values[1]
	vector := len(b.dims) < len(a.dims) && len(b.dims) == 1
	if vector { // a column
		b = b.with(append(b.dims, 1), b.at)
	}
	if t.TransposeA {
		a = a.flip()
	}
	if t.TransposeB && !vector {
		b = b.flip()
	}
	if len(a.dims) != len(b.dims) && b.kind != parameter {
		return value{}, false
	}
	out, ok := r.product(o, a, b)
	if ok && vector {
		out = out.with(out.dims[:len(out.dims)-1], out.at)
	}
	return out, ok
}

// ruleTokens puts rows of a table side by side.
func ruleTokens(r *reader, o *operation) (value, bool) {
	t := o.values[0]
	if t.kind != parameter || t.param.axes[1] == nil {
		return value{}, false
	}
	t = r.table(t, 1) // (1, width)
	fold := o.in[1].Shape()[1]
	return value{kind: neurons, dims: []int{1, len(t.at) * fold}, at: slices.Repeat(t.at, fold)}, true
}

// ruleTokenProducts is table·W_cᵀ for every copy c of the columns: (fold, tokens, out).
func ruleTokenProducts(r *reader, o *operation) (value, bool) {
	t, w := o.values[0], o.values[1]
	if t.kind != parameter || t.param.axes[1] == nil || w.kind != parameter {
		return value{}, false
	}
	t = r.table(t, 1)
	fold := w.dims[1] / len(t.at)
	out, ok := r.product(o, value{kind: neurons, dims: []int{1, w.dims[1]}, at: slices.Repeat(t.at, fold)}, w.flip())
	return out.with([]int{1, 1, len(out.at)}, out.at), ok
}

// ruleTokenSum adds up products (fold, tokens, out) of tokens: (batch, out).
func ruleTokenSum(_ *reader, o *operation) (value, bool) {
	p := o.values[0]
	return p.with([]int{1, len(p.at)}, p.at), len(p.at) == p.dims[2]
}

// rulePositions adds the rows of a table (places, width) to x (batch, time, width).
func rulePositions(r *reader, o *operation) (value, bool) {
	t := o.values[1]
	if t.kind != parameter || t.param.axes[1] == nil {
		return value{}, false
	}
	t = r.table(t, 1)
	t.dims = append([]int{1}, t.dims...)
	return r.combine(o, o.values[0], t), true
}

func rulePick(_ *reader, o *operation) (value, bool) {
	a, ok := o.info.Attrs.(op.PickAttrs)
	if !ok {
		return value{}, false
	}
	return o.values[0].pick(a.Dim, a.Places.Slice()), true
}

func ruleReshape(_ *reader, o *operation) (value, bool) {
	v := o.values[0].reshape(o.in[0].Shape(), o.node.Shape())
	if v.kind == neurons { // rows of a table side by side come apart again
		v = shrink(v)
	}
	return v, true
}

func ruleTranspose(_ *reader, o *operation) (value, bool) {
	a, ok := o.info.Attrs.(op.TransposeAttrs)
	if !ok || len(a.Dims.Slice()) != len(o.values[0].dims) {
		return value{}, false
	}
	return o.values[0].transpose(a.Dims.Slice()), true
}

func ruleSlice(_ *reader, o *operation) (value, bool) {
	a, ok := o.info.Attrs.(op.SliceAttrs)
	if !ok {
		return value{}, false
	}
	v, in, out := o.values[0], o.in[0].Shape(), o.node.Shape()
	if !a.All {
		var places []int
		for p := a.Start; p < a.End; p += max(1, a.Step) {
			places = append(places, p)
		}
		v = v.pick(a.Dim, places)
	}
	if len(out) < len(in) && v.dims[a.Dim] == 1 { // a single place
		v = v.with(slices.Delete(slices.Clone(v.dims), a.Dim, a.Dim+1), v.at)
	}
	return v, len(v.dims) == len(out)
}

func ruleConcat(r *reader, o *operation) (value, bool) {
	a, ok := o.info.Attrs.(op.ConcatAttrs)
	if !ok {
		return value{}, false
	}
	d := a.Dim
	dims := raw(o.node.Dims()).dims
	parts := make([]value, len(o.values))
	for i, v := range o.values {
		parts[i] = r.signals(v)
		for k, n := range parts[i].dims {
			dims[k] = max(dims[k], n)
		}
	}
	var all []value
	total := 0
	for i, v := range parts {
		dims[d] = o.in[i].Shape()[d]
		all = append(all, v.expand(slices.Clone(dims)))
		total += dims[d]
	}
	dims[d] = total
	return shrink(value{kind: neurons, dims: dims}.joined(all, d)), true
}

func ruleRepeat(_ *reader, o *operation) (value, bool) {
	a, ok := o.info.Attrs.(op.RepeatAttrs)
	v := o.values[0]
	return v, ok && len(v.dims) == o.node.Dims() && v.dims[a.Dim] == 1
}

// ruleSum leaves out dimensions; neurons along them are added up.
func ruleSum(r *reader, o *operation) (value, bool) {
	a, ok := o.info.Attrs.(op.SumAttrs)
	v, over := r.signals(o.values[0]), a.Dims.Slice()
	if !ok || len(over) == 0 || slices.Max(over) >= len(v.dims) {
		return value{}, false
	}
	mixed := false
	var left []int
	for d, n := range v.dims {
		if !slices.Contains(over, d) {
			left = append(left, n)
		}
		mixed = mixed || n > 1 && slices.Contains(over, d)
	}
	at := v.at
	if mixed {
		sums := groups(v, over)
		if !v.byNumber {
			r.met(o, sums)
		}
		at = nil
		for _, m := range sums {
			var all []int32
			for _, p := range m {
				all = append(all, p[0])
			}
			at = append(at, r.pooled(Opaque, all))
		}
	}
	for len(left) < o.node.Dims() {
		left = append(left, 1)
	}
	return v.with(left, at), len(left) == o.node.Dims()
}

// ruleLoss compares predictions with answers, which are by number.
func ruleLoss(r *reader, o *operation) (value, bool) {
	for _, v := range o.values {
		r.numbered(o, v, "what is compared with the answers")
	}
	return ruleMean(r, o)
}

func ruleMean(r *reader, o *operation) (value, bool) {
	for _, v := range o.values {
		if v = r.signals(v); v.kind == neurons && !v.byNumber {
			r.met(o, groups(v, dimensions(v)))
		}
	}
	return r.poolOf(Opaque, r.signals(o.values[0]).at, o.node.Dims()), true
}

func dimensions(v value) []int {
	all := make([]int, len(v.dims))
	for d := range all {
		all[d] = d
	}
	return all
}

// ruleOther follows stock operations that package op has no kind for: those of images
// (batch, channels, height, width), and of single elements.
func ruleOther(r *reader, o *operation) (value, bool) {
	a, _ := o.info.Attrs.(op.OtherAttrs)
	v := o.values[0]
	switch name := a.Name; {
	case strings.HasPrefix(name, "SizeOf"): // a number that no neuron has a say in
		return raw(o.node.Dims()), true
	case strings.HasPrefix(name, "im2col"): // (batch, height, width, channels·kernel)
		if v.kind != neurons || len(v.dims) != 4 || len(v.at) != v.dims[1] {
			return value{}, false
		}
		kernel := o.node.Shape()[3] / o.in[0].Shape()[1]
		var at []int32
		for c := range o.in[0].Shape()[1] {
			at = append(at, slices.Repeat([]int32{v.at[min(c, len(v.at)-1)]}, kernel)...)
		}
		return v.with([]int{1, 1, 1, len(at)}, at), true
	case slices.ContainsFunc([]string{"MaxPool", "AvgPool", "Upsample", "GlobalAveragePool", "batchnorm"}, func(p string) bool {
		return strings.HasPrefix(strings.ToLower(name), strings.ToLower(p))
	}):
		return v, len(v.dims) == o.node.Dims() && len(v.dims) == 4 && len(v.at) == v.dims[1]
	case strings.HasPrefix(name, "Dropout") || strings.HasPrefix(name, "ConstClamp"):
		return v, true
	}
	return value{}, false
}
