package vec

import "testing"

// Sizes of modular-addition's hidden layer, 2784×50, in float64.
func BenchmarkVec(b *testing.B) {
	const rows, cols = 2784, 50
	n := rows * cols
	z, h, dh, x := inputs[float64](n+60, 2)[60:], make([]float64, n), make([]float64, n), inputs[float64](n+60, 1)[60:]
	v := make([]float64, n)
	for _, pass := range []struct {
		name string
		run  func()
	}{
		{"SiLU", func() { SiLU(h, dh, z) }},
		{"SiLU-value", func() { SiLU(h, nil, z) }},
		{"GELUTanh", func() { GELUTanh(h, dh, z) }},
		{"Tanh", func() { Tanh(h, dh, z) }},
		{"Softmax", func() { Softmax(h, z) }},
		{"AddBias", func() { AddBias(h, rows, cols, z[:cols]) }},
		{"ColSums", func() { ColSums(h[:cols], z, rows, cols) }},
		{"Mul", func() { Mul(h, z, x) }},
		{"Sum", func() { sink = Sum(z) }},
		{"AdamW", func() { AdamW(h, x, dh, v, AdamWStep{LR: 1e-3, Beta1: 0.9, Beta2: 0.999, Eps: 1e-8, T: 3}) }},
		{"AbsWeightedSum", func() { sink = AbsWeightedSum(z, x, 1, 2) }},
		{"AbsWeightedGrad", func() { AbsWeightedGrad(h, z, x, 1, 1, 2) }},
	} {
		for i := range sets64 {
			old := best64
			best64 = sets64[i]
			b.Run(pass.name+"/"+best64.name, func(b *testing.B) {
				for b.Loop() {
					pass.run()
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/element")
			})
			best64 = old
		}
	}
}

var sink float64
