package nearest

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func ExampleUnknown() {
	keys := []string{"lambda", "locality", "learning_rate", "steps"}
	fmt.Println(Unknown("key", "lamda", keys))
	fmt.Println(Unknown("key", "zzz", keys))
	// Output:
	// unknown key "lamda" (did you mean "lambda"?)
	// unknown key "zzz" (known: lambda, locality, learning_rate, steps)
}

func TestName(t *testing.T) {
	candidates := []string{"independence", "sharing", "composition", "two-moons", "three-moons", "modular-addition", "s4", "seed", "seeds", "größe"}
	for got, want := range map[string]string{
		"independance": "independence", // changed
		"compositon":   "composition",  // left out
		"shharing":     "sharing",      // put in
		"sede":         "seed",         // exchanged
		"two_moons":    "two-moons",
		"SHARING":      "sharing",
		"modular":      "modular-addition", // a part
		"moons":        "two-moons",        // a part of two: the nearer one
		"S4":           "s4",
		"s5":           "s4",
		"seed":         "seed",
		"grösse":       "größe",
		"":             "",
		"x":            "", // a third of one letter is none
		"mo":           "", // too short a part
		"transformer":  "",
	} {
		if best, ok := Name(got, candidates); best != want || ok != (want != "") {
			t.Errorf("Name(%q) = %q, %v; want %q", got, best, ok, want)
		}
	}
	if best, ok := Name(strings.Repeat("a", 101), []string{strings.Repeat("a", 101)}); ok {
		t.Errorf("a name of 101 bytes is compared and %q taken", best)
	}
	if best, ok := Name("aa", []string{"ab", "ac"}); best != "ab" || !ok {
		t.Errorf("of equally near names %q was taken, want the first", best)
	}
}

func TestUnknownLists(t *testing.T) {
	if got := Unknown("key", "x", nil).Error(); got != `unknown key "x"` {
		t.Errorf("without candidates: %s", got)
	}
	many := slices.Repeat([]string{"name"}, listed+7)
	if got := Unknown("key", "zzzzzz", many).Error(); !strings.HasSuffix(got, "name and 7 more)") {
		t.Errorf("with many candidates: %s", got)
	}
}

// TestDistance checks it against the recursive definition.
func TestDistance(t *testing.T) {
	var slow func(a, b []rune) int
	slow = func(a, b []rune) int {
		m, n := len(a), len(b)
		if m == 0 || n == 0 {
			return m + n
		}
		change := 1
		if a[m-1] == b[n-1] {
			change = 0
		}
		d := min(slow(a[:m-1], b)+1, slow(a, b[:n-1])+1, slow(a[:m-1], b[:n-1])+change)
		if m > 1 && n > 1 && a[m-1] == b[n-2] && a[m-2] == b[n-1] {
			d = min(d, slow(a[:m-2], b[:n-2])+1)
		}
		return d
	}
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.StringOfN(rapid.RuneFrom([]rune("abcö")), 0, 5, -1)
		a, b := word.Draw(t, "a"), word.Draw(t, "b")
		if got, want := distance(a, b), slow([]rune(a), []rune(b)); got != want {
			t.Fatalf("distance(%q, %q) = %d, want %d", a, b, got, want)
		}
	})
}
