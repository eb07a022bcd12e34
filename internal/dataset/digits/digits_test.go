package digits

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestLoad(t *testing.T) {
	set, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	if set.Count != 1797 || len(set.Pixels) != 1797*64 || len(set.Labels) != 1797 || set.Classes() != 10 {
		t.Fatalf("%d images, %d pixels, %d labels, %d classes", set.Count, len(set.Pixels), len(set.Labels), set.Classes())
	}
	// The first image is a 0 whose first row is 0 0 5 13 9 1 0 0 of 16.
	if got := fmt.Sprint(set.At(0)[:8]); got != "[0 0 79 207 143 15 0 0]" || set.Labels[0] != 0 || set.Labels[1] != 1 {
		t.Errorf("first row %s, labels %v", got, set.Labels[:2])
	}
	// Class sizes as published by UCI.
	var sizes [10]int
	for _, l := range set.Labels {
		sizes[l]++
	}
	if sizes != [10]int{178, 182, 177, 183, 181, 182, 181, 179, 174, 180} {
		t.Errorf("class sizes %v", sizes)
	}
	if least, most := slices.Min(set.Pixels), slices.Max(set.Pixels); least != 0 || most != 255 {
		t.Errorf("pixels reach from %v to %v, want 0 to 255", least, most)
	}
}

func TestParseErrors(t *testing.T) {
	row := strings.Repeat("3,", 64) + "5\n"
	for name, data := range map[string]string{
		"pixel too large": strings.Repeat("3,", 63) + "17,5\n",
		"label too large": strings.Repeat("3,", 64) + "10\n",
		"negative":        strings.Repeat("-1,", 64) + "1\n",
		"word":            strings.Repeat("x,", 64) + "1\n",
		"ragged":          row + "1,2\n",
		"rows missing":    row,
	} {
		if _, err := parse(strings.NewReader(data)); err == nil || !strings.Contains(err.Error(), "embedded digits") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add(strings.Repeat("3,", 64) + "5\n")
	f.Add("1,2\n")
	f.Fuzz(func(t *testing.T, data string) {
		if set, err := parse(strings.NewReader(data)); err == nil && set.Count != 1797 {
			t.Fatalf("%d rows and no error", set.Count)
		}
	})
}

func ExampleLoad() {
	set, err := Load()
	fmt.Println(set.Count, set.Height, set.Width, set.Classes(), err)
	// Output: 1797 8 8 10 <nil>
}
