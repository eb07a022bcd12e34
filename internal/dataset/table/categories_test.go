package table

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// checkOneHot tests that the columns of a category have one 1 in each row.
func checkOneHot(t *testing.T, k Categories, table *Table) {
	t.Helper()
	hot, err := k.Apply(table)
	if err != nil {
		if !strings.Contains(err.Error(), "rename the column") {
			t.Fatal(err)
		}
		return
	}
	checkTable(t, hot)
	for i := range hot.Rows {
		sum := 0.0
		for _, c := range hot.Columns[:len(k[0].Levels)] {
			sum += c.Numbers[i]
		}
		if sum != 1 {
			t.Fatalf("row %d holds %v levels", i, sum)
		}
	}
}

// The written categories make the same columns of a file to predict from.
func TestCategories(t *testing.T) {
	titanic, err := Read(filepath.Join(awkward, "titanic.csv"), Options{Inputs: []string{"Pclass", "Sex", "Fare"}, Outputs: []string{"Survived"},
		Categorical: []string{"Sex", "Pclass", "Embarked"}})
	if err != nil {
		t.Fatal(err)
	}
	fitted, err := NewCategories(titanic, "Sex", "Pclass", "Embarked")
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(fitted)
	want := `[{"column":"Sex","levels":["female","male"]},{"column":"Pclass","levels":["1","3"]},{"column":"Embarked","levels":["C","Q","S"]}]`
	if err != nil || string(text) != want {
		t.Errorf("written as %s, %v", text, err)
	}
	var k Categories
	if err := json.Unmarshal(text, &k); err != nil {
		t.Fatal(err)
	}
	hot, err := k.Apply(titanic)
	if err != nil {
		t.Fatal(err)
	}
	checkTable(t, hot)
	names := "[Pclass=1 Pclass=3 Sex=female Sex=male Fare Embarked=C Embarked=Q Embarked=S Survived]"
	if fmt.Sprint(hot.Names()) != names || hot.Outputs != 1 || fmt.Sprint(hot.Columns[3].Numbers) != "[1 0 0 0 1 1 1 1 0 0]" {
		t.Errorf("columns %v, %v", hot.Names(), hot.Columns[3].Numbers)
	}
	inputs := hot.Names()[:8]
	raw := k.Unfold(inputs)
	if fmt.Sprint(raw, k.Columns()) != "[Pclass Sex Fare Embarked] [Sex Pclass Embarked]" {
		t.Errorf("made of %v; %v", raw, k.Columns())
	}
	again, err := DecodeCSV(strings.NewReader("Fare,Embarked,Sex,Pclass\n7,Q,male,3\n8,Q,male,3\n"), "new.csv", Options{Inputs: raw, Categorical: k.Columns()})
	if err != nil {
		t.Fatal(err)
	}
	if again, err = k.Apply(again); err != nil {
		t.Fatal(err)
	}
	if m, err := again.Matrix(inputs...); err != nil || !reflect.DeepEqual(m.Row(0), []float64{0, 1, 0, 1, 7, 0, 1, 0}) {
		t.Errorf("%v, %v", m, err)
	}
}

func TestCategoriesOfNumbers(t *testing.T) {
	table := &Table{Source: "x.npy", Rows: 3, Columns: []Column{{Name: "n", Numbers: []float64{10, 2, 10}}}}
	k, err := NewCategories(table, "n")
	if err != nil || fmt.Sprint(k) != "[{n [2 10]}]" {
		t.Errorf("%v, %v", k, err)
	}
	checkOneHot(t, k, table)
}

func TestCategoryErrors(t *testing.T) {
	k := Categories{{Column: "kind", Levels: []string{"new", "old"}}}
	read := func(text string) *Table {
		table, err := DecodeCSV(strings.NewReader(text), "t.csv", Options{})
		if err != nil {
			t.Fatal(err)
		}
		return table
	}
	many := "kind\n"
	for i := range MaxLevels + 1 {
		many += fmt.Sprintf("k%d\n", i)
	}
	_, unknown := k.Apply(read("kind\nnew\nNew\n"))
	_, twice := k.Apply(read("kind,kind=old\nnew,1\n"))
	_, one := NewCategories(read("kind\nnew\nnew\n"), "kind")
	_, tooMany := NewCategories(read(many), "kind")
	_, absent := NewCategories(read(many), "knd")
	_, output := DecodeCSV(strings.NewReader("a,b\n1,2\n"), "t.csv", Options{Outputs: []string{"b"}, Categorical: []string{"b"}})
	_, misspelt := DecodeCSV(strings.NewReader("a,kind\n1,2\n"), "t.csv", Options{Outputs: []string{"a"}, Categorical: []string{"knd"}})
	for want, err := range map[string]error{
		`t.csv:3: column "kind": level "New" was not among those trained on (new, old)`: unknown,
		`a column "kind=old", but there is one`:                                         twice,
		`"kind" has the same value "new" in all rows; leave it out`:                     one,
		"has 51 levels, but at most 50":                                                 tooMany,
		`did you mean "kind"?`:                                                          absent,
		`"b" is categorical, but it is no input`:                                        output,
		`no column "knd"; did you mean`:                                                 misspelt,
		"has 1 levels":                                                                  Categories{{Column: "a", Levels: []string{"x"}}}.Check(),
		"level twice":                                                                   Categories{{Column: "a", Levels: []string{"x", "y", "x"}}}.Check(),
		"named twice":                                                                   append(k, k...).Check(),
		"or has no name":                                                                Categories{{Levels: []string{"x", "y"}}}.Check(),
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want one with %s", err, want)
		}
	}
}
