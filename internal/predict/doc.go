// Package predict uses trained networks on new rows.
//
//	m, err := predict.Open("runs/table-bimt-seed0")
//	a, err := m.File("new.csv")
//	err = a.WriteCSV(os.Stdout)
//
// Inputs come from CSV, NPY or NPZ, by the names the network was trained with, or by
// position where a file has no names; images also from IDX.
//
// Guarantees: predictions are in the units of the training data; a row outside of the
// range trained on is answered like any other, and said to be outside; every error names
// the file and what to do; the data of the training are not needed.
package predict
