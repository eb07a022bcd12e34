package task

import (
	"context"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func made(t *testing.T, s Source) *Data {
	t.Helper()
	d, err := s.Make(context.Background(), rand.New(rand.NewPCG(1, 1)))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// A row of a sum asks for its digits, each read at the token before it, in training and in the
// test; with ten digits the test is AdderBoard's.
func TestAdditionAsksForDigits(t *testing.T) {
	a := &Addition{Digits: 10, Carries: 1, CarriesFrom: 0.5, CarriesUntil: 1}
	d := made(t, a)
	if d.Test.Rows != 10010 || a.TestRows != 10010 || d.Tokens != 12 || d.Length != 11 {
		t.Fatalf("%d rows, %d tokens, %d places", d.Test.Rows, d.Tokens, d.Length)
	}
	x, y := d.Test.Row(3) // 9,999,999,999 + 1
	if !slices.Equal(y, []float64{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}) || d.Read[0] != 21 || x[21] != 11 || x[10] != 10 || d.Read[10] != len(x)-1 {
		t.Errorf("%v asks for %v at %v", x, y, d.Read)
	}
	for row := range d.Train.Rows {
		x, y := d.Train.Row(row)
		if !slices.Equal(x[22:], y[:10]) {
			t.Fatalf("row %d: what was asked for, %v, does not stand behind, %v", row, y, x)
		}
	}
	for at, want := range map[float64]float64{0: 1, 0.5: 1, 0.75: 0.5, 1: 0} {
		if got := a.carries(at); got != want {
			t.Errorf("at %v of the run the part drawn for carries is %v, want %v", at, got, want)
		}
	}
	x, _, err := d.Draw(rand.New(rand.NewPCG(2, 2)), 5, 0)
	if err != nil || len(x) != 5*32 {
		t.Errorf("%d numbers drawn, %v", len(x), err)
	}
}

func TestSortingAndInduction(t *testing.T) {
	d := made(t, &Sorting{Letters: 6, Kinds: 3, TrainFraction: 0.75})
	if d.Train.Rows != 546 || d.Test.Rows != 183 || d.Length != 6 || !slices.Equal(d.Read, []int{5, 6, 7, 8, 9, 10}) {
		t.Errorf("%d and %d rows, read at %v", d.Train.Rows, d.Test.Rows, d.Read)
	}
	d = made(t, &Induction{Vocabulary: 8, Length: 16, TestRows: 20})
	if d.Test.Rows != 20 || d.Length != 7 || d.Read[0] != 8 {
		t.Errorf("%d rows, read at %v", d.Test.Rows, d.Read)
	}
	for word, s := range map[string]Source{
		"digits": &Addition{}, "letters": &Sorting{Letters: 99, Kinds: 9, TrainFraction: 0.5}, "train_fraction": &Sorting{Letters: 3, Kinds: 2}, "vocabulary": &Induction{Vocabulary: 3, Length: 16},
	} {
		if _, err := s.Make(context.Background(), rand.New(rand.NewPCG(1, 1))); err == nil || !strings.Contains(err.Error(), word) {
			t.Errorf("error %v, want one with %s", err, word)
		}
	}
}

const tokens512 = "../../transformer/pretrained/testdata/tok512.bin"

// A text is cut in tokens as its tokenizer says, and decoded again.
func TestTextByTokens(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	story := "Once upon a time, there was a dog named Tim. "
	stories := write("stories.txt", story+"\n<|endoftext|>\n"+strings.Repeat(story, 20))
	numbers := write("numbers.txt", strings.Repeat("3 1 4 1 5 9\n2 6 ", 20))
	for _, c := range []struct {
		text   Text
		tokens int
		first  string
	}{
		{Text{Path: stories, Tokenizer: tokens512}, 512, "Once upon a time"},
		{Text{Path: stories, Tokenizer: "bytes"}, 256, "Once upon"},
		{Text{Path: stories, Tokenizer: "bytes", Vocabulary: 300}, 300, "Once upon"},
		{Text{Path: stories}, 27, "Once upon"},
		{Text{Path: stories, Tokenizer: "characters"}, 27, "Once upon"},
		{Text{Path: numbers, Tokenizer: "numbers"}, 10, "3 1 4 1 5 9 2 6"},
		{Text{Path: numbers, Tokenizer: "numbers", Vocabulary: 32}, 32, "3 1 4"},
	} {
		c.text.TrainFraction, c.text.Length = 0.7, 12
		d := made(t, &c.text)
		if len(d.Outputs) != d.Tokens || d.Classes != d.Tokens || c.tokens != d.Tokens {
			t.Errorf("%+v: %d tokens, %d classes, %d names", c.text, d.Tokens, d.Classes, len(d.Outputs))
		}
		var ids []int
		for _, v := range d.Train.X[:12] {
			ids = append(ids, int(v))
		}
		if text, err := d.Decode(ids); err != nil || !strings.HasPrefix(text, c.first) {
			t.Errorf("%+v begins with %q, %v", c.text, text, err)
		}
	}
	for word, c := range map[string]Text{
		"no file":        {Path: stories, Tokenizer: "none.bin"},
		"vocabulary: 99": {Path: stories, Vocabulary: 99},
		"vocabulary: 9,": {Path: stories, Tokenizer: "bytes", Vocabulary: 9},
		"token 100":      {Path: stories, Tokenizer: tokens512, Vocabulary: 101},
		`"Once"`:         {Path: stories, Tokenizer: "numbers"},
		"0 to 8":         {Path: numbers, Tokenizer: "numbers", Vocabulary: 9},
	} {
		c.TrainFraction, c.Length = 0.7, 12
		if _, err := c.Make(context.Background(), nil); err == nil || !strings.Contains(err.Error(), word) {
			t.Errorf("error %v, want one with %s", err, word)
		}
	}
}
