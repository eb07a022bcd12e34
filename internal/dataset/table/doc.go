// Package table reads a user's own data: CSV with a header line, or NumPy's NPY
// and NPZ. The format is recognised by content; CSV and NPY may be gzip.
//
//	t, err := table.Read("cars.csv", table.Options{
//		Inputs:  []string{"weight", "horsepower"},
//		Outputs: []string{"mpg"},
//	})
//	x, err := t.Matrix("weight", "horsepower")
//	task, why, err := table.DetectTask(t.Columns[2:])
//	train, test, err := dataset.Split(rng, t.Rows, 0.8)
//	scaling, err := table.FitScaling(names, x.Select(train))
//
// Inputs are numbers. An output of a CSV may also be words, which then are
// classes. Columns that were not asked for are not looked at, so they may hold
// anything.
//
// NPY and NPZ have a reader of their own: the pinned npyio v0.6.0 trusts the
// header (it allocates what a header claims and panics on one without a line
// end), reads whole arrays only, and says no byte.
//
// Guarantees: a number in a Table is finite; every error names the file and the
// line and column, or the byte, and what to do; nothing is left out silently
// (rows with missing values only by Options.DropMissing, which counts them);
// memory follows the data read and not a header's claim, up to the limits
// MaxBytes and MaxCells; no file makes a panic.
package table
