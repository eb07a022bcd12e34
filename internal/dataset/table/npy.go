package table

import (
	"fmt"
	"io"
)

// npyBase names the columns of an NPY file: c0, c1, …, or c if it has one
// dimension.
const npyBase = "c"

// DecodeNPY reads a NumPy array of one or two dimensions whose columns are named
// c0, c1, … (or c). name stands for the file in errors; size is the size of the
// stream in bytes, or -1 if that is not known.
func DecodeNPY(r io.Reader, name string, size int64, o Options) (*Table, error) {
	h, fault := readNPYHeader(r)
	if fault != nil {
		return nil, fault.in(name)
	}
	names, err := o.name(name, h.names(npyBase))
	if err != nil {
		return nil, err
	}
	expanded := o.expand(map[string][]string{npyBase: names})
	chosen, err := expanded.choose(name, names)
	if err != nil {
		return nil, err
	}
	if err := noText(name, o); err != nil {
		return nil, err
	}
	indices := make([]int, len(chosen))
	for i, w := range chosen {
		indices[i] = w.index
	}
	columns, fault := h.read(r, size, indices)
	if fault != nil {
		return nil, fault.in(name)
	}
	t := &Table{Source: name, Rows: int(h.rows), Outputs: outputsOf(chosen)}
	for i, w := range chosen {
		t.Columns = append(t.Columns, Column{Name: w.name, Numbers: columns[i]})
	}
	return t.withLog(o.Log)
}

// in names the file of the fault.
func (e *errAt) in(file string) *Error {
	return &Error{File: file, Offset: e.offset, Problem: e.problem, Remedy: e.remedy, Err: e.err}
}

// noText refuses to take the numbers of a NumPy file for words.
func noText(file string, o Options) error {
	if len(o.Text) > 0 {
		return whole(file, "say that it is classification instead", "its columns hold numbers only, so %q can't be read as words", o.Text[0])
	}
	return nil
}

// expand replaces the name of an array by the names of its columns.
func (o Options) expand(arrays map[string][]string) Options {
	replace := func(names []string) []string {
		var out []string
		for _, n := range names {
			if columns, ok := arrays[n]; ok {
				out = append(out, columns...)
			} else {
				out = append(out, n)
			}
		}
		return out
	}
	o.Inputs, o.Outputs = replace(o.Inputs), replace(o.Outputs)
	return o
}

// firstCells is how many numbers are made room for before any are read.
const firstCells = 1 << 16

// read reads the array's data, keeps the columns of the given indices, and
// checks that nothing follows. size is that of header and data together, or -1.
func (h npyHeader) read(r io.Reader, size int64, indices []int) ([][]float64, *errAt) {
	width := int64(h.dtype.size)
	if want := h.size + h.rows*h.cols*width; size >= 0 && size != want {
		return nil, &errAt{offset: min(size, want), remedy: fetchAgain,
			problem: fmt.Sprintf("the header announces %d bytes (%d rows, %d columns of %d bytes), but there are %d", want, h.rows, h.cols, width, size)}
	}
	keep := make([]int, h.cols) // column of the file → 1 + column kept, or 0
	columns := make([][]float64, len(indices))
	for i, index := range indices {
		keep[index] = i + 1
		columns[i] = make([]float64, 0, min(int(h.rows), firstCells/len(indices)))
	}
	buffer := make([]byte, 8192*width)
	total := h.rows * h.cols
	for at := int64(0); at < total; {
		count := min(8192, total-at)
		part := buffer[:count*width]
		if n, err := io.ReadFull(r, part); err != nil {
			return nil, cutShort(h.size+at*width+int64(n), "the data", err)
		}
		for i := range count {
			row, col := (at+i)/h.cols, (at+i)%h.cols
			if h.fortran {
				row, col = (at+i)%h.rows, (at+i)/h.rows
			}
			if keep[col] == 0 {
				continue
			}
			v, problem := h.dtype.decode(part[i*width : (i+1)*width])
			if problem != "" {
				return nil, &errAt{offset: h.size + (at+i)*width, remedy: "correct the value or leave the row or column out",
					problem: fmt.Sprintf("row %d, column %d: %s", row, col, problem)}
			}
			to := keep[col] - 1
			columns[to] = append(columns[to], v)
		}
		at += count
	}
	return columns, atEnd(r, h.size+total*width)
}

// atEnd checks that the stream ends here; for a packed one, reading the end also
// verifies its checksum.
func atEnd(r io.Reader, offset int64) *errAt {
	var extra [1]byte
	switch n, err := io.ReadFull(r, extra[:]); {
	case n > 0:
		return &errAt{offset: offset, problem: "data goes on after the end that the header announces", remedy: fetchAgain}
	case err != io.EOF:
		return &errAt{offset: offset, problem: "reading the end", remedy: fetchAgain, err: err}
	}
	return nil
}
