package main

import (
	"bytes"
	"os"
	"regexp"
	"strings"
	"testing"
)

// A panic is one line, a status of its own, and a file with the stack.
func TestCrash(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	t.Setenv("TMP", os.Getenv("TMPDIR"))
	crash := func() int {
		var none []int
		return none[len(os.Args)]
	}
	var e bytes.Buffer
	if status := guarded(&e, crash); status != statusCrashed {
		t.Errorf("status %d", status)
	}
	line := e.String()
	if strings.Count(line, "\n") != 1 || !strings.Contains(line, "index out of range") || !strings.Contains(line, reportTo) {
		t.Errorf("not one line with what and where: %q", line)
	}
	file := regexp.MustCompile(`with (\S+\.txt)`).FindStringSubmatch(line)
	if file == nil {
		t.Fatalf("no file is named: %q", line)
	}
	b, err := os.ReadFile(file[1])
	if err != nil || !bytes.Contains(b, []byte("TestCrash")) {
		t.Errorf("the file holds no stack: %v\n%s", err, b)
	}
	t.Setenv(traceVariable, "1")
	e.Reset()
	if guarded(&e, crash); !strings.Contains(e.String(), "goroutine") {
		t.Errorf("with %s=1 no stack is printed: %q", traceVariable, e.String())
	}
	if status := guarded(&e, func() int { return 3 }); status != 3 {
		t.Errorf("without a panic status %d", status)
	}
}
