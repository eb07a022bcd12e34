package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// No --out takes a file that a run is made of; other files in its folder, and folders that are not there, are fine.
func TestOutFile(t *testing.T) {
	dir := t.TempDir()
	r := filepath.Join(dir, "r")
	if status, _, msg := bimt(t, "train", "independence", "--steps", "3", "--no-pictures", "--quiet", "--out", r); status != 0 {
		t.Fatal(msg)
	}
	rows := filepath.Join(dir, "new.csv")
	if err := os.WriteFile(rows, []byte("x1,x2,x3,x4\n1,1,1,1\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"model.safetensors", "config.yaml", "metrics.csv", "summary.json", "data.json", "snapshots.safetensors"} {
		before := read(t, r, name)
		for _, args := range [][]string{{"export", r, "--to", "c"}, {"export", r, "--to", "onnx"}, {"view", r}, {"predict", r, "--data", rows}} {
			status, _, msg := bimt(t, append(args, "--out", filepath.Join(r, name))...)
			if status != statusUsage || !strings.Contains(msg, "choose another") {
				t.Errorf("%q to %s: status %d: %s", args, name, status, msg)
			}
		}
		if read(t, r, name) != before {
			t.Fatalf("%s was overwritten", name)
		}
	}
	for _, name := range []string{filepath.Join(r, "law.h"), filepath.Join(dir, "none", "yet", "law.h")} {
		if status, _, msg := bimt(t, "export", r, "--to", "c", "--out", name); status != 0 {
			t.Errorf("%s: status %d: %s", name, status, msg)
		}
	}
}

// What goes to standard output are the bytes of the file, control characters too.
func TestStandardOutput(t *testing.T) {
	dir := t.TempDir()
	r := filepath.Join(dir, "r")
	if status, _, msg := bimt(t, "train", "independence", "--steps", "3", "--no-pictures", "--quiet", "--out", r); status != 0 {
		t.Fatal(msg)
	}
	for _, format := range []string{"onnx", "npz", "c"} {
		status, out, msg := bimt(t, "export", r, "--to", format, "--out", "-")
		if status != 0 {
			t.Fatal(msg)
		}
		if status, _, msg := bimt(t, "export", r, "--to", format, "--out", filepath.Join(dir, "file")); status != 0 {
			t.Fatal(msg)
		}
		if out != read(t, dir, "file") {
			t.Errorf("%s: standard output gets %d bytes that are not those of the file", format, len(out))
		}
	}
}

// full is a standard output that takes nothing.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, syscall.ENOSPC }

// An answer that nobody can read is no success.
func TestFullOutput(t *testing.T) {
	dir := t.TempDir()
	for _, args := range [][]string{
		{"list"}, {"--help"}, {"train", "--help"},
		{"train", "independence", "--steps", "3", "--no-pictures", "--out", filepath.Join(dir, "r")},
		{"sweep", "independence", "--steps", "3", "--vary", "seed=0", "--networks", "0", "--out", filepath.Join(dir, "s")},
	} {
		var msg strings.Builder
		status := program(t.Context(), append([]string{"bimt"}, args...), full{}, &msg)
		if status != statusFailed || !strings.Contains(msg.String(), "no space left") {
			t.Errorf("%q: status %d: %s", args, status, msg.String())
		}
	}
}

// A full disk is no mistake of the user, wherever it shows.
func TestExhaustedStatus(t *testing.T) {
	for _, e := range []error{syscall.ENOSPC, syscall.EMFILE} {
		err := usage(fmt.Errorf("out: %w", errors.Join(&os.PathError{Op: "write", Path: "a", Err: e})))
		if got := exitStatus(err); got != statusFailed {
			t.Errorf("%v: status %d, want %d", err, got, statusFailed)
		}
	}
	if got := exitStatus(usage(&os.PathError{Op: "mkdir", Path: "a", Err: syscall.ENOTDIR})); got != statusUsage {
		t.Errorf("status %d, want %d", got, statusUsage)
	}
}
