package main

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestDoctor(t *testing.T) {
	t.Chdir(t.TempDir())
	status, out, errOut := bimt(t, "doctor", "--json")
	var lines []struct {
		Name, Found string
		OK          bool
	}
	if err := json.Unmarshal([]byte(out), &lines); status != 0 || err != nil || len(lines) < 6 || errOut != "" {
		t.Fatalf("status %d, %v, %d lines, %q\n%s", status, err, len(lines), errOut, out)
	}
	for _, l := range lines {
		if !l.OK || l.Found == "" {
			t.Errorf("%+v", l)
		}
	}
	if status, _, errOut := bimt(t, "doctor", "me"); status != statusUsage || !strings.Contains(errOut, "no argument") {
		t.Errorf("with an argument: %d %q", status, errOut)
	}
}
