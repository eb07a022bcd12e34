package table

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"os"
	"runtime"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// Files written by NumPy itself.
func TestReadFilesOfNumPy(t *testing.T) {
	const x = "[1.5 4] [-2 5.25] [3 -6]"
	tests := []struct {
		file string
		o    Options
		want string
	}{
		{"c_f8.npy", Options{}, "[c0 c1 c2] " + x},
		{"c_f8.npy", Options{Inputs: []string{"c2"}, Outputs: []string{"c0"}}, "[c2 c0] [3 -6] [1.5 4]"},
		{"fortran_f4_big.npy", Options{}, "[c0 c1 c2] " + x},
		{"fortran_f4_big.npy", Options{Outputs: []string{"c1"}}, "[c0 c2 c1] [1.5 4] [3 -6] [-2 5.25]"},
		{"i2_1d.npy", Options{}, "[c] [1 -2 3]"},
		{"arrays.npz", Options{Inputs: []string{"x"}, Outputs: []string{"y"}}, "[x0 x1 x2 y] " + x + " [7 8]"},
		{"arrays.npz", Options{Inputs: []string{"x2", "b"}}, "[x2 b0] [3 -6] [1 0]"},
		{"packed.npz", Options{}, "[x0 x1 x2 y] " + x + " [7 8]"},
		{"packed.npz", Options{Outputs: []string{"y"}}, "[x0 x1 x2 y] " + x + " [7 8]"},
	}
	for _, tt := range tests {
		table, err := Read("testdata/"+tt.file, tt.o)
		if err != nil {
			t.Errorf("%s: %v", tt.file, err)
			continue
		}
		got := fmt.Sprint(table.Names())
		for _, c := range table.Columns {
			got += fmt.Sprint(" ", c.Numbers)
		}
		if got != tt.want {
			t.Errorf("%s: read %s\nwant %s", tt.file, got, tt.want)
		}
	}
}

func TestArraysThatDoNotFit(t *testing.T) {
	for want, o := range map[string]Options{
		`arrays.npz(names.npy): byte 10: the header: elements of type "<U1" are not read`: {},
		"elements of type":                      {Inputs: []string{"names"}},
		`array "x" has 2 rows, but "other" has`: {Inputs: []string{"x"}, Outputs: []string{"other"}},
		`there is no column "xx"; did you mean`: {Inputs: []string{"xx"}},
		"hold numbers only":                     {Inputs: []string{"x"}, Outputs: []string{"y"}, Text: []string{"y"}},
	} {
		if _, err := Read("testdata/arrays.npz", o); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%+v: error %v\nwant one with %s", o, err, want)
		}
	}
}

// npy makes a file of version 1 from its dictionary and data.
func npy(dict string, data []byte) []byte {
	b := append([]byte(npyMagic), 1, 0)
	b = binary.LittleEndian.AppendUint16(b, uint16(len(dict)))
	return append(append(b, dict...), data...)
}

func dict(descr, fortran, shape string) string {
	return fmt.Sprintf("{'descr': '%s', 'fortran_order': %s, 'shape': %s, }\n", descr, fortran, shape)
}

func npz(t testing.TB, names []string, files ...[]byte) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i, name := range names {
		w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store})
		if err == nil {
			_, err = w.Write(files[i])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// Every type of number, in both byte orders, gives back what was put in.
func TestDtypes(t *testing.T) {
	tests := []struct {
		descr string
		data  any
		want  float64
	}{
		{"f8", 1.0 / 3, 1.0 / 3}, {"f4", float32(-0.1), float64(float32(-0.1))},
		{"i1", int8(-128), -128}, {"i2", int16(-300), -300}, {"i4", int32(math.MinInt32), math.MinInt32}, {"i8", int64(-1 << 53), -1 << 53},
		{"u1", uint8(255), 255}, {"u2", uint16(65535), 65535}, {"u4", uint32(math.MaxUint32), math.MaxUint32}, {"u8", uint64(1 << 53), 1 << 53},
		{"b1", true, 1},
	}
	for _, tt := range tests {
		for order, put := range map[string]binary.ByteOrder{"<": binary.LittleEndian, ">": binary.BigEndian} {
			var data bytes.Buffer
			if err := binary.Write(&data, put, tt.data); err != nil {
				t.Fatal(err)
			}
			table, err := Decode(bytes.NewReader(npy(dict(order+tt.descr, "False", "(1,)"), data.Bytes())), "t.npy", -1, Options{})
			if err != nil || table.Columns[0].Numbers[0] != tt.want {
				t.Errorf("%s%s: %v, %v; want %v", order, tt.descr, table, err, tt.want)
			}
		}
	}
}

func TestNPYErrors(t *testing.T) {
	one := binary.LittleEndian.AppendUint64(nil, math.Float64bits(1))
	nan := binary.LittleEndian.AppendUint64(nil, math.Float64bits(math.NaN()))
	good := npy(dict("<f8", "False", "(2, 1)"), slices.Concat(one, one))
	d := func(text string) []byte { return npy(text, slices.Concat(one, one)) }
	tests := []struct {
		name, want string
		data       []byte
	}{
		{"cut magic", "t.npy: byte 7: the header ends here, too early; fetch", good[:7]},
		{"cut header", "byte 40: the header ends here", good[:40]},
		{"cut data", fmt.Sprintf("byte %d: the header announces %d bytes (2 rows, 1 columns of 8 bytes), but there are %d", len(good)-1, len(good), len(good)-1), good[:len(good)-1]},
		{"oversized", fmt.Sprintf("byte %d: the header announces", len(good)), append(slices.Clone(good), 1)},
		{"version", "byte 6: unknown NPY version 9.0", append([]byte(npyMagic+"\x09\x00"), good[8:]...)},
		{"header length", "byte 8: the header claims 4294967295 bytes", []byte(npyMagic + "\x02\x00\xff\xff\xff\xff")},
		{"NaN", "row 1, column 0: NaN is not a finite number; correct", npy(dict("<f8", "False", "(2,)"), slices.Concat(one, nan))},
		{"integer", "9007199254740993 is too large to be held exactly", npy(dict("<i8", "False", "(1,)"), binary.LittleEndian.AppendUint64(nil, 1<<53+1))},
		{"truth", "the truth value is 2", npy(dict("|b1", "False", "(1,)"), []byte{2})},
		{"objects", `elements of type "|O" are not read, but f4`, d(dict("|O", "False", "(2,)"))},
		{"half", `elements of type "<f2"`, d(dict("<f2", "False", "(2,)"))},
		{"native order", `elements of type "=f8"`, d(dict("=f8", "False", "(2,)"))},
		{"structured", "a structured array is not read", d("{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (2,)}")},
		{"three dimensions", "the array has 3 dimensions", d(dict("<f8", "False", "(1, 2, 1)"))},
		{"scalar", "the array has 0 dimensions", d(dict("<f8", "False", "()"))},
		{"no rows", "of shape (0, 3) is empty", d(dict("<f8", "False", "(0, 3)"))},
		{"negative", "the shape (-2) is malformed", d(dict("<f8", "False", "(-2,)"))},
		{"overflow", "the shape (99999999999999999999) is malformed", d(dict("<f8", "False", "(99999999999999999999,)"))},
		{"large product", "are more than the 50000000 values", d(dict("<f8", "False", "(4611686018427387904, 4)"))},
		{"wide", "100001 columns are more than the 100000", d(dict("<f8", "False", "(1, 100001)"))},
		{"order", "neither True nor False", d(dict("<f8", "Maybe", "(2,)"))},
		{"no shape", `entry "shape" is missing`, d("{'descr': '<f8', 'fortran_order': False}")},
		{"no dictionary", "not a dictionary", d("descr")},
		{"twice", `repeated entry "descr"`, d("{'descr': '<f8', 'descr': '<f8', 'fortran_order': False, 'shape': (2,)}")},
		{"unknown entry", `unknown entry "x"`, d("{'x': 1}")},
		{"open quote", "a quote is not closed", d("{'descr: }")},
	}
	for _, tt := range tests {
		_, err := Decode(bytes.NewReader(tt.data), "t.npy", int64(len(tt.data)), Options{})
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: error %v\nwant one with %s", tt.name, err, tt.want)
		}
		var typed *Error
		if !errors.As(err, &typed) || typed.Remedy == "" {
			t.Errorf("%s: %#v does not say what to do", tt.name, err)
		}
	}
}

func TestNPZErrors(t *testing.T) {
	y := npy(dict("|u1", "False", "(2,)"), []byte{1, 2})
	broken := npz(t, []string{"y.npy"}, y)
	broken[bytes.LastIndex(broken, y)+len(y)-1] ^= 1
	tests := []struct {
		name, want string
		data       []byte
	}{
		{"cut", "damaged NPZ (zip) file", npz(t, []string{"y.npy"}, y)[:40]},
		{"no arrays", "it holds 0 arrays", npz(t, nil)},
		{"no array", `it holds "readme.txt", which is no array`, npz(t, []string{"readme.txt"}, y)},
		{"twice", `the name "y" stands for column 1 and again for column 2; rename`, npz(t, []string{"y.npy", "y.npy"}, y, y)},
		{"name of a column", `the name "x0"`, npz(t, []string{"x.npy", "x0.npy"}, npy(dict("|u1", "False", "(2, 1)"), []byte{1, 2}), y)},
		{"short array", "t.npz(y.npy): byte 69: the data ends here", npz(t, []string{"y.npy"}, y[:len(y)-1])},
		{"long array", "t.npz(y.npy): byte 70: data goes on", npz(t, []string{"y.npy"}, append(slices.Clone(y), 0))},
	}
	for _, tt := range tests {
		_, err := DecodeNPZ(bytes.NewReader(tt.data), "t.npz", int64(len(tt.data)), Options{})
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: error %v\nwant one with %s", tt.name, err, tt.want)
		}
	}
	if _, err := DecodeNPZ(bytes.NewReader(broken), "t.npz", int64(len(broken)), Options{}); err == nil || !errors.Is(err, zip.ErrChecksum) {
		t.Errorf("changed byte: error %v", err)
	}
}

func TestNPYMemoryFollowsData(t *testing.T) {
	claim := npy(dict("<f8", "False", "(500, 100000)"), []byte{1, 2, 3})
	tall := npy(dict("<f8", "True", "(50000000, 1)"), []byte{1, 2, 3})
	sparse := save(t, "sparse.npy", claim)
	if err := os.Truncate(sparse, 10<<30); err != nil {
		t.Fatal(err)
	}
	archive := npz(t, []string{"x.npy"}, claim)
	for name, read := range map[string]func() error{
		"wide":   func() error { _, err := Decode(bytes.NewReader(claim), "t", -1, Options{}); return err },
		"tall":   func() error { _, err := Decode(bytes.NewReader(tall), "t", -1, Options{}); return err },
		"sparse": func() error { _, err := Read(sparse, Options{}); return err },
		"npz":    func() error { _, err := Read(save(t, "a.npz", archive), Options{}); return err },
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		err := read()
		runtime.ReadMemStats(&after)
		if err == nil {
			t.Errorf("%s: no error", name)
		}
		if used := after.TotalAlloc - before.TotalAlloc; used > 64<<20 {
			t.Errorf("%s: %d MB allocated for a claim", name, used>>20)
		}
	}
}

// The order in which a matrix is stored does not show.
func TestFortranEqualsC(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		rows, cols := rapid.IntRange(1, 7).Draw(rt, "rows"), rapid.IntRange(1, 7).Draw(rt, "cols")
		values := rapid.SliceOfN(rapid.Int16(), rows*cols, rows*cols).Draw(rt, "values")
		var c, fortran bytes.Buffer
		for i := range rows {
			for j := range cols {
				_ = binary.Write(&c, binary.LittleEndian, values[i*cols+j])
			}
		}
		for j := range cols {
			for i := range rows {
				_ = binary.Write(&fortran, binary.BigEndian, values[i*cols+j])
			}
		}
		shape := fmt.Sprintf("(%d, %d)", rows, cols)
		a, err := Decode(bytes.NewReader(npy(dict("<i2", "False", shape), c.Bytes())), "c", -1, Options{})
		if err != nil {
			rt.Fatal(err)
		}
		b, err := Decode(bytes.NewReader(npy(dict(">i2", "True", shape), fortran.Bytes())), "f", -1, Options{})
		if err != nil {
			rt.Fatal(err)
		}
		for j := range cols {
			if !slices.Equal(a.Columns[j].Numbers, b.Columns[j].Numbers) || a.Columns[j].Numbers[rows-1] != float64(values[(rows-1)*cols+j]) {
				rt.Fatalf("column %d: %v and %v", j, a.Columns[j].Numbers, b.Columns[j].Numbers)
			}
		}
	})
}

func FuzzNPY(f *testing.F) {
	for _, name := range []string{"c_f8.npy", "fortran_f4_big.npy", "i2_1d.npy"} {
		data, err := os.ReadFile("testdata/" + name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data, "c0", "")
	}
	f.Add(npy(dict("|b1", "True", "(1, 2)"), []byte{0, 1}), "", "c1")
	f.Add([]byte(npyMagic+"\x03\x00\xff\xff\x00\x00{}"), "", "")
	f.Fuzz(func(t *testing.T, data []byte, input, output string) {
		var o Options
		if input != "" {
			o.Inputs = []string{input}
		}
		if output != "" {
			o.Outputs = []string{output}
		}
		if table, err := DecodeNPY(bytes.NewReader(data), "fuzz", -1, o); err == nil {
			checkTable(t, table)
		}
	})
}

// Two arrays in an archive, of any bytes. They are put in it here, and are short, since the
// fuzzer's time to shorten a finding grows with the square of its length.
func FuzzNPZ(f *testing.F) {
	x := npy(dict("<f4", "True", "(1, 2)"), make([]byte, 8))
	y := npy(dict("|u1", "False", "(1,)"), []byte{7})
	f.Add(x, y, "")
	f.Add(x, y, "x")
	f.Add(x, y, "y")
	f.Add(x, []byte(npyMagic), "x1")
	f.Add([]byte("\x93N}"), y, "@") // can't be used, and isn't asked for
	f.Fuzz(func(t *testing.T, x, y []byte, input string) {
		var o Options
		if input != "" {
			o.Inputs = []string{input}
		}
		data := npz(t, []string{"x.npy", "y.npy"}, x, y)
		if table, err := DecodeNPZ(bytes.NewReader(data), "fuzz", int64(len(data)), o); err == nil {
			checkTable(t, table)
		}
	})
}

// An archive of any bytes.
func FuzzArchive(f *testing.F) {
	y := npy(dict("|u1", "False", "(1,)"), []byte{7})
	f.Add(npz(f, []string{"y.npy"}, y))
	f.Add(npz(f, nil))
	f.Fuzz(func(t *testing.T, data []byte) {
		if table, err := DecodeNPZ(bytes.NewReader(data), "fuzz", int64(len(data)), Options{}); err == nil {
			checkTable(t, table)
		}
	})
}
