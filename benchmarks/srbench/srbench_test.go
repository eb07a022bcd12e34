package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gobimt/bimt/bimt/formula"
)

// Every problem can be drawn in its ranges, has three inputs at most and uses all of them.
func TestProblems(t *testing.T) {
	if len(problems) < 40 {
		t.Errorf("%d problems, want 40", len(problems))
	}
	seen := map[string]bool{}
	for i := range problems {
		p := &problems[i]
		if seen[p.name] {
			t.Errorf("%s is there twice", p.name)
		}
		seen[p.name] = true
		if _, err := p.rows(1000, 0, 1); err != nil {
			t.Errorf("%s: %v", p.name, err)
		}
		e, err := formula.Parse(p.truth)
		if err != nil {
			t.Fatal(err)
		}
		if n := len(e.Variables()); n != len(p.ranges) || n > 3 {
			t.Errorf("%s has %d inputs and uses %d", p.name, len(p.ranges), n)
		}
	}
}

func TestCompare(t *testing.T) {
	var p *problem
	for i := range problems {
		if problems[i].name == "I.16.6" {
			p = &problems[i]
		}
	}
	for text, want := range map[string]equality{
		"(v+u)*c^2/(c^2+v*u)":         {true, true},
		"1.0000001*(u+v)/(1+u*v/c^2)": {true, true}, // after rounding
		"3*(u+v)/(1+u*v/c^2)":         {false, true},
		"(u+v)/(1+u*v/c^2)+2":         {false, true},
		"(u+v)/(1.01+u*v/c^2)":        {false, false},
		"u":                           {false, false},
		"1":                           {false, false},
		"log(-u)":                     {false, false},
	} {
		e, err := formula.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := compare(p, e, 3); err != nil || got != want {
			t.Errorf("%s: %+v, %v, want %+v", text, got, err, want)
		}
	}
}

// A range that can't be read is an error that names it.
func TestRanges(t *testing.T) {
	for _, text := range []string{"m", "m 5 1", "m one 5", ""} {
		p := problem{"I.0", "m", in(text)}
		if _, err := p.rows(20, 0, 1); err == nil || !strings.Contains(err.Error(), "I.0") {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// A formula that is not the truth is told why it was taken for it.
func TestCause(t *testing.T) {
	for _, c := range []struct {
		formula string
		noise   float64
		want    string
	}{
		{"mu*Nn+1e-4", 0.01, causes[asGood]},
		{"mu*Nn+mu/50", 0, causes[near]},
		{"mu+Nn", 0.01, causes[far]},
		{"error: none", 0.01, causes[far]},
	} {
		got, err := outcome{Problem: "I.12.1", Noise: c.noise, Formula: c.formula}.cause(500)
		if err != nil || causes[got] != c.want {
			t.Errorf("%s: %q, %v, want %q", c.formula, causes[got], err, c.want)
		}
	}
}

// One search runs, is not run again, and is counted.
func TestRun(t *testing.T) {
	path := filepath.Join(t.TempDir(), "o.jsonl")
	for range 2 {
		if err := run(path, "I.12.1", 300, 1, 1, time.Minute); err != nil {
			t.Fatal(err)
		}
	}
	text, err := os.ReadFile(path)
	if err != nil || strings.Count(string(text), "\n") != 2 {
		t.Fatalf("%v: %s", err, text)
	}
	var b bytes.Buffer
	if err := printTable(&b, path); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"| 0 | 1 | 1 | 1 (100.0 %) |", "| 0.01 | 1 | 1 | 1 (100.0 %) |", "| I.12.1 | `mu*Nn` | 1 of 1 | 1 of 1 |"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("the table lacks %s:\n%s", want, b.String())
		}
	}
}
