package run

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

// The README lists the methods as they are.
func TestMethodsInTheREADME(t *testing.T) {
	b, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range methods {
		row := fmt.Sprintf("| `%s` | %s | %s |", m.Name, strings.ReplaceAll(m.Price, "|", `\|`), map[bool]string{true: "yes", false: "no"}[m.Swaps])
		if !strings.Contains(string(b), row) {
			t.Errorf("README.md has no row %s", row)
		}
		if c := config(t, "sharing", "method="+m.Name); c.Check() != nil || MethodOf(m.Name).Name != m.Name {
			t.Errorf("%s is no method", m.Name)
		}
	}
}
