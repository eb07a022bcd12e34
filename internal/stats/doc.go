// Package stats summarises a measurement over seeds, and compares two methods on the same seeds.
//
//	s := stats.Summarize(losses)             // median and quartiles
//	t, err := stats.Wilcoxon(bimt, l1)       // paired: bimt[k] and l1[k] are of the same seed
//	fmt.Println(s.Median, t.P, t.LeastP)
//
// Medians, quartiles and rank tests are used because a few runs in ten may fail to converge, and one such run moves a mean
// or a t-test as far as it likes.
//
// Guarantees: inputs are not changed; the order of the pairs does not matter; a NaN is never dropped: it makes a summary
// NaN, and a test an error.
package stats
