package doctor

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// This machine is well, and nothing is left in the folder.
func TestExamine(t *testing.T) {
	folder := t.TempDir()
	var names []string
	for l := range Examine(context.Background(), folder) {
		names = append(names, l.Name)
		if !l.OK || l.Found == "" || strings.Contains(l.Found, "\n") {
			t.Errorf("%s: %v %q, do %q", l.Name, l.OK, l.Found, l.Do)
		}
	}
	if len(names) != len(examinations) {
		t.Errorf("%v were examined", names)
	}
	left, err := os.ReadDir(folder)
	if err != nil || len(left) > 0 {
		t.Errorf("it leaves %v, %v", left, err)
	}
}

// What is wrong is said, with what to do.
func TestWrong(t *testing.T) {
	old := known
	defer func() { known = old }()
	known = []figure{{known[1].settings, known[1].loss * (1 + 1e-6)}}
	if _, err := figures(context.Background(), ""); err == nil || !strings.Contains(err.Error(), "in place of") {
		t.Errorf("a loss that is off: %v", err)
	}
	missing := filepath.Join(t.TempDir(), "none")
	for _, e := range examinations {
		if e.name != "run folder" {
			continue
		}
		if l := e.line(context.Background(), missing); l.OK || l.Do == "" {
			t.Errorf("no folder: %+v", l)
		}
	}
	crash := examination{name: "x", look: func(context.Context, string) (string, error) { panic("oh") }}
	if l := crash.line(context.Background(), ""); l.OK || !strings.Contains(l.Found, "oh") {
		t.Errorf("a panic: %+v", l)
	}
	wrong := examination{name: "x", look: func(context.Context, string) (string, error) { return "", errors.New("bad") }, do: "mend it"}
	if l := wrong.line(context.Background(), ""); l.OK || l.Found != "bad" || l.Do != "mend it" {
		t.Errorf("an error: %+v", l)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	for l := range Examine(ctx, "") {
		t.Errorf("after an interruption: %+v", l)
	}
}
