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
		if n := len(e.Variables()); n != len(p.inputs) || n > 3 {
			t.Errorf("%s has %d inputs and uses %d", p.name, len(p.inputs), n)
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
	for _, want := range []string{"| 0 | 1 | 1 (100.0 %) |", "| 0.01 | 1 | 1 (100.0 %) |", "| I.12.1 | `mu*Nn` | 1 of 1 | 1 of 1 |"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("the table lacks %s:\n%s", want, b.String())
		}
	}
}
