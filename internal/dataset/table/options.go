package table

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gobimt/bimt/internal/nearest"
)

// Limits of what is read.
const (
	MaxBytes = 2 << 30    // bytes of a file, and of its text after decompression: 2 GiB
	MaxCells = 50_000_000 // numbers and words kept: 400 MB as float64

	// MaxColumns is the most columns of a file.
	MaxColumns = 100_000
)

// Options says what to read.
type Options struct {
	// Inputs are the columns that must be numbers, Outputs those that may also
	// be words. If only Inputs are named, nothing else is read; if only Outputs
	// are, all other columns of numbers are inputs (Table.Notes says which columns
	// of text were left out); if neither, all columns are read and each may be
	// words. In an NPZ the name of an array stands for all its columns.
	Inputs, Outputs []string

	// Categorical names inputs, besides those in Inputs or among them, that are read
	// as words, also if they look like numbers. Categories makes columns of 0 and 1
	// of them.
	Categorical []string

	// Log names columns, among those wanted, that are to be put on a logarithmic
	// scale: numbers that are not above 0 are errors there.
	Log []string

	// Text names columns among the outputs that are classes by name, even if
	// they look like numbers, such as 1 and 2b.
	Text []string

	// Names are those of the columns of a file that has none of its own: a CSV whose
	// first line holds numbers, or an NPY. It must have as many columns, or, if it is
	// an NPY, these among its c0, c1, ….
	Names []string

	// DropMissing leaves out rows of a CSV in which a wanted value is missing,
	// and notes their lines in Table.Dropped; otherwise they are errors.
	DropMissing bool

	namesOnly bool // stop at the header of a CSV
}

// role says what a column is wanted for.
type role int

const (
	number role = iota // must be numbers
	either             // numbers or words, as its first value says
	words              // words
)

// wanted is one column to be read.
type wanted struct {
	name  string
	index int // in the file
	role  role
	input bool
	loose bool // an input that was not named: left out if it holds text
}

// outputsOf counts the columns that are wanted as outputs.
func outputsOf(chosen []wanted) (n int) {
	for _, w := range chosen {
		if !w.input {
			n++
		}
	}
	return n
}

// name gives the columns of a file without names those of Options, if any.
func (o Options) name(file string, names []string) ([]string, error) {
	if len(without(o.Names, names)) == 0 {
		return names, nil
	}
	if len(names) != len(o.Names) {
		return nil, whole(file, "give these columns in this order, or a CSV that names its columns",
			"it has %d columns without names, but %d are wanted (%s)", len(names), len(o.Names), shorten(o.Names))
	}
	return o.Names, nil
}

// shorten lists names, of many the first.
func shorten(names []string) string {
	const shown = 20
	var first []string
	for _, name := range names[:min(shown, len(names))] {
		first = append(first, clip(name, 80))
	}
	list := strings.Join(first, ", ")
	if len(names) > shown {
		list += fmt.Sprintf(", … (%d in all)", len(names))
	}
	return list
}

// everything reports that no column was named.
func (o Options) everything() bool { return len(o.Inputs) == 0 && len(o.Outputs) == 0 }

// choose finds the wanted columns among the file's names, inputs first.
// It fails on unknown names and on names asked for twice.
func (o Options) choose(file string, names []string) ([]wanted, error) {
	var all []wanted
	places := make(map[string]int, len(names))
	for i, name := range names {
		places[name] = i
	}
	used := make(map[string]bool)
	add := func(name string, w wanted) error {
		index, ok := places[name]
		if !ok || name == "" {
			return unknownColumn(file, name, names)
		}
		if used[name] {
			return whole(file, "name it once, as an input or as an output", "column %q is asked for twice", name)
		}
		used[name] = true
		w.name, w.index = name, index
		if w.input && slices.Contains(o.Categorical, name) || !w.input && slices.Contains(o.Text, name) {
			w.role = words
		}
		all = append(all, w)
		return nil
	}
	inputs, outputs := o.Inputs, o.Outputs
	switch {
	case o.everything():
		outputs = without(names, []string{""})
	case len(inputs) == 0:
		inputs = without(names, append([]string{""}, outputs...))
	default:
		inputs = slices.Concat(inputs, without(o.Categorical, slices.Concat(inputs, outputs)))
	}
	for _, name := range inputs {
		if err := add(name, wanted{role: number, input: true, loose: len(o.Inputs) == 0}); err != nil {
			return nil, err
		}
	}
	for _, name := range outputs {
		if err := add(name, wanted{role: either}); err != nil {
			return nil, err
		}
	}
	return all, o.checkWords(file, names, all)
}

// checkWords fails if columns that are to hold words are not wanted.
func (o Options) checkWords(file string, names []string, all []wanted) error {
	for _, name := range o.Text {
		if !slices.ContainsFunc(all, func(w wanted) bool { return w.name == name && !w.input }) {
			return whole(file, "name it among the outputs too", "column %q is to be read as words, but it is no output", name)
		}
	}
	for _, name := range o.Categorical {
		switch {
		case slices.ContainsFunc(all, func(w wanted) bool { return w.name == name && w.input }):
		case !slices.Contains(names, name):
			return unknownColumn(file, name, names)
		default:
			return whole(file, "leave it out of --categorical", "column %q is categorical, but it is no input", name)
		}
	}
	return nil
}

// without returns the names that are not among the others.
func without(names, others []string) []string {
	leave := make(map[string]bool, len(others))
	for _, n := range others {
		leave[n] = true
	}
	return slices.DeleteFunc(slices.Clone(names), func(n string) bool { return leave[n] })
}

// checkNames rejects columns without a name or with the same name. unnamed
// allows those without one, which then can't be asked for; the first and the last
// of the columns always may be without, since programs write row numbers so, and
// commas at the end of each line.
func checkNames(names []string, unnamed bool) error {
	seen := make(map[string]int, len(names))
	for i, name := range names {
		if name == "" && len(names) > 1 && (unnamed || i == 0 || i == len(names)-1) {
			continue
		}
		if name == "" {
			return fmt.Errorf("column %d of the header has no name", i+1)
		}
		if first, ok := seen[name]; ok {
			return fmt.Errorf("the name %q stands for column %d and again for column %d", name, first+1, i+1)
		}
		seen[name] = i
	}
	if len(seen) == 0 {
		return fmt.Errorf("no column of the header has a name")
	}
	return nil
}

// unknownColumn says which column is not there, and which is nearest.
func unknownColumn(file, name string, names []string) *Error {
	known := slices.DeleteFunc(slices.Clone(names), func(n string) bool { return n == "" })
	if best, ok := nearest.Name(name, known); ok {
		return whole(file, fmt.Sprintf("did you mean %q?", best), "there is no column %q", name)
	}
	return whole(file, "its columns are "+shorten(known), "there is no column %q", name)
}
