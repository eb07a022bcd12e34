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
//	fmt.Println(t.Notes(), table.FewRows(len(train), len(test), 2))
//
// Commas, semicolons, tabs or blanks separate the fields, as the first lines show;
// lines that begin with # are comments; decimals have a point or a comma.
//
// Inputs are numbers, or, with Options.Categorical, words, of which Categories makes
// columns of 0 and 1. Other columns of words are left out where no inputs are named,
// and an error where they are. An output of a CSV may also be words, which then are
// classes. Columns that were not asked for are not looked at, so they may hold
// anything.
//
// Classes, Categories and Scaling are what must be kept to treat the rows of another
// file alike; each is written as JSON.
//
// NPY and NPZ have a reader of their own: the pinned npyio v0.6.0 trusts the
// header (it allocates what a header claims and panics on one without a line
// end), reads whole arrays only, and says no byte.
//
// Guarantees: a number in a Table is finite; every error names the file and the
// line and column, or the byte, and what to do; nothing is left out silently (rows
// with missing values only by Options.DropMissing; Table.Notes says all of it);
// memory follows the data read and not a header's claim, up to the limits
// MaxBytes and MaxCells; no file makes a panic.
package table
