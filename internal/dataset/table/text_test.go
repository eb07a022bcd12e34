package table

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestSeparator(t *testing.T) {
	for text, want := range map[string]rune{
		"a,b\n1,2\n":                                 ',',
		"a;b\n1,5;2,5\n":                             ';',
		"a,b;c,d\n1,5;2,5\n":                         ';',
		"a\tb\n1\t\n":                                '\t',
		"a b  c\n 1  2 3\n":                          blank,
		"a, b, c\n1, 2, 3\n":                         ',',
		"date time,v\n2020-01-01 10:00,5\n":          ',',
		"weight kg,height cm\n1,2\n":                 ',',
		"name\tage\nJohn Smith\t3\n":                 '\t',
		"first name\tage\nJohn Smith\t3\n":           '\t',
		"a b\tc\n1  2\t\"x y\"\n":                    blank,
		"a,b,c\n1,2,3\n1,2\n1,2,3\n":                 ',',
		"a b c\n1 2 3\n1 2\n1 2 3\n":                 blank,
		"my value\n1\n2\n":                           ',',
		"name,tags\nx,a;b\ny,c;d\n":                  ',',
		"# a;b;c;d\n\na,b\n1,2\n":                    ',',
		"\"a;b;c\",b\n1,2\n":                         ',',
		"a b c d":                                    blank,
		"a;b":                                        ';',
		"":                                           ',',
		"a,b\n" + strings.Repeat("1 2,3 4\n", 30):    ',',
		"x\n" + strings.Repeat("1\n", sampled) + ";": ',',
	} {
		if got := readPreface(text).separator; got != want {
			t.Errorf("%q: separated by %q, want %q", text, got, want)
		}
	}
}

// Blanks of any number, quotes and comments.
func TestBlanks(t *testing.T) {
	const text = "# a comment\n  x   \"the y\"  kind \r\n\n 1.5\t2  \"an \"\"old\"\" one\"\n  # 3 4 five\n-3 4 new"
	table, err := DecodeCSV(strings.NewReader(text), "t.txt", Options{Inputs: []string{"x", "the y"}, Outputs: []string{"kind"}})
	if err != nil {
		t.Fatal(err)
	}
	got := fmt.Sprintf("%v %v %q %s", table.Columns[0].Numbers, table.Columns[1].Numbers, table.Columns[2].Text, table.Where(1))
	if want := `[1.5 -3] [2 4] ["an \"old\" one" "new"] t.txt:6`; got != want {
		t.Errorf("read %s, want %s", got, want)
	}
	if notes := table.Notes(); len(notes) != 1 || !strings.HasPrefix(notes[0], "1 line among the rows begins with #") {
		t.Errorf("notes %q", notes)
	}
	for text, want := range map[string]string{
		"a b\n1 2\n1 x\n":      `t.txt:3:3: column "b": "x" is not a number`,
		"a b\n1 2\n1 \"x\n":    "t.txt:3:3: malformed CSV",
		"a b\n1 2\n1 \"x\"y\n": "t.txt:3:3: malformed CSV",
		"a b\n1 2\n1 2 3\n":    "t.txt:3:5: the line has 3 fields",
		"a b c\n1 2\n":         "1 2",
		"a b\n1 2\n3\n":        "t.txt:3:1: the line has 1 fields",
	} {
		_, err := DecodeCSV(strings.NewReader(text), "t.txt", Options{Inputs: []string{"a", "b"}})
		if text == "a b c\n1 2\n" {
			want = `there is no column "a"; its columns are a b c`
		}
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: error %v, want one with %q", text, err, want)
		}
	}
}

// A header of more bytes than are looked ahead at.
func TestThousandsOfColumns(t *testing.T) {
	for _, separator := range []string{",", ";", "\t", "  "} {
		const columns = 20_000
		var header, row strings.Builder
		for j := range columns {
			fmt.Fprintf(&header, "column%d%s", j, separator)
			fmt.Fprintf(&row, "%d%s", j, separator)
		}
		text := header.String() + "y\n" + row.String() + "1.5\n" + row.String() + "2.5\n"
		table, err := DecodeCSV(strings.NewReader(text), "t.csv", Options{Outputs: []string{"y"}})
		if err != nil {
			t.Errorf("%q: %v", separator, err)
			continue
		}
		if len(table.Columns) != columns+1 || table.Columns[columns-1].Numbers[1] != columns-1 {
			t.Errorf("%q: %d columns", separator, len(table.Columns))
		}
		if notes := table.Notes(); len(notes) != 1 || len(notes[0]) > 500 {
			t.Errorf("%q: notes %q", separator, notes)
		}
	}
}

func TestComments(t *testing.T) {
	ab := Options{Inputs: []string{"a", "b"}}
	for text, want := range map[string]string{
		"# said \"x\na,b\n1,2\n":        "[1] 0",
		"\uFEFF# x\na,b\n1,2\n":         "[1] 0",
		"a,b\n#1,\"2\n3,4\n#5,6\n7,8\n": "[3 7] 1",
		"  # x\na,b\n1,2\n":             "[1] 0",
		"a,b\n  # x\n1,2\n":             "[1] 1",
		"# other\n# a, b\n1,2\n3,4\n":   "[1 3] 0",
		"#a b\n1 2\n3 4\n":              "[1 3] 0",
		"a,b\n#N/A,2\n3,4\n":            "[3] 1",
		"#,a,b\n1,2,3\n#,4,5\n":         "[2] 1",
	} {
		table, err := DecodeCSV(strings.NewReader(text), "t.csv", ab)
		if err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		if got := fmt.Sprint(table.Columns[0].Numbers, " ", len(table.Notes())); got != want {
			t.Errorf("%q: %s, notes %q; want %s", text, got, table.Notes(), want)
		}
	}
	if _, err := DecodeCSV(strings.NewReader("# a b c\n1 2\n3 4\n"), "t.csv", ab); err == nil || !strings.Contains(err.Error(), "holds numbers, not names") {
		t.Errorf("a comment of another number of words: %v", err)
	}
	if _, err := DecodeCSV(strings.NewReader("a,b\r1,2\r3,4\r"), "t.csv", ab); err == nil || !strings.Contains(err.Error(), "end with CR alone") {
		t.Errorf("line ends of an old Mac: %v", err)
	}
}

func TestMissingValues(t *testing.T) {
	for _, field := range []string{"", " ", "-", ".", "?", "NA", "na", "N/A", "n/a", "NaN", "nan", "null", "NULL", `"NA"`} {
		_, err := DecodeCSV(strings.NewReader("a,b\n1,2\n"+field+",4\n"), "t.csv", Options{})
		if err == nil || !strings.Contains(err.Error(), `t.csv:3:1: a value is missing in column "a"`) && field != " " || !strings.Contains(err.Error(), "--drop-missing") {
			t.Errorf("%q: %v", field, err)
		}
	}
	_, err := DecodeCSV(strings.NewReader("a,b\n1,\n,4\n3,-\n5,6\n"), "t.csv", Options{})
	if err == nil || !strings.Contains(err.Error(), `t.csv:2:3: a value is missing in column "b" (""), one of 3 in 2 columns and 3 of 4 rows; fill`) {
		t.Errorf("three gaps: %v", err)
	}
	strands := Options{Outputs: []string{"strand"}, Text: []string{"strand"}}
	table, err := DecodeCSV(strings.NewReader("a,strand\n1,+\n2,-\n3,.\n"), "t.csv", strands)
	if err != nil || fmt.Sprint(table.Columns[1].Text) != "[+ - .]" {
		t.Errorf("words that stand for no number elsewhere: %v, %v", table, err)
	}
	// A gap in a column that is left out costs no row, and a first gap no word.
	table, err = DecodeCSV(strings.NewReader("a,note,y\n1,,NA\n2,x,u\n3,,v\n4,y,\n"), "t.csv", Options{Outputs: []string{"y"}, DropMissing: true})
	if err != nil || fmt.Sprint(table.Columns[0].Numbers, table.Columns[1].Text, table.Dropped) != "[2 3] [u v] [2 5]" {
		t.Errorf("%+v, %v", table, err)
	}
	_, err = DecodeCSV(strings.NewReader("a,b\n1,\n2,\n"), "t.csv", Options{Inputs: []string{"a", "b"}, DropMissing: true})
	if err == nil || !strings.Contains(err.Error(), "column b is without any value") {
		t.Errorf("an empty column: %v", err)
	}
}

func TestNumbersInTwoWays(t *testing.T) {
	for text, want := range map[string]string{
		"a;b\n1,5;0,25\n":          "1.5 0.25",
		"a;b\n1,500;0,25\n":        "1.5 0.25",
		"a;b\n-0,500;1\n":          "-0.5 1",
		"a b\n 0.15D+01 2d-3\n":    "1.5 0.002",
		"a,b\n−1.5,1e−3\n":         "-1.5 0.001",
		"a;b\n1.5,2;1\n":           `"1.5,2" is not a number`,
		"sep=;\na;b\n1,5;2\n":      "1.5 2",
		"\"a\" \"b\"\n\"1\" 4 2\n": "4 2",
		"a,b\ns,K\n0,300\n1,2\n":   `t.csv:2:1: column "a": "s" is not a number; if this line holds units, begin it with #, or leave the column out with --inputs b`,
		"a;b\n1,5e3;2E-1\n":        "1500 0.2",
		"a,b\n\"1,5\",\"2,25\"\n":  "1.5 2.25",
		"a;b\n1,500;2\n":           `t.csv:2:1: "1,500" can be read with a decimal comma or as thousands`,
		"a;b\n1,500;2.5\n":         `t.csv:2:1: "1,500" can be read`,
		"a;b\n1,5;2.5\n":           `t.csv:2:5: "2.5" has a decimal point, but on line 2 "1,5" has a decimal comma`,
		"a;b\n1.234,5;2\n":         "write numbers without separators of thousands",
		"a;b\n1,234,567;2\n":       "write numbers without separators of thousands",
		"a;b\n1 2;2\n":             "if blanks separate the columns",
	} {
		table, err := DecodeCSV(strings.NewReader(text), "t.csv", Options{Inputs: []string{"a", "b"}})
		got := ""
		if err != nil {
			got = err.Error()
		} else {
			got = fmt.Sprint(table.Columns[0].Numbers[0], " ", table.Columns[1].Numbers[0])
		}
		if !strings.Contains(got, want) {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}

// A first line of numbers and words may be data, as in UCI's iris.data.
func TestFirstLineOfNumbers(t *testing.T) {
	const text = "5.1,3.5,1.4,0.2,Iris-setosa\n4.9,3.0,1.4,0.2,Iris-setosa\n7.0,3.2,4.7,1.4,Iris-versicolor\n"
	table, err := DecodeCSV(strings.NewReader(text), "iris.data", Options{Outputs: []string{"Iris-setosa"}})
	if err != nil || table.Notes()[0] != "the first line is taken for names, though 4 of its 5 fields are numbers: if it is data, write names above it" {
		t.Errorf("%+v, %v", table, err)
	}
}

// What is to be pasted is read back as the names.
func TestFlag(t *testing.T) {
	for want, names := range map[string][]string{
		"--inputs a,b_2,Größe":                           {"a", "b_2", "Größe"},
		"--inputs 'a b,c'":                               {"a b", "c"},
		`--inputs 'it'\''s,"x,y",$z'`:                    {"it's", "x,y", "$z"},
		"--inputs and the names of the other 61 columns": slices.Repeat([]string{"a"}, 61),
	} {
		if got := flag("inputs", names); got != want {
			t.Errorf("%q: %s, want %s", names, got, want)
		}
	}
}
