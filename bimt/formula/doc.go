// Package formula writes down what a network, or a table, computes: expressions, and a
// search for the short one behind a function.
//
//	e, err := formula.Parse("x1² + sin(π·x4)")
//	text, tex, python := e.String(), e.LaTeX(), e.SymPy()
//	f, err := e.Compile([]string{"x1", "x4"})
//	y := f.Eval(row)
//
//	found, err := formula.Recover(ctx, formula.Data{Names: names, X: rows, Y: y}, formula.Options{})
//	if found.Best == nil { … } // no good fit: nothing short explains the data
//
//	exact, err := formula.Exact(c, 0)              // the circuit's own nested expression
//	found, err := formula.OfCircuit(ctx, c, 0, rows, formula.Options{})
//
// The search looks for T(y) = Σ aₖ φₖ + c, where T is one of nine simple functions and φ
// one of some ten thousands of terms, built from the inputs level by level. Sums, products (T is log),
// quotients, roots and powers of sums, and compositions with sin, exp, … are all of this kind.
// It scores pairs and triples of terms by linear regression on a sample of the rows, the best of them
// once more on a thousand, refits every
// constant of the best on all rows (Levenberg–Marquardt), and replaces constants by small fractions
// and multiples of π where the data allow it. Splitting a problem by such tests follows AI Feynman
// (Udrescu and Tegmark 2020, arXiv 1905.11481), which splits by separability and symmetries instead.
//
// Guarantees: expressions are never changed, only made anew. What String prints, Parse reads. The search is
// deterministic, where Options.Work ends it too (where its context does, it is not), and reports no formula
// where none reaches Options.MinR2 on rows kept aside.
package formula
