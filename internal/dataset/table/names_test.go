package table

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// A file without names takes those given, by position; one with names keeps its own.
func TestNamesByPosition(t *testing.T) {
	o := Options{Inputs: []string{"b", "a"}, Names: []string{"a", "b"}}
	for _, c := range []struct {
		text string
		b    []float64
		want string
	}{
		{"1,2\n3,4\n", []float64{2, 4}, ""},
		{"b,x,a\n1,2,3\n", []float64{1}, ""},
		{"1,2,3\n", nil, "3 columns without names, but 2 are wanted (a, b)"},
		{"x,y\n1,2\n", nil, `no column "b"`},
		{"1,2\n3\n", nil, "csv:2:1: the line has 1 fields"},
	} {
		table, err := DecodeCSV(strings.NewReader(c.text), "csv", o)
		if c.want != "" {
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%q: error %v, want %s", c.text, err, c.want)
			}
			continue
		}
		if err != nil || !slices.Equal(table.Columns[0].Numbers, c.b) || table.Outputs != 0 {
			t.Errorf("%q: %+v, %v", c.text, table, err)
		}
	}
	if got := shorten(make([]string, 30)); !strings.HasSuffix(got, "(30 in all)") {
		t.Errorf("30 names are shortened to %q", got)
	}
}

func TestOutputsAreCounted(t *testing.T) {
	table, err := DecodeCSV(strings.NewReader("a,b,c\n1,2,x\n"), "csv", Options{Outputs: []string{"c"}})
	if err != nil || table.Outputs != 1 || !slices.Equal(table.Names(), []string{"a", "b", "c"}) {
		t.Errorf("%+v, %v", table, err)
	}
}

// Names that would steer a terminal are written out, wherever an error shows them.
func TestNamesThatSteerATerminal(t *testing.T) {
	const bad = "\x1b[31mred\u202e"
	columns := Options{Inputs: []string{"b"}}
	_, unknown := DecodeCSV(strings.NewReader(bad+",a\n1,2\n"), bad+".csv", columns)
	_, wrong := DecodeCSV(strings.NewReader(bad+"\n1\nx\n"), "csv", Options{Inputs: []string{bad}})
	scaling := Scaling{Names: []string{bad}}
	for _, err := range []error{unknown, wrong, scaling.Check(2)} {
		if err == nil || strings.ContainsAny(err.Error(), "\x1b\u202e") || !strings.Contains(err.Error(), `\x1b[31mred\u202e`) {
			t.Errorf("%q; want the name, with what steers written out", err)
		}
	}
}

// Matrix looks at no column more than once: 20,000 took seconds.
func TestMatrixOfManyColumns(t *testing.T) {
	const columns = 400_000
	wide := Table{Rows: 1, Columns: make([]Column, columns)}
	for i := range wide.Columns {
		wide.Columns[i] = Column{Name: fmt.Sprint(i), Numbers: []float64{float64(i)}}
	}
	start := time.Now()
	m, err := wide.Matrix(wide.Names()...)
	if err != nil || m.Cols != columns || m.Data[columns-1] != columns-1 {
		t.Fatalf("%d columns, %v", m.Cols, err)
	}
	if took := time.Since(start); took > 2*time.Minute { // half a second, on any machine; column by column at least eight minutes
		t.Errorf("%v for %d columns", took, columns)
	}
}
