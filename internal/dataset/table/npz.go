package table

import (
	"archive/zip"
	"fmt"
	"io"
	"slices"
	"strings"
)

// maxArrays bounds the arrays of an NPZ file.
const maxArrays = 10_000

// npzArray is one array of an NPZ file whose header has been read.
type npzArray struct {
	file   *zip.File
	name   string
	header npyHeader
	fault  *Error // why it can't be used, or nil
}

// DecodeNPZ reads arrays from a NumPy archive and puts them side by side. An
// array y of one dimension gives the column y, an array x of two the columns x0,
// x1, …; Options may name columns or whole arrays. All arrays read must have the
// same number of rows; those not asked for may be of any shape and type. name
// stands for the file in errors.
func DecodeNPZ(r io.ReaderAt, name string, size int64, o Options) (*Table, error) {
	if err := checkBytes(name, size); err != nil {
		return nil, err
	}
	arrays, err := openNPZ(r, name, size)
	if err != nil {
		return nil, err
	}
	if err := noText(name, o); err != nil {
		return nil, err
	}
	l, err := layOut(name, arrays, o)
	if err != nil {
		return nil, err
	}
	expanded := o.expand(l.groups)
	chosen, err := expanded.choose(name, l.names)
	if err != nil {
		return nil, err
	}
	t, err := l.read(name, chosen)
	if err != nil {
		return nil, err
	}
	return t.withLog(o.Log)
}

// layout is the columns of all arrays side by side.
type layout struct {
	names  []string            // of the columns
	owners []*npzArray         // array of each column
	first  map[*npzArray]int   // first column of each array
	groups map[string][]string // columns of each array, by name
}

// layOut names the columns of all arrays. An array that can't be used is an
// error only if it may be wanted.
func layOut(name string, arrays []*npzArray, o Options) (layout, error) {
	l := layout{first: make(map[*npzArray]int), groups: make(map[string][]string)}
	for _, a := range arrays {
		if a.fault != nil {
			if len(o.Inputs) == 0 || slices.Contains(o.Inputs, a.name) || slices.Contains(o.Outputs, a.name) {
				return l, a.fault
			}
			continue
		}
		if int64(len(l.names))+a.header.cols > MaxColumns {
			return l, whole(name, "leave out arrays that are not needed", "the arrays have more than %d columns", MaxColumns)
		}
		columns := a.header.names(a.name)
		l.groups[a.name] = columns
		l.first[a] = len(l.names)
		l.names = append(l.names, columns...)
		l.owners = append(l.owners, slices.Repeat([]*npzArray{a}, len(columns))...)
	}
	if err := checkNames(l.names, false); err != nil {
		return l, whole(name, "rename one of the arrays", "%v", err)
	}
	return l, nil
}

// openNPZ lists the arrays of an archive with their headers.
func openNPZ(r io.ReaderAt, name string, size int64) ([]*npzArray, error) {
	archive, err := zip.NewReader(r, size)
	if err != nil {
		return nil, &Error{File: name, Offset: -1, Problem: "damaged NPZ (zip) file", Err: err, Remedy: fetchAgain}
	}
	if n := len(archive.File); n == 0 || n > maxArrays {
		return nil, whole(name, "save it again with numpy.savez", "it holds %d arrays, but 1 to %d can be read", n, maxArrays)
	}
	var arrays []*npzArray
	for _, f := range archive.File {
		base, ok := strings.CutSuffix(f.Name, ".npy")
		if !ok {
			return nil, whole(name, "save it again with numpy.savez", "not an NPZ file: it holds %q, which is no array", f.Name)
		}
		a := &npzArray{file: f, name: base}
		if fault := a.withData(func(r io.Reader) *errAt {
			var fault *errAt
			a.header, fault = readNPYHeader(r)
			return fault
		}); fault != nil {
			a.fault = fault.in(a.place(name))
		}
		arrays = append(arrays, a)
	}
	return arrays, nil
}

// place names an array of an archive in errors: data.npz(x.npy).
func (a *npzArray) place(archive string) string { return fmt.Sprintf("%s(%s)", archive, a.file.Name) }

// withData calls do with the unpacked data of the array.
func (a *npzArray) withData(do func(io.Reader) *errAt) *errAt {
	r, err := a.file.Open()
	if err != nil {
		return &errAt{problem: "unpacking failed", remedy: fetchAgain, err: err}
	}
	fault := do(r)
	if err := r.Close(); err != nil && fault == nil {
		return &errAt{problem: "unpacking failed", remedy: fetchAgain, err: err}
	}
	return fault
}

// read reads the arrays that own the chosen columns, each once.
func (l layout) read(name string, chosen []wanted) (*Table, error) {
	lead := l.owners[chosen[0].index]
	places := make(map[*npzArray][]int) // array → places in the table
	var order []*npzArray
	for i, w := range chosen {
		a := l.owners[w.index]
		if a.header.rows != lead.header.rows {
			return nil, whole(name, "name the arrays that belong together as inputs and outputs",
				"array %q has %d rows, but %q has %d", lead.name, lead.header.rows, a.name, a.header.rows)
		}
		if places[a] == nil {
			order = append(order, a)
		}
		places[a] = append(places[a], i)
	}
	if err := checkCells(lead.header.rows, int64(len(chosen))); err != nil {
		return nil, whole(name, "read fewer columns", "%v", err)
	}
	t := &Table{Source: name, Rows: int(lead.header.rows), Columns: make([]Column, len(chosen)), Outputs: outputsOf(chosen)}
	for _, a := range order {
		var indices []int
		for _, p := range places[a] {
			indices = append(indices, chosen[p].index-l.first[a])
		}
		fault := a.withData(func(r io.Reader) *errAt {
			if _, fault := readNPYHeader(r); fault != nil {
				return fault
			}
			columns, fault := a.header.read(r, -1, indices)
			for i, c := range columns {
				p := places[a][i]
				t.Columns[p] = Column{Name: chosen[p].name, Numbers: c}
			}
			return fault
		})
		if fault != nil {
			return nil, fault.in(a.place(name))
		}
	}
	return t, nil
}
