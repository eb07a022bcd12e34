// Package nearest finds the name that a user probably meant.
//
//	return nearest.Unknown("key", "lamda", keys) // unknown key "lamda" (did you mean "lambda"?)
//
// The same input gives the same suggestion; of names that are equally near, the first given is taken.
package nearest

import (
	"errors"
	"fmt"
	"strings"
)

// listed is how many names a message lists at most when none is near.
const listed = 20

// longest is how many bytes a name may have to be compared: no one mistypes a text of pages.
const longest = 100

// Name returns the candidate that is nearest to got. ok is false if none is near enough to be suggested: at most a third
// of its letters may differ (rounded to the nearest, at least one), or got must be a part of it, of three letters or
// more. Letter case does not count, and names of over 100 bytes are near to none.
func Name(got string, candidates []string) (best string, ok bool) {
	if got = strings.ToLower(got); got == "" {
		return "", false
	}
	least := 0
	for _, candidate := range candidates {
		if len(got) > longest || len(candidate) > longest {
			continue
		}
		c := strings.ToLower(candidate)
		d, longer := distance(got, c), max(len(got), len(c))
		near := d <= max(1, (longer+1)/3) && d < longer
		part := len(got) >= 3 && strings.Contains(c, got)
		if (near || part) && (!ok || d < least) {
			best, least, ok = candidate, d, true
		}
	}
	return best, ok
}

// Unknown returns the error for a name that is not among the candidates: it suggests the nearest one or, if none is near,
// lists them. kind says what is named, such as "key" or "experiment".
func Unknown(kind, got string, candidates []string) error {
	message := fmt.Sprintf("unknown %s %q", kind, got)
	switch best, ok := Name(got, candidates); {
	case ok:
		message += fmt.Sprintf(" (did you mean %q?)", best)
	case len(candidates) > listed:
		message += fmt.Sprintf(" (known: %s and %d more)", strings.Join(candidates[:listed], ", "), len(candidates)-listed)
	case len(candidates) > 0:
		message += fmt.Sprintf(" (known: %s)", strings.Join(candidates, ", "))
	}
	return errors.New(message)
}

// distance returns how many letters must be put in, taken out or changed, or neighbours exchanged, to make b of a, where no
// letter is edited twice (optimal string alignment). Exchanges count once because they are the commonest slip, which a
// plain Levenshtein distance counts as two.
func distance(a, b string) int {
	from, to := []rune(a), []rune(b)
	before, last, row := make([]int, len(to)+1), make([]int, len(to)+1), make([]int, len(to)+1)
	for j := range row {
		row[j] = j
	}
	for i, r := range from {
		before, last, row = last, row, before
		row[0] = i + 1
		for j, s := range to {
			if r == s {
				row[j+1] = last[j]
				continue
			}
			row[j+1] = 1 + min(last[j], last[j+1], row[j])
			if i > 0 && j > 0 && r == to[j-1] && from[i-1] == s {
				row[j+1] = min(row[j+1], 1+before[j-1])
			}
		}
	}
	return row[len(to)]
}
