// Package inside looks into the network of a run: what is left when it is pruned, which
// part matters for what, what its formula is, and how it is taken along.
//
//	c, err := r.Circuit(0.01)                                      // weight by weight, in the columns' units
//	err = inside.Export(w, r, "c", "predict", 0.01)                // as code
//	p, err := inside.Prune(ctx, r, inside.PruneOptions{Within: 0.05, Refit: 3000})
//	m, err := inside.Modules(r, 0.01)                              // parts that share nothing
//	a, err := inside.Ablate(r, inside.AblateOptions{To: inside.Resample})
//	f, err := inside.Formulas(ctx, r, inside.FormulaOptions{})
//
// Guarantees: a run is never changed in its folder, and in memory by Prune alone; rows of
// results come in an order that does not depend on chance; the same run and options give
// the same results, but for formulas whose search ran out of time.
package inside
