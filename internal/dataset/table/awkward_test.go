package table

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const awkward = "testdata/awkward"

// What is read from tables as users have them: the names, the last column, and all
// that is said.
func TestAwkwardTables(t *testing.T) {
	for _, c := range []struct {
		file    string
		o       Options
		columns string
		last    string
		notes   []string
	}{
		{"auto-mpg.data", Options{Outputs: []string{"mpg"}, DropMissing: true},
			"cylinders displacement horsepower weight acceleration year origin mpg", "18 15 18 16 17", []string{
				`an input holds no numbers and is left out: car name (such as "chevrolet chevelle malibu")`,
				"1 row with missing values is left out, the first on line 7",
				"columns cylinders, year, origin are constant and can teach nothing: leave them out with --inputs displacement,horsepower,weight,acceleration"}},
		{"dwd.txt", Options{Outputs: []string{"TT_10"}},
			"STATIONS_ID MESS_DATUM QN PP_10 TM5_10 RF_10 TD_10 TT_10", "24.9 24.9 25.5 25.8 25.8 25.7 26", []string{
				`an input holds no numbers and is left out: eor (such as "eor")`,
				"columns STATIONS_ID, QN are constant and can teach nothing: leave them out with --inputs MESS_DATUM,PP_10,TM5_10,RF_10,TD_10"}},
		{"excel.csv", Options{Outputs: []string{"Zeit [s]"}, DropMissing: true},
			"Nr Strecke [m] Zeit [s]", "0.505 0.639 1.01 1.428", []string{
				"column 4 has no name in the header and is left out",
				"1 row with missing values is left out, the first on line 2"}},
		{"excel.csv", Options{Outputs: []string{"Strecke [m]"}, Inputs: []string{"Nr"}},
			"Nr Strecke [m]", "0.5 1.25 2 5 10", []string{"column Nr counts the rows: unless this is a measurement, choose other inputs"}},
		{"pandas.csv", Options{Outputs: []string{"signal"}, DropMissing: true}, "run signal", "0.5 0.25 0.125 0.0625 0.015625", []string{
			"column 1 has no name in the header and is left out",
			`inputs hold no numbers and are left out: when (dates such as 2024-01-01 00:00:00), good (such as "True"); ` +
				"--categorical good takes it in, a column of 0 and 1 for each word",
			"1 row with missing values is left out, the first on line 6",
			"column run is constant and can teach nothing: choose other inputs"}},
		{"planets.csv", Options{Outputs: []string{"pl_orbper"}, Log: []string{"pl_orbper"}},
			"pl_bmasse pl_orbsmax pl_orbper", "88 224.7 365.2 687 4331 10747 30589 59800", []string{
				`an input holds no numbers and is left out: pl_name (such as "Mercury")`,
				"1 line among the rows begins with # and is left out as a comment",
				"column pl_bmasse spreads over decades: --log pl_bmasse takes the logarithm"}},
		{"pokemon.csv", Options{Outputs: []string{"Total"}}, "# HP Attack Defense Sp. Atk Sp. Def Speed Generation Total", "318 405 525 625", []string{
			`inputs hold no numbers and are left out: Name (such as "Bulbasaur"), Type 1 (such as "Grass"), Type 2 (such as "Poison"), Legendary (such as "False")`,
			"column Generation is constant and can teach nothing: leave it out with --inputs '#,HP,Attack,Defense,Sp. Atk,Sp. Def,Speed'"}},
		{"savetxt.txt", Options{Outputs: []string{"v"}, Inputs: []string{"t"}}, "t v", "0 -0.479425538604203 -0.8414709848078965 -0.9974949866040544 -0.9092974268256817", nil},
		{"tabs.tsv", Options{Outputs: []string{"flux"}, DropMissing: true}, "time flux", "2.5 1.5", []string{
			`an input holds no numbers and is left out: flag (such as "ok")`,
			"1 row with missing values is left out, the first on line 3"}},
		{"titanic.csv", Options{Outputs: []string{"Survived"}, Inputs: []string{"Fare"}, Categorical: []string{"Sex"}}, "Fare Sex Survived", "0 1 1 1 0 0 0 0 1 1", nil},
	} {
		table, err := Read(filepath.Join(awkward, c.file), c.o)
		if err != nil {
			t.Errorf("%s: %v", c.file, err)
			continue
		}
		checkTable(t, table)
		last := fmt.Sprint(table.Columns[len(table.Columns)-1].Numbers)
		if names := strings.Join(table.Names(), " "); names != c.columns || last != "["+c.last+"]" {
			t.Errorf("%s: columns %s, the last %s\nwant %s, %s", c.file, names, last, c.columns, c.last)
		}
		if notes := table.Notes(); !slices.Equal(notes, c.notes) {
			t.Errorf("%s: notes\n%s\nwant\n%s", c.file, strings.Join(notes, "\n"), strings.Join(c.notes, "\n"))
		}
	}
}

// What is said where such tables can't be read as they are asked for.
func TestAwkwardErrors(t *testing.T) {
	for _, c := range []struct {
		file string
		o    Options
		want string
	}{
		{"auto-mpg.data", Options{Outputs: []string{"mpg"}},
			`:7:23: a value is missing in column "horsepower" ("?"); fill it in, delete the line, or leave such lines out with --drop-missing (drop_missing: true)`},
		{"titanic.csv", Options{Outputs: []string{"Survived"}},
			`:2:45: column "Ticket": "A/5 21171" is not a number, as 3 of its 10 values aren't; correct it, or leave the column out with --inputs PassengerId,Pclass,Age,SibSp,Parch,Fare`},
		{"titanic.csv", Options{Outputs: []string{"Survived"}, Inputs: []string{"Pclass", "Sex", "Age", "Name"}},
			`:2:7: inputs must be numbers, but 2 hold text: Sex (such as "male"), Name (such as "Braund, Mr. Owen Harris"); ` +
				"leave such columns out with --inputs Pclass,Age; --categorical Sex takes it in, a column of 0 and 1 for each word"},
		{"titanic.csv", Options{Inputs: []string{"Age", "Cabin"}}, `:3:92: inputs must be numbers, but one holds text: Cabin (such as "C85"); leave such columns out with --inputs Age`},
		{"pandas.csv", Options{Outputs: []string{"signal"}, Inputs: []string{"when"}},
			":2:3: inputs must be numbers, but one holds text: when (dates such as 2024-01-01 00:00:00); choose other columns"},
		{"planets.csv", Options{Outputs: []string{"pl_orbper"}, Inputs: []string{"pl_orbsmx"}}, `did you mean "pl_orbsmax"?`},
		{"savetxt.txt", Options{Outputs: []string{"x"}, Log: []string{"t"}}, `:2: column "t": 0 has no logarithm: correct it, or leave the column out of --log`},
		{"savetxt.txt", Options{Outputs: []string{"x"}, Log: []string{"v"}}, `:2: column "v": 0 has no logarithm: correct it, or leave the column out of --log; 5 of 5 values`},
		{"pokemon.csv", Options{Outputs: []string{"Total"}, Log: []string{"Height"}}, `no column "Height"`},
		{"pandas.csv", Options{Outputs: []string{"good"}, Inputs: []string{"run"}, Log: []string{"good"}}, "holds words"},
	} {
		_, err := Read(filepath.Join(awkward, c.file), c.o)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v\nwant one with %s", c.file, err, c.want)
		}
	}
}

// A decimal comma is a decimal point.
func TestDecimalCommas(t *testing.T) {
	o := Options{Outputs: []string{"quality"}}
	point, err := Read(filepath.Join(awkward, "wine.csv"), o)
	if err != nil {
		t.Fatal(err)
	}
	comma, err := Read(filepath.Join(awkward, "wine-comma.csv"), o)
	if err != nil {
		t.Fatal(err)
	}
	for i, c := range point.Columns {
		if !slices.Equal(c.Numbers, comma.Columns[i].Numbers) || c.Name != comma.Columns[i].Name {
			t.Errorf("column %q: %v with points, %v with commas", c.Name, c.Numbers, comma.Columns[i].Numbers)
		}
	}
}

func TestColumnNames(t *testing.T) {
	for file, want := range map[string]string{
		"titanic.csv": "[PassengerId Survived Pclass Name Sex Age SibSp Parch Ticket Fare Cabin Embarked]",
		"pandas.csv":  "[when run signal good]",
		"savetxt.txt": "[t x v]",
	} {
		if names, err := ColumnNames(filepath.Join(awkward, file)); err != nil || fmt.Sprint(names) != want {
			t.Errorf("%s: %v, %v; want %s", file, names, err, want)
		}
	}
	if names, err := ColumnNames("testdata/c_f8.npy"); err != nil || fmt.Sprint(names) != "[c0 c1 c2]" {
		t.Errorf("%v, %v", names, err)
	}
	if _, err := ColumnNames("testdata/absent.csv"); err == nil {
		t.Error("no file: no error")
	}
}

// awkwardFiles are the beginnings of the tables as text, for the fuzz test, which
// spends its time on making long inputs shorter.
func awkwardFiles(t testing.TB) []string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(awkward, "*.[cdt]*"))
	if err != nil || len(paths) < 10 {
		t.Fatal(paths, err)
	}
	var texts []string
	for _, p := range paths {
		text, err := os.ReadFile(p)
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.SplitAfter(string(text[:min(len(text), 400)]), "\n")
		texts = append(texts, strings.Join(lines[:len(lines)-1], ""))
	}
	return texts
}
