// Package measure says a run in figures: one table of all there are, which writes
// summary.json and is read by everything that shows, ranks, compares or tests runs.
//
//	s, err := measure.Summarize(run)
//	q := s.Value("modularity")                   // NaN if the run has none
//	m, err := measure.Find("test_loss")
//
// A new measure is a row of the table and nothing else: it then stands in summary.json,
// compare.csv, compare.json and can be ranked by; with a place in Compared it stands in the
// tables of a comparison, and with the words More and Less it is tested.
//
// Guarantees: keys and their order stay; a run without a figure has NaN, never 0; random
// searches are seeded by the run; the network is left as it was.
package measure
