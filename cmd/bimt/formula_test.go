package main

import (
	"math"
	"strings"
	"testing"

	"github.com/gobimt/bimt/internal/inside"
	"github.com/gobimt/bimt/internal/run"
)

// Formulas are printed in four languages; what has no value, and what explains nothing, is
// said in words.
func TestFormulaText(t *testing.T) {
	k := inside.Candidate{Text: "√a", LaTeX: `\sqrt{a}`, Go: "math.Sqrt(a)", SymPy: "sqrt(a)", Length: 2, R2Network: 0.9995, R2Data: 0.75, R2Outside: run.Number(math.NaN())}
	mean := inside.Candidate{Text: "7", LaTeX: "7", Go: "7.0", SymPy: "7", Length: 1, R2Network: -0.001}
	good := inside.OutputFormula{Name: "y", Fits: true, Complete: true, Candidates: []inside.Candidate{k, mean}}
	bad := inside.OutputFormula{Name: "z", Ended: inside.EndedByEffort, Candidates: []inside.Candidate{mean}}
	late := inside.OutputFormula{Name: "late", Ended: inside.EndedByTime}
	report := &inside.FormulaReport{Outputs: []inside.OutputFormula{good, bad, late}}
	for form, want := range map[string]string{"text": "√a", "latex": `\sqrt{a}`, "go": "math.Sqrt(a)", "sympy": "sqrt(a)"} {
		text := formulaText(report, form)
		for _, w := range []string{"y\n  " + want + "\n      R² 0.9995 of the network, undefined beyond its range, 0.75 of the data; length 2\nz\n", "no good fit", "--effort 4", "--limit 1h", "  7"} {
			if !strings.Contains(text, w) {
				t.Errorf("--to %s lacks %q:\n%s", form, w, text)
			}
		}
		if strings.Count(text, "\n  7") != 1 {
			t.Errorf("the mean is printed beside a formula:\n%s", text)
		}
	}
	if status, out, msg := bimt(t, "formula", "none", "--to", "tex"); status != statusUsage || out != "" || !strings.Contains(msg, "unknown form") {
		t.Errorf("status %d, %q, %q", status, out, msg)
	}
}
