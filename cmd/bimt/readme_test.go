package main

import (
	"io"
	"os"
	"strings"
	"testing"
)

// The README shows every command, but the ones for shells and for bug reports.
func TestCommandsInTheREADME(t *testing.T) {
	b, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range commandNames(newApp(io.Discard, io.Discard)) {
		if name != "completion" && name != "version" && !strings.Contains(string(b), "\n    bimt "+name) {
			t.Errorf("README.md has no line for bimt %s", name)
		}
	}
}
