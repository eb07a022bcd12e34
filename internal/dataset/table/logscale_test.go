package table

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/gobimt/bimt/internal/dataset"
	"pgregory.net/rapid"
)

// The logarithms are standardised, the range is that of the numbers.
func TestLogScale(t *testing.T) {
	m := dataset.Matrix{Rows: 3, Cols: 2, Data: []float64{1, 5, 100, 6, 10_000, 7}}
	s, err := FitScaling([]string{"a", "b"}, m, "a")
	if err != nil {
		t.Fatal(err)
	}
	if s.Mean[0] != 2 || math.Abs(s.Std[0]-math.Sqrt(8./3)) > 1e-15 || s.Min[0] != 1 || s.Max[0] != 10_000 || s.Mean[1] != 6 {
		t.Errorf("%+v", s)
	}
	if got := s.LogNames(); fmt.Sprint(got) != "[a]" {
		t.Errorf("on a logarithmic scale: %v", got)
	}
	out, err := s.Apply(m)
	if err != nil || out.Data[2] != 0 || math.Abs(out.Data[4]-math.Sqrt(1.5)) > 1e-15 {
		t.Errorf("%v, %v", out.Data, err)
	}
	if names, err := s.Outside([]float64{0.5, 6}); err != nil || fmt.Sprint(names) != "[a]" {
		t.Errorf("outside in %v, %v", names, err)
	}
	if plain, err := FitScaling([]string{"a", "b"}, m); err != nil || plain.Log != nil || plain.LogNames() != nil {
		t.Errorf("%+v, %v", plain, err)
	}
	if text, err := json.Marshal(Scaling{}); err != nil || strings.Contains(string(text), "log") {
		t.Errorf("a scaling as before is written as %s, %v", text, err)
	}
}

func TestLogScaleInverts(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		exponents := rapid.SliceOfN(rapid.Float64Range(-300, 300), 2, 20).Draw(rt, "exponents")
		m := dataset.NewMatrix(len(exponents), 1)
		for i, e := range exponents {
			m.Data[i] = math.Pow(10, e)
		}
		s, err := FitScaling([]string{"v"}, m, "v")
		if err != nil {
			rt.Fatal(err)
		}
		out, err := s.Apply(m)
		if err != nil {
			rt.Fatal(err)
		}
		back, err := s.Invert(out)
		if err != nil {
			rt.Fatal(err)
		}
		for i, v := range back.Data {
			if math.Abs(v/m.Data[i]-1) > 1e-11 {
				rt.Fatalf("%v came back as %v", m.Data[i], v)
			}
		}
	})
}

func TestLogScaleErrors(t *testing.T) {
	m := dataset.Matrix{Rows: 2, Cols: 1, Data: []float64{3, -1}}
	_, fit := FitScaling([]string{"v"}, m, "v")
	_, name := FitScaling([]string{"v"}, m, "w")
	good := Scaling{Names: []string{"v"}, Mean: []float64{0}, Std: []float64{1}, Min: []float64{1}, Max: []float64{2}, Log: []bool{true}}
	_, apply := good.Apply(m)
	good.Log = []bool{true, false}
	for want, err := range map[string]error{
		`row 2: column "v": -1 has no logarithm`:             fit,
		`no column "w" to put on a logarithmic scale`:        name,
		`row 2: column "v": -1 has no logarithm: correct it`: apply,
		"needs log of each column, or none":                  good.Check(1),
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want one with %s", err, want)
		}
	}
}
