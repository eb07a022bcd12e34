package table

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
)

func TestDetectTask(t *testing.T) {
	repeat := func(n int, values ...float64) []float64 {
		return slices.Repeat(values, n)
	}
	many := make([]float64, 200)
	for i := range many {
		many[i] = float64(i % 21)
	}
	tests := []struct {
		name    string
		columns []Column
		want    Task
	}{
		{"words", []Column{{Name: "y", Text: []string{"a", "b"}}}, Classification},
		{"0 and 1", []Column{{Name: "y", Numbers: repeat(5, 0, 1)}}, Classification},
		{"negative", []Column{{Name: "y", Numbers: repeat(5, -1, 1)}}, Classification},
		{"fractions", []Column{{Name: "y", Numbers: repeat(5, 0.5, 1)}}, Regression},
		{"few rows", []Column{{Name: "y", Numbers: repeat(2, 1, 2, 3)}}, Regression},
		{"21 numbers", []Column{{Name: "y", Numbers: many}}, Regression},
		{"20 numbers", []Column{{Name: "y", Numbers: slices.DeleteFunc(slices.Clone(many), func(v float64) bool { return v == 20 })}}, Classification},
		{"huge", []Column{{Name: "y", Numbers: repeat(5, 1e300, -1e300)}}, Classification},
		{"two outputs", []Column{{Name: "y", Numbers: repeat(5, 0, 1)}, {Name: "z", Numbers: repeat(5, 0, 1)}}, Regression},
	}
	for want, c := range map[string][]float64{
		"y holds 3 different whole numbers in 9 rows (1, 2, 3), taken for classes; if they are amounts, say --task regression":           repeat(3, 1, 2, 3),
		"y holds 3 different whole numbers in 6 rows (1, 2, 3), taken for amounts; if they are classes, say --task classification":       repeat(2, 1, 2, 3),
		"y holds 8 different whole numbers in 24 rows (1, 2, 3, 4, …, 9), taken for classes; if they are amounts, say --task regression": repeat(3, 9, 1, 2, 3, 4, 5, 7, 6),
		"y holds 1 different whole number in 4 rows (7), taken for classes; if they are amounts, say --task regression":                  repeat(4, 7),
	} {
		if _, reason, err := DetectTask([]Column{{Name: "y", Numbers: c}}); err != nil || reason != want {
			t.Errorf("%s, %v; want %s", reason, err, want)
		}
	}
	for _, tt := range tests {
		got, reason, err := DetectTask(tt.columns)
		if err != nil || got != tt.want || reason == "" {
			t.Errorf("%s: %v because %s, %v; want %v", tt.name, got, reason, err, tt.want)
		}
	}
	if _, _, err := DetectTask(nil); err == nil {
		t.Error("no output: no error")
	}
	if _, _, err := DetectTask([]Column{{Name: "y", Numbers: repeat(1, 2)}, {Name: "z", Text: []string{"a"}}}); err == nil || !strings.Contains(err.Error(), `"z"`) {
		t.Errorf("words among several outputs: %v", err)
	}
}

func TestClasses(t *testing.T) {
	numbers := Column{Name: "y", Numbers: []float64{10, 2, math.Copysign(0, -1), 0, 2}}
	classes, err := NewClasses(numbers)
	if err != nil || fmt.Sprint(classes) != "[0 2 10]" {
		t.Errorf("classes %v, %v", classes, err)
	}
	where := func(i int) string { return fmt.Sprintf("t.csv:%d", i+2) }
	if labels, err := classes.Encode(numbers, where); err != nil || fmt.Sprint(labels) != "[2 1 0 0 1]" {
		t.Errorf("labels %v, %v", labels, err)
	}
	words := Column{Name: "y", Text: []string{"setosa", "virginica", "setosa"}}
	if classes, err = NewClasses(words); err != nil || fmt.Sprint(classes) != "[setosa virginica]" {
		t.Errorf("classes %v, %v", classes, err)
	}
	_, err = classes.Encode(Column{Name: "y", Text: []string{"setosa", "Virginca"}}, where)
	if err == nil || !strings.Contains(err.Error(), `t.csv:3: column "y": class "Virginca" was not among those trained on; did you mean "virginica"?`) {
		t.Errorf("unknown class: %v", err)
	}
	for want, c := range map[string]Column{
		"only one class":                 {Name: "y", Text: []string{"a", "a"}},
		"another class in each of its 3": {Name: "y", Numbers: []float64{1, 2, 3}},
	} {
		if _, err := NewClasses(c); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: error %v, want one with %q", c, err, want)
		}
	}
}
