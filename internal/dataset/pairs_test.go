package dataset

import (
	"slices"
	"testing"
)

func TestModularAddition(t *testing.T) {
	p, err := ModularAddition(59)
	if err != nil {
		t.Fatal(err)
	}
	if p.Rows() != 3481 || p.Vocabulary != 59 || len(p.Tokens) != 2*3481 {
		t.Fatalf("%d rows, %d tokens in the vocabulary", p.Rows(), p.Vocabulary)
	}
	row := 58*59 + 3
	if p.Tokens[2*row] != 58 || p.Tokens[2*row+1] != 3 || p.Labels[row] != 2 {
		t.Errorf("row of (58, 3): %v -> %d", p.Tokens[2*row:2*row+2], p.Labels[row])
	}
	for _, bad := range []int{-3, 0, 1, 2049, 1 << 40} {
		if _, err := ModularAddition(bad); err == nil {
			t.Errorf("modulus %d: no error", bad)
		}
	}
}

func TestPermutationsAreLexicographic(t *testing.T) {
	for n, size := range map[int]int{2: 2, 3: 6, 4: 24, 5: 120} {
		perms := Permutations(n)
		if len(perms) != size {
			t.Fatalf("S%d has %d elements, want %d", n, len(perms), size)
		}
		if !slices.IsSortedFunc(perms, slices.Compare[[]int]) {
			t.Errorf("S%d is not in lexicographic order", n)
		}
	}
	if got := Permutations(3)[3]; !slices.Equal(got, []int{1, 2, 0}) {
		t.Errorf("fourth element of S3 is %v", got)
	}
}

// The products form a group: identity, inverses, associativity. Since S₃ … S₅
// do not commute, an exchange of the operands is caught by one known product.
func TestPermutationProducts(t *testing.T) {
	for n := 2; n <= 5; n++ {
		p, err := PermutationProducts(n)
		if err != nil {
			t.Fatal(err)
		}
		size := p.Vocabulary
		if p.Rows() != size*size {
			t.Fatalf("S%d: %d rows", n, p.Rows())
		}
		mul := func(a, b int) int { return p.Labels[a*size+b] }
		for a := range size {
			if mul(0, a) != a || mul(a, 0) != a {
				t.Fatalf("S%d: element 0 is not the identity", n)
			}
			row := p.Labels[a*size : (a+1)*size]
			if sorted := slices.Sorted(slices.Values(row)); sorted[0] != 0 || sorted[size-1] != size-1 || len(slices.Compact(sorted)) != size {
				t.Fatalf("S%d: row %d is no permutation of the group", n, a)
			}
			for b := range min(size, 24) {
				if c := (a*7 + b) % size; mul(mul(a, b), c) != mul(a, mul(b, c)) {
					t.Fatalf("S%d: not associative", n)
				}
			}
		}
	}
	p, _ := PermutationProducts(3)
	// a = (0,2,1) is number 1, b = (1,2,0) is number 3; b[a[i]] = (1,0,2) is number 2.
	if got := p.Labels[1*6+3]; got != 2 {
		t.Errorf("product(1, 3) in S3 is %d, want 2", got)
	}
	for _, bad := range []int{-1, 0, 1, 6, 100} {
		if _, err := PermutationProducts(bad); err == nil {
			t.Errorf("S%d: no error", bad)
		}
	}
}

func TestPairsSelect(t *testing.T) {
	p, _ := ModularAddition(5)
	s := p.Select([]int{24, 7})
	if !slices.Equal(s.Tokens, []int{4, 4, 1, 2}) || !slices.Equal(s.Labels, []int{3, 3}) {
		t.Errorf("selected %v -> %v", s.Tokens, s.Labels)
	}
}
