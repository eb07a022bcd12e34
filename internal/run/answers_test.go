package run

import (
	"bytes"
	"encoding/binary"
	"encoding/csv"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// kept trains an experiment for some steps and gives the run and its folder.
func kept(t *testing.T, name string, set ...string) (*Run, string) {
	t.Helper()
	r := small(t, name, set...)
	train(t, r)
	f, err := Create(filepath.Join(t.TempDir(), "run"), false)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(f.WriteConfig(r.Config), f.WriteModel(r, nil), f.WriteData(r.Data), f.Close()); err != nil {
		t.Fatal(err)
	}
	return r, f.Path
}

func write(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func answer(t *testing.T, folder, file string) *Answers {
	t.Helper()
	m, err := Open(t.Context(), folder, WithoutRows)
	if err != nil {
		t.Fatal(err)
	}
	a, err := m.PredictFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// rowsOf writes rows as CSV, with a header if there is one.
func rowsOf(header string, x []float64, width int) string {
	var b strings.Builder
	if header != "" {
		b.WriteString(header + "\n")
	}
	for i, v := range x {
		b.WriteString(strconv.FormatFloat(v, 'g', -1, 64))
		b.WriteByte(",\n"[map[bool]int{true: 1}[i%width == width-1]])
	}
	return b.String()
}

func number(t *testing.T, s string) float64 {
	t.Helper()
	v, err := strconv.ParseFloat(s, 64)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// A table's predictions are those of the run, in the units of its columns, whether the
// training data are still there or not, and wherever relocation has put the inputs.
func TestTablePredictions(t *testing.T) {
	var text strings.Builder
	text.WriteString("a,b,u,v\n")
	for i := range 50 {
		a, b := float64(i%10), 100*math.Sin(float64(i))
		fmt.Fprintf(&text, "%v,%v,%v,%v\n", a, b, 1000*a+b, b*b)
	}
	file := write(t, "train.csv", text.String())
	r, folder := kept(t, "table", "path="+file, "inputs=[b, a]", "outputs=[v, u]", "steps=40", "swap_every=10")
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	out, err := r.PredictSet(r.Data.Test)
	if err != nil {
		t.Fatal(err)
	}
	s := r.Data.InScale
	var x []float64
	for i := range r.Data.Test.Rows { // in another order, with a column more
		row, _ := r.Data.Test.Row(i)
		x = append(x, row[1]*s.Std[1]+s.Mean[1], 7, row[0]*s.Std[0]+s.Mean[0])
	}
	got := answer(t, folder, write(t, "new.csv", rowsOf("a,more,b", x, 3)))
	if !slices.Equal(got.Header, []string{"v", "u", "outside"}) || len(got.Rows) != r.Data.Test.Rows {
		t.Fatalf("%d rows of %v", len(got.Rows), got.Header)
	}
	for i, row := range got.Rows {
		for j := range 2 {
			want := out[2*i+j]*r.Data.OutScale.Std[j] + r.Data.OutScale.Mean[j]
			if v := number(t, row[j]); math.Abs(v-want) > 1e-9*math.Abs(want) {
				t.Errorf("row %d: %s is %v, want %v", i, got.Header[j], v, want)
			}
		}
	}
	var b bytes.Buffer
	if err := got.WriteCSV(&b); err != nil {
		t.Fatal(err)
	}
	if all, err := csv.NewReader(&b).ReadAll(); err != nil || len(all) != 1+len(got.Rows) {
		t.Errorf("%d lines of CSV, %v", len(all), err)
	}
}

// Points outside of the range trained on are answered and said to be outside.
func TestOutside(t *testing.T) {
	_, folder := kept(t, "independence", "steps=5")
	a := answer(t, folder, write(t, "n.csv", "0,0,0,0\n0,5,0,-7\n"))
	if a.Outside != 1 || a.Rows[0][2] != "" || a.Rows[1][2] != "x2; x4" || a.Rows[1][0] == "" {
		t.Errorf("%d outside: %v", a.Outside, a.Rows)
	}
	if a.Header[0] != "(x1+x3)³" {
		t.Errorf("header %v", a.Header)
	}
}

func TestClasses(t *testing.T) {
	r, folder := kept(t, "two-moons", "steps=500")
	test := r.Data.Test
	_, score := scores(t, r)
	a := answer(t, folder, write(t, "n.csv", rowsOf("x1,x2", test.X, 2)))
	right := 0
	for i, row := range a.Rows {
		if row[0] == r.Data.Outputs[test.Class(i)] {
			right++
		}
		p, q := number(t, row[1]), number(t, row[2])
		if math.Abs(p+q-1) > 1e-5 || (p > q) != (row[0] == r.Data.Outputs[0]) {
			t.Fatalf("probabilities of row %v", row)
		}
	}
	if got := float64(right) / float64(test.Rows); got != score.Accuracy || got < 0.8 {
		t.Errorf("%v are right, %v in the run", got, score.Accuracy)
	}
}

func TestTokens(t *testing.T) {
	for _, name := range []string{"modular-addition", "modular-addition-transformer"} {
		_, folder := kept(t, name, "modulus=5", "steps=3")
		a := answer(t, folder, write(t, "n.csv", "a,b\n0,4\n3,3\n"))
		if len(a.Rows) != 2 || len(a.Header) != 7 || a.Header[1] != "p(0)" || a.Outside != -1 {
			t.Errorf("%s: %v, %v, %d outside", name, a.Header, a.Rows, a.Outside)
		}
	}
}

// Images come as rows of pixels, named or not, and as IDX; all say the same.
func TestImages(t *testing.T) {
	r, folder := kept(t, "digits", "steps=50")
	test := r.Data.Test
	x := test.AppendX(nil, 0, 5)
	named := strings.Join(strings.Split(strings.Repeat("p", 64), ""), ",")
	for i := range 64 {
		named = strings.Replace(named, "p", fmt.Sprint("x", i), 1)
	}
	idx := binary.BigEndian.AppendUint32(nil, 0x803)
	for _, d := range []uint32{5, 8, 8} {
		idx = binary.BigEndian.AppendUint32(idx, d)
	}
	idx = append(idx, test.Pixels[:5*64]...)
	first := answer(t, folder, write(t, "a.csv", rowsOf("", x, 64)))
	if len(first.Rows) != 5 || first.Outside != 0 || first.Header[1] != "score(0)" {
		t.Fatalf("%v, %d rows, %d outside", first.Header, len(first.Rows), first.Outside)
	}
	for _, other := range []string{write(t, "b.csv", rowsOf(named, x, 64)), write(t, "images", string(idx))} {
		for i, row := range answer(t, folder, other).Rows {
			if !slices.Equal(row, first.Rows[i]) {
				t.Errorf("%s: row %d is %v, want %v", other, i, row, first.Rows[i])
			}
		}
	}
	x[3], x[70] = 16, -1
	if a := answer(t, folder, write(t, "c.csv", rowsOf("", x, 64))); a.Outside != 2 || a.Rows[0][11] != "row 1 column 4" {
		t.Errorf("%d outside: %v", a.Outside, a.Rows[0])
	}
}

// A network that answers NaN or infinity predicts nothing.
func TestDivergedPredictsNothing(t *testing.T) {
	r, folder := kept(t, "independence", "steps=1")
	m, err := Open(t.Context(), folder, WithoutRows)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range m.Network.Params.All() {
		if err := p.Set(slices.Repeat([]float64{1e300}, p.Len())); err != nil {
			t.Fatal(err)
		}
	}
	file := write(t, "n.csv", "x1,x2,x3,x4\n1,1,1,1\n")
	want := "row 1: the network answers +Inf for " + r.Data.Outputs[0]
	if a, err := m.PredictFile(file); err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("%v, %v; want %q", a, err, want)
	}
}

func TestWhatCantBePredicted(t *testing.T) {
	_, formula := kept(t, "independence", "steps=1")
	_, tokens := kept(t, "s4", "group=3", "steps=1")
	_, digits := kept(t, "digits", "steps=1")
	_, sequences := kept(t, "in-context", "steps=1", "train_rows=100", "test_rows=10")
	small := string(binary.BigEndian.AppendUint32(nil, 0x803)) + "\x00\x00\x00\x01\x00\x00\x00\x02\x00\x00\x00\x02abcd"
	for _, w := range []struct{ folder, text, want string }{
		{formula, "x1,x2,x3\n1,2,3\n", `no column "x4"`},
		{formula, "1,2,3\n", "4 are wanted"},
		{formula, "x1,x2,x3,x4\n1,2,3,z\n", "2:7"},
		{formula, "", "empty"},
		{tokens, "a,b\n1,2\n1,6\n", `n.csv:3: column "b": 6 is no token: give whole numbers from 0 to 5`},
		{tokens, "a,b\n1.5,2\n", "1.5 is no token"},
		{digits, "1,2\n", "64 are wanted"},
		{digits, "a,b\n1,2\n", "one for each pixel of 8×8"},
		{digits, small, "2×2, but those trained on 8×8"},
		{sequences, "y,x\n1,2\n", "sequences"},
	} {
		m, err := Open(t.Context(), w.folder, WithoutRows)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := m.PredictFile(write(t, "n.csv", w.text)); err == nil || !strings.Contains(err.Error(), w.want) {
			t.Errorf("%q: %v, want %q", w.text, err, w.want)
		}
	}
	if err := os.WriteFile(filepath.Join(formula, DataFile), []byte(`{"input_shape":[3]}`), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, folder := range []string{t.TempDir(), formula} {
		if _, err := Open(t.Context(), folder, WithoutRows); err == nil {
			t.Errorf("%s was opened", folder)
		}
	}
}
