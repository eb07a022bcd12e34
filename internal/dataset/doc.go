// Package dataset makes the data of the published experiments: moons, modular
// addition, products of permutations, linear regression in context, and the
// characters of a text. (Formulas, spirals and what settings make of all these: internal/task.)
//
// A generator returns plain rows, and knows nothing of networks:
//
//	rng := rand.New(rand.NewPCG(seed, 0))
//	moons, err := dataset.TwoMoons(rng, 200, 0.1) // 200 points of X [200, 2] with their classes
//
//	pairs, err := dataset.ModularAddition(59)
//	train, test, err := dataset.Split(rng, pairs.Rows(), 0.8)
//
// Data that lies in files is read by the packages below this one: idx (images),
// table (CSV, NPY, NPZ), digits (a small set of images that ships with the
// program) and fetch (MNIST and its like, found on disk or downloaded once).
//
// Guarantees: all randomness comes from the *rand.Rand passed in, drawn in a
// fixed order, so the same seed gives the same bits; sizes from outside are
// checked before memory is asked for; nothing panics on bad sizes or files.
package dataset
