package lens

import (
	"fmt"
	"slices"
)

// Irrep is an irreducible representation of the group of permutations of four things.
type Irrep struct {
	Name string
	Dim  int
	// characters by the number of things that a permutation leaves in place, 4, 2, 0 and 1,
	// and the second of those that leave none: e, (12), (12)(34), (123), (1234).
	characters [5]int
}

// S4 lists the five irreps, in the order of Irreps.
func S4() []Irrep {
	return []Irrep{
		{"trivial", 1, [5]int{1, 1, 1, 1, 1}},
		{"sign", 1, [5]int{1, -1, 1, 1, -1}},
		{"two-dimensional", 2, [5]int{2, 0, 2, -1, 0}},
		{"standard", 3, [5]int{3, 1, -1, 0, -1}},
		{"standard ⊗ sign", 3, [5]int{3, -1, -1, 0, 1}},
	}
}

// permutations are those of 0 … 3 in lexicographic order.
var permutations = func() (all [][4]int) {
	for code := range 256 {
		p := [4]int{code / 64, code / 16 % 4, code / 4 % 4, code % 4}
		if s := slices.Sorted(slices.Values(p[:])); slices.Equal(s, []int{0, 1, 2, 3}) {
			all = append(all, p)
		}
	}
	return all
}()

// class is the conjugacy class of a permutation, as Irrep.characters counts them.
func class(p [4]int) int {
	fixed, square := 0, true
	for i, v := range p {
		if v == i {
			fixed++
		}
		square = square && p[v] == i
	}
	switch {
	case fixed == 4:
		return 0
	case fixed == 2:
		return 1
	case fixed == 1:
		return 3
	case square:
		return 2
	}
	return 4
}

// quotient is g·h⁻¹: it takes h's images to g's.
func quotient(g, h [4]int) (q [4]int) {
	for i := range g {
		q[h[i]] = g[i]
	}
	return q
}

// classes are those of g·h⁻¹, by g and h.
var classes = func() (all [24][24]int) {
	for i, g := range permutations {
		for j, h := range permutations {
			all[i][j] = class(quotient(g, h))
		}
	}
	return all
}()

// Irreps is how a function on the 24 permutations of four things, in lexicographic order,
// divides among the irreps of their group (see S4):
//
//	P_ρ f(g) = (d_ρ/24) Σ_h χ_ρ(g h⁻¹) f(h),   E_ρ = ‖P_ρ f‖² / ‖f‖²,   Σ E_ρ = 1.
//
// A random function has d_ρ²/24: 1, 1, 4, 9 and 9 of 24. It fails for a function that is 0.
func Irreps(f []float64) ([]float64, error) {
	if width, err := columns(f, len(permutations)); err != nil || width != 1 {
		return nil, fmt.Errorf("lens: a function of %d values: give the 24 of the permutations of four things, finite", len(f))
	}
	total := 0.0
	for _, v := range f {
		total += v * v
	}
	if total == 0 {
		return nil, fmt.Errorf("lens: a function that is 0 has no irreps")
	}
	var energies []float64
	for _, rho := range S4() {
		energy := 0.0
		for g := range permutations {
			part := 0.0
			for h, v := range f {
				part += float64(rho.Dim*rho.characters[classes[g][h]]) / 24 * v
			}
			energy += part * part
		}
		energies = append(energies, energy/total)
	}
	return energies, nil
}

// Sign is +1 for even and −1 for odd permutations of four things, in lexicographic order: the
// sign representation as a function.
func Sign() []float64 {
	var signs []float64
	for _, p := range permutations {
		signs = append(signs, float64(S4()[1].characters[class(p)]))
	}
	return signs
}
