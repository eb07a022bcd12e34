package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gobimt/bimt/internal/run"
	"github.com/gobimt/bimt/internal/task"
)

func TestEqual(t *testing.T) {
	law := truth{&task.Formula{Inputs: []string{"x1", "x2"}, Range: []float64{-1, 1}}, "x1^2+sin(pi*x2)"}
	for text, want := range map[string]bool{
		"x1²+sin(π·x2)":           true,
		"x1·x1+cos(π·(x2−0.5))":   true,
		"1.0004·x1²+sin(3.1·x2)":  false,
		"1.0004·x1²+sin(π·x2)":    true, // after rounding
		"0.98·x1²+sin(π·x2)":      false,
		"x1²+sin(π·x2)+0.002":     false,
		"x1²+sin(π·x2)+log(x1−9)": false,
	} {
		if got, err := law.equal(text); err != nil || got != want {
			t.Errorf("%s: %v, %v, want %v", text, got, err, want)
		}
	}
}

func TestTables(t *testing.T) {
	path := filepath.Join(t.TempDir(), "trials.jsonl")
	lines := `{"experiment":"sharing","seed":1,"before":{"accuracy":null,"weights":30},"after":{"weights":20},"outputs":[{"name":"x₁²","separate":true,"equal":true,"r2_network":1}]}
{"experiment":"sharing","seed":0,"before":{"accuracy":null,"weights":32},"after":{"weights":20},"outputs":[{"name":"x₁²","formula":"abs(x1)|","among":true,"r2_network":0.9}]}
`
	if err := os.WriteFile(path, []byte(lines), 0o600); err != nil {
		t.Fatal(err)
	}
	for table, want := range map[string][]string{
		"finish":   {"| sharing | 0–1 | as published | 0 | 0 | – | 31 (30 … 32) |", "|  |  | finished | 0 | 0 | 0 | 20 |"},
		"formulas": {"| sharing | x₁² | 0–1 | 1 of 2 | 1 of 1 | 1 of 2 | 0.90000 | 1 |", "| sharing | 0 | x₁² | no | `abs(x1)\\|` | 0.90000 |"},
	} {
		var b bytes.Buffer
		if err := printTable(&b, table, path); err != nil {
			t.Fatal(err)
		}
		for _, w := range want {
			if !strings.Contains(b.String(), w) {
				t.Errorf("%s lacks %s:\n%s", table, w, b.String())
			}
		}
	}
	if err := printTable(&bytes.Buffer{}, "none", path); err == nil {
		t.Error("an unknown table is printed")
	}
}

// The steps of a trial are those of the program: a short one is trained, finished and told
// as formulas.
func TestTrial(t *testing.T) {
	one := &trial{Experiment: "sharing"}
	cfg, err := run.Load(one.Experiment)
	if err != nil {
		t.Fatal(err)
	}
	cfg.Steps, cfg.Width, cfg.LogEvery = 300, 6, 100
	if err := one.of(context.Background(), cfg, 50, 200*time.Millisecond); err != nil {
		t.Fatal(err)
	}
	if one.Total == 0 || one.Before.Weights == 0 || one.After.Weights > one.Total || len(one.Outputs) != 3 || one.Outputs[0].Formula == "" {
		t.Errorf("%+v", one)
	}
}

func TestMethodsOfNothing(t *testing.T) {
	if err := methodsTable(context.Background(), &bytes.Buffer{}, []string{t.TempDir()}); err == nil || !strings.Contains(err.Error(), "no runs") {
		t.Errorf("the error is %v", err)
	}
}
