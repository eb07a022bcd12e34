package table

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func save(t testing.TB, name string, data []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func packed(data []byte) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = z.Write(data)
	_ = z.Close()
	return b.Bytes()
}

func TestReadCSV(t *testing.T) {
	const want = "[a b kind] [1 -2.5] [3 4e-05] [cat dog]"
	for name, text := range map[string]string{
		"plain":     "a,b,note,kind\n1,3,,cat\n-2.5,4e-5,x,dog\n",
		"bom, CRLF": "\uFEFFa,b,kind\r\n 1 , 3,cat\r\n-2.5,4e-5, dog\r\n",
		"semicolon": "a;b;kind\n1;3;cat\n-2.5;4e-5;dog",
		"tab":       "a\tb\tkind\n1\t3\tcat\n-2.5\t4e-5\tdog",
		"quoted":    "\"a\",b,kind,\"long, \n name\"\n\"1\",3,\"cat\",7\n-2.5,4e-5,dog,8\n",
		"order":     "kind,b,a\ncat,3,1\n\ndog,4e-5,-2.5\n",
		"gzip":      string(packed([]byte("a,b,kind\n1,3,cat\n-2.5,4e-5,dog\n"))),
	} {
		table, err := Read(save(t, "file", []byte(text)), Options{Inputs: []string{"a", "b"}, Outputs: []string{"kind"}})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		got := fmt.Sprint(table.Names(), table.Columns[0].Numbers, table.Columns[1].Numbers, table.Columns[2].Text)
		if got != want || table.Rows != 2 || table.Columns[0].IsText() || !table.Columns[2].IsText() {
			t.Errorf("%s: read %s, want %s", name, got, want)
		}
	}
}

func TestCSVColumnsWanted(t *testing.T) {
	const text = "a,b,c\n1,2,x\n3,4,y\n"
	tests := []struct {
		o    Options
		want string
	}{
		{Options{}, "[a b c]"},
		{Options{Inputs: []string{"b"}}, "[b]"},
		{Options{Outputs: []string{"c"}}, "[a b c]"},
		{Options{Inputs: []string{"b"}, Outputs: []string{"a"}}, "[b a]"},
	}
	for _, tt := range tests {
		table, err := DecodeCSV(strings.NewReader(text), "t.csv", tt.o)
		if err != nil || fmt.Sprint(table.Names()) != tt.want {
			t.Errorf("%+v: %v, want %s", tt.o, err, tt.want)
		}
	}
	table, err := DecodeCSV(strings.NewReader(text), "t.csv", Options{Inputs: []string{"a"}, Outputs: []string{"b"}, Text: []string{"b"}})
	if err != nil || fmt.Sprint(table.Columns[1].Text) != "[2 4]" {
		t.Errorf("numbers as words: %v", err)
	}
}

func TestCSVErrors(t *testing.T) {
	ab := Options{Inputs: []string{"a"}, Outputs: []string{"b"}}
	tests := []struct {
		name, text, want string
		o                Options
	}{
		{"empty", "", "t.csv: the file is empty; give", ab},
		{"blank", "\n\n", "t.csv: the file is empty", ab},
		{"header only", "a,b\n", "there is a header but no data; give rows", ab},
		{"no header", "1,2\n3,4\n", "t.csv:1:1: the first line holds numbers, not names; write", Options{}},
		{"repeated name", "a,b,a\n1,2,3\n", `t.csv:1: the name "a" stands for column 1 and again for column 3; give`, ab},
		{"no name", "a,,b\n1,2,3\n", "t.csv:1: column 2 of the header has no name", Options{}},
		{"short row", "a,b\n1,2\n3\n", "t.csv:3:1: the line has 1 fields, but the header has 2; complete", ab},
		{"long row", "a,b\n1,2\n3,4,5\n", "t.csv:3:5: the line has 3 fields, but the header has 2", ab},
		{"text", "a,b\n1,2\nlots,4\n", `t.csv:3:1: column "a": "lots" is not a number; correct`, ab},
		{"text in output", "a,b\n1,2\n3,four\n", `t.csv:3:3: column "b": "four" is not a number`, ab},
		{"number in words", "a,b\n1,x\n3,4\n", `t.csv:3:3: column "b": "4" is a number, but line 2 has the word "x"`, ab},
		{"both decimals", "a;b\n1,5;2\n2;2.5\n", `t.csv:3:3: "2.5" has a decimal point, but on line 2 "1,5" has a decimal comma; write all`, ab},
		{"thousands or decimals", "a;b\n1;1,500\n", `t.csv:2:3: "1,500" can be read with a decimal comma or as thousands; write`, ab},
		{"thousands", "a;b\n1,500,000;2\n", "without separators of thousands", ab},
		{"missing", "a,b\n1,2\n,4\n", `t.csv:3:1: a value is missing in column "a" (""); fill it in`, ab},
		{"missing at the end", "a,b\n1,\n", `t.csv:2:3: a value is missing in column "b"`, ab},
		{"NA", "a,b\n1,NA\n", `a value is missing in column "b" ("NA")`, ab},
		{"NaN", "a,b\nNaN,2\n", `a value is missing in column "a" ("NaN")`, ab},
		{"Inf", "a,b\n1,2\n-Inf,4\n", `t.csv:3:1: column "a": "-Inf" is not a finite number`, ab},
		{"too large", "a,b\n1,1e999\n", `"1e999" is not a finite number`, ab},
		{"all missing", "a,b\n1,\n2,\n", "in each of its 2 rows a value is missing", Options{Inputs: []string{"a", "b"}, DropMissing: true}},
		{"unknown", "weight,power\n1,2\n", `there is no column "wieght"; did you mean "weight"?`, Options{Inputs: []string{"wieght"}}},
		{"unknown, none near", "weight,power\n1,2\n", "its columns are weight, power", Options{Inputs: []string{"z"}}},
		{"asked twice", "a,b\n1,2\n", `column "a" is asked for twice`, Options{Inputs: []string{"a"}, Outputs: []string{"a"}}},
		{"words in input", "a,b\n1,2\n", "it is no output", Options{Inputs: []string{"a"}, Outputs: []string{"b"}, Text: []string{"a"}}},
		{"quote", "a,b\n1,\"2\n3,4\n", "malformed CSV", ab},
		{"bare quote", "a,b\n1,2\"\n", "t.csv:2:4: malformed CSV", ab},
		{"utf-16", "a\x00,\x00b\x00\n", "byte 1 is NUL", ab},
		{"latin-1 header", "a,b\xe9\n1,2\n", "t.csv:1:3: the name of column 2 is not in UTF-8", ab},
		{"latin-1 word", "a,b\n1,\xe9t\xe9\n", `t.csv:2:3: column "b": "\xe9t\xe9" is not in UTF-8`, ab},
	}
	for _, tt := range tests {
		_, err := DecodeCSV(strings.NewReader(tt.text), "t.csv", tt.o)
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: error %v\nwant one with %s", tt.name, err, tt.want)
		}
		var typed *Error
		if !errors.As(err, &typed) || typed.Remedy == "" || typed.File != "t.csv" {
			t.Errorf("%s: %#v does not say where and what to do", tt.name, err)
		}
	}
}

func TestReadErrors(t *testing.T) {
	dir := t.TempDir()
	for path, want := range map[string]string{
		dir:                           "is a folder; name a file in it",
		filepath.Join(dir, "absent"):  "no such file",
		save(t, "empty", nil):         "the file is empty",
		save(t, "z", packed(nil)[:5]): "damaged gzip header",
		save(t, "cut.csv", packed([]byte("a\n1\n2\n"))[:20]): "reading failed: unexpected EOF",
		save(t, "npz", packed([]byte("PK\x03\x04...."))):     "unpack it",
	} {
		if _, err := Read(path, Options{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want one with %q", path, err, want)
		}
	}
}

func TestDropMissing(t *testing.T) {
	const text = "a,b,c\n1,,5\n2,3,\n\n4,?,1\n6,7,8\n"
	table, err := DecodeCSV(strings.NewReader(text), "t.csv", Options{Inputs: []string{"a", "b"}, DropMissing: true})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(table.Dropped, []int{2, 5}) || table.Rows != 2 || !slices.Equal(table.Columns[1].Numbers, []float64{3, 7}) {
		t.Errorf("dropped lines %v, kept %v", table.Dropped, table.Columns)
	}
	if got := table.Where(1); got != "t.csv:6" {
		t.Errorf("second row is at %s", got)
	}
}

// A sparse file of 10 GB is refused by its size; one of 1 GB at its first NUL;
// a record without end is cut off.
func TestCSVMemoryIsBounded(t *testing.T) {
	sparse := func(size int64) string {
		path := save(t, "sparse.csv", []byte("a,b\n1,2\n"))
		if err := os.Truncate(path, size); err != nil {
			t.Fatal(err)
		}
		return path
	}
	endless := append([]byte("a,b\n\""), bytes.Repeat([]byte("line\n"), maxRecord/5+10)...)
	for path, want := range map[string]string{
		sparse(10 << 30):            "at most 2147483648 (2 GiB) are read; cut",
		sparse(1 << 30):             ":3: byte 8 is NUL",
		save(t, "endless", endless): "a record goes on for more than",
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := Read(path, Options{})
		runtime.ReadMemStats(&after)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want one with %q", err, want)
		}
		if used := after.TotalAlloc - before.TotalAlloc; used > 20*maxRecord {
			t.Errorf("%s: %d MB allocated", path, used>>20)
		}
	}
}

func TestCSVReadsBackNumbers(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		values := rapid.SliceOfN(rapid.Float64Range(-math.MaxFloat64, math.MaxFloat64), 1, 20).Draw(rt, "values")
		var b strings.Builder
		b.WriteString("v\n")
		for _, v := range values {
			fmt.Fprintln(&b, v)
		}
		table, err := DecodeCSV(strings.NewReader(b.String()), "t.csv", Options{})
		if err != nil || !slices.Equal(table.Columns[0].Numbers, values) {
			rt.Fatalf("read %v, %v; want %v", table, err, values)
		}
	})
}

func TestMatrix(t *testing.T) {
	table, err := DecodeCSV(strings.NewReader("a,b,c\n1,2,x\n3,4,y\n"), "t.csv", Options{})
	if err != nil {
		t.Fatal(err)
	}
	m, err := table.Matrix("b", "a")
	if err != nil || !slices.Equal(m.Data, []float64{2, 1, 4, 3}) {
		t.Errorf("matrix %v, %v", m, err)
	}
	if _, err := table.Matrix("c"); err == nil || !strings.Contains(err.Error(), `holds words such as "x"`) {
		t.Errorf("column of words: %v", err)
	}
	if _, err := table.Matrix("A"); err == nil || !strings.Contains(err.Error(), `did you mean "a"?`) {
		t.Errorf("unknown column: %v", err)
	}
}

// checkTable tests what every table read without an error must hold.
func checkTable(t *testing.T, table *Table) {
	t.Helper()
	if table.Rows < 1 || len(table.Columns) < 1 {
		t.Fatalf("%d rows of %d columns", table.Rows, len(table.Columns))
	}
	for _, c := range table.Columns {
		if c.Len() != table.Rows || (c.Text == nil) == (c.Numbers == nil) {
			t.Fatalf("column %q: %d numbers, %d words, %d rows", c.Name, len(c.Numbers), len(c.Text), table.Rows)
		}
		for _, v := range c.Numbers {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				t.Fatalf("column %q holds %v", c.Name, v)
			}
		}
	}
}

// Run it with -fuzzminimizetime 1s: else it spends most of its time on shortening
// what it found, and none on finding more.
func FuzzCSV(f *testing.F) {
	f.Add("a,b\n1,2\n3,x\n", "a", "b", false)
	f.Add("a;b\n1,5;2\n", "", "b", true)
	f.Add("\uFEFF\"a\",b\r\n\"1\n\",\"\"\"\"\r\n", "a", "", false)
	f.Add("a,a\n,\n\x00", "", "", true)
	for _, text := range awkwardFiles(f) {
		f.Add(text, "", "", true)
		f.Add(text, "", strings.SplitN(text, ",", 2)[0], true)
	}
	f.Fuzz(func(t *testing.T, text, input, output string, drop bool) {
		o := Options{DropMissing: drop}
		if input != "" {
			o.Inputs = []string{input}
		}
		if output != "" {
			o.Outputs = []string{output}
		}
		if table, err := Decode(strings.NewReader(text), "fuzz", int64(len(text)), o); err == nil {
			checkTable(t, table)
			_ = table.Notes()
			if names := table.Names(); len(names) > 0 {
				if k, err := NewCategories(table, names[0]); err == nil {
					checkOneHot(t, k, table)
				}
			}
		}
	})
}

func ExampleDecodeCSV() {
	const text = "weight,kind,note\n3504,old,\n2130,new,imported\n"
	t, err := DecodeCSV(strings.NewReader(text), "cars.csv", Options{Inputs: []string{"weight"}, Outputs: []string{"kind"}})
	fmt.Println(t.Names(), t.Columns[0].Numbers, t.Columns[1].Text, err)

	_, err = DecodeCSV(strings.NewReader(text), "cars.csv", Options{Inputs: []string{"Wheight"}})
	fmt.Println(err)
	_, err = DecodeCSV(strings.NewReader(text), "cars.csv", Options{Inputs: []string{"note"}})
	fmt.Println(err)
	// Output:
	// [weight kind] [3504 2130] [old new] <nil>
	// cars.csv: there is no column "Wheight"; did you mean "weight"?
	// cars.csv:3:10: inputs must be numbers, but one holds text: note (such as "imported"); choose other columns
}
