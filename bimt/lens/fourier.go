package lens

import (
	"fmt"
	"math"
	"math/cmplx"

	"gonum.org/v1/gonum/mat"
)

// Ring is one principal component of the embedding of the numbers modulo p.
type Ring struct {
	Values    []float64 // by number, of unit norm and mean 0
	Variance  float64   // its share of the variance
	Frequency int       // f of the largest part, 1 … (p−1)/2
	// Circularity is the share of that part, max over f of (2/p)·|Σ_t v_t e^{2πi f t/p}|²:
	// 1 if the component is a wave of one frequency.
	Circularity float64
}

// Rings are the first principal components of an embedding (p, width) of the numbers modulo
// an odd p, at most so many, each with its frequency. Two of one frequency, a quarter of a
// wave apart, are a ring. The circularity of the embedding is the mean of that of the first
// four (Zhong, Liu, Tegmark, Andreas, "The Clock and the Pizza", arXiv 2306.17844).
func Rings(table []float64, p, most int) ([]Ring, error) {
	width, err := odd(table, p)
	if err != nil {
		return nil, err
	}
	var svd mat.SVD
	if !svd.Factorize(mat.NewDense(p, width, centred(table, width)), mat.SVDThin) {
		return nil, fmt.Errorf("lens: the principal components of a table %d×%d were not found", p, width)
	}
	var u mat.Dense
	svd.UTo(&u)
	sizes := svd.Values(nil)
	total := 0.0
	for _, s := range sizes {
		total += s * s
	}
	var rings []Ring
	for k := 0; k < min(most, len(sizes)) && sizes[k] > 1e-12*sizes[0]; k++ {
		r := Ring{Values: mat.Col(nil, k, &u), Variance: sizes[k] * sizes[k] / total}
		for f := 1; f <= p/2; f++ {
			if part := 2 / float64(p) * power(r.Values, f); part > r.Circularity {
				r.Frequency, r.Circularity = f, part
			}
		}
		rings = append(rings, r)
	}
	return rings, nil
}

// Circularity is the mean over rings, 0 of none.
func Circularity(rings []Ring) (mean float64) {
	for _, r := range rings {
		mean += r.Circularity / float64(len(rings))
	}
	return mean
}

// Spectrum is the share of each frequency 1 … (p−1)/2 in the variance of an embedding (p,
// width) of the numbers modulo an odd p: element f−1 is
// Σ_d |Σ_t E[t,d] e^{2πi f t/p}|² over the same of all frequencies.
func Spectrum(table []float64, p int) ([]float64, error) {
	width, err := odd(table, p)
	if err != nil {
		return nil, err
	}
	shares, total := make([]float64, p/2), 0.0
	column := make([]float64, p)
	for d := range width {
		for t := range column {
			column[t] = table[t*width+d]
		}
		for f := range shares {
			v := power(column, f+1)
			shares[f] += v
			total += v
		}
	}
	for f := range shares {
		if total > 0 {
			shares[f] /= total
		}
	}
	return shares, nil
}

// power is |Σ_t v_t e^{2πi f t/p}|².
func power(v []float64, f int) float64 {
	sum := 0i
	for t, x := range v {
		angle := 2 * math.Pi * float64(f*t%len(v)) / float64(len(v))
		sum += complex(x, 0) * cmplx.Exp(complex(0, angle))
	}
	return real(sum)*real(sum) + imag(sum)*imag(sum)
}

// odd checks the table of an odd p, and gives its width.
func odd(table []float64, p int) (width int, err error) {
	if p < 3 || p%2 == 0 {
		return 0, fmt.Errorf("lens: p is %d: frequencies are told apart for an odd p, from 3 on", p)
	}
	return columns(table, p)
}

// columns checks a table of so many rows, and gives its width.
func columns(table []float64, rows int) (width int, err error) {
	if rows < 1 || len(table) == 0 || len(table)%rows != 0 {
		return 0, fmt.Errorf("lens: %d numbers are no table of %d rows", len(table), rows)
	}
	for i, v := range table {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return 0, fmt.Errorf("lens: the table holds %v in row %d", v, i/(len(table)/rows))
		}
	}
	return len(table) / rows, nil
}

// centred is a table whose columns have mean 0.
func centred(table []float64, width int) []float64 {
	out, rows := make([]float64, len(table)), len(table)/width
	for d := range width {
		mean := 0.0
		for t := range rows {
			mean += table[t*width+d] / float64(rows)
		}
		for t := range rows {
			out[t*width+d] = table[t*width+d] - mean
		}
	}
	return out
}
