package dataset

import (
	"fmt"
	"slices"
)

// Pairs is data for classification whose inputs are pairs of tokens: the label
// of row i is the product of Tokens[2i] and Tokens[2i+1], itself a token.
type Pairs struct {
	Vocabulary int
	Tokens     []int // [rows, 2], each in 0 … Vocabulary-1
	Labels     []int // [rows], each in 0 … Vocabulary-1
}

// Rows returns the number of pairs.
func (p Pairs) Rows() int { return len(p.Labels) }

// Select copies the given rows, in the given order.
func (p Pairs) Select(rows []int) Pairs {
	out := Pairs{Vocabulary: p.Vocabulary, Tokens: make([]int, 0, 2*len(rows)), Labels: selectInts(p.Labels, rows)}
	for _, r := range rows {
		out.Tokens = append(out.Tokens, p.Tokens[2*r], p.Tokens[2*r+1])
	}
	return out
}

// allPairs fills the full multiplication table of a set of n tokens: row a·n+b
// is the pair (a, b).
func allPairs(n int, product func(a, b int) int) Pairs {
	p := Pairs{Vocabulary: n, Tokens: make([]int, 0, 2*n*n), Labels: make([]int, 0, n*n)}
	for a := range n {
		for b := range n {
			p.Tokens = append(p.Tokens, a, b)
			p.Labels = append(p.Labels, product(a, b))
		}
	}
	return p
}

// maxModulus bounds the table of ModularAddition to about four million pairs.
const maxModulus = 2048

// ModularAddition returns all p² pairs (a, b), in the order a·p+b, with label
// (a + b) mod p. The published experiment has p = 59; p need not be prime.
//
// It fails if p < 2 or p > 2048.
func ModularAddition(p int) (Pairs, error) {
	if p < 2 || p > maxModulus {
		return Pairs{}, fmt.Errorf("modular addition modulo %d: choose a modulus from 2 to %d, such as 59", p, maxModulus)
	}
	return allPairs(p, func(a, b int) int { return (a + b) % p }), nil
}

// PermutationProducts returns all products in the symmetric group Sₙ, whose n!
// elements are numbered in lexicographic order. Row a·n!+b is the pair (a, b),
// and its label is the product
//
//	product(a, b)[i] = b[a[i]]
//
// (first a, then b). The published experiment has n = 4: 24 tokens, 576 rows.
//
// It fails if n < 2 or n > 5.
func PermutationProducts(n int) (Pairs, error) {
	if n < 2 || n > 5 {
		return Pairs{}, fmt.Errorf("permutations of %d things: choose a size from 2 to 5, such as 4", n)
	}
	perms := Permutations(n)
	product := make([]int, n)
	return allPairs(len(perms), func(a, b int) int {
		for i := range product {
			product[i] = perms[b][perms[a][i]]
		}
		// Lexicographic order makes the list sorted, so its index is found by bisection.
		index, _ := slices.BinarySearchFunc(perms, product, slices.Compare[[]int])
		return index
	}), nil
}

// Permutations returns the n! permutations of 0 … n-1 in lexicographic order.
// It is meant for n up to about 8.
func Permutations(n int) [][]int {
	var all [][]int
	current := make([]int, 0, n)
	used := make([]bool, n)
	var extend func()
	extend = func() {
		if len(current) == n {
			all = append(all, slices.Clone(current))
			return
		}
		for v := range n {
			if used[v] {
				continue
			}
			used[v] = true
			current = append(current, v)
			extend()
			current = current[:len(current)-1]
			used[v] = false
		}
	}
	extend()
	return all
}
