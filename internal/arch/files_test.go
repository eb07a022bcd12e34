package arch

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
)

const (
	askAt   = 350 // lines: from here on a file needs a reason
	splitAt = 500 // lines: here none helps
)

// long are the files allowed to have from 350 to 500 lines, with the reason.
var long = map[string]string{}

func TestFileBudget(t *testing.T) { report(t, budget(tree(t), long)) }

func budget(files []file, long map[string]string) (broken []string) {
	stale := maps.Clone(long)
	for _, f := range files {
		if f.isTest() || f.generated || f.lines < askAt {
			continue
		}
		delete(stale, f.path)
		switch {
		case f.lines > splitAt:
			broken = append(broken, fmt.Sprintf("%s has %d lines, more than %d: a file is named after the one thing in it; find the second thing and give it a file", f.path, f.lines, splitAt))
		case long[f.path] == "":
			broken = append(broken, fmt.Sprintf("%s has %d lines: from %d on, split it, or say in internal/arch why it is one thing", f.path, f.lines, askAt))
		}
	}
	for _, p := range slices.Sorted(maps.Keys(stale)) {
		broken = append(broken, fmt.Sprintf("%s needs its exception no longer: take it out of internal/arch", p))
	}
	return broken
}

func TestPackageComments(t *testing.T) { report(t, comments(tree(t))) }

func comments(files []file) (broken []string) {
	docs := map[string][]string{}
	for _, f := range files {
		if f.isTest() {
			continue
		}
		docs[f.dir()] = append(docs[f.dir()], "")
		if f.doc != "" {
			docs[f.dir()][0] += f.path + ": " + f.doc
		}
	}
	for _, dir := range slices.Sorted(maps.Keys(docs)) {
		name := dir[strings.LastIndex(dir, "/")+1:]
		if doc := docs[dir][0]; !strings.Contains(doc, ": Package "+name+" ") && !strings.Contains(doc, ": Command "+name+" ") {
			broken = append(broken, fmt.Sprintf("%s has no comment that starts with \"Package %s …\": say in one sentence what it is for, then how it is used, then what it guarantees", dir, name))
		}
	}
	return broken
}

// Each rule reports a file that breaks it and passes one that does not.
func TestFileRules(t *testing.T) {
	reasons := map[string]string{"a/long.go": "it is one table"}
	size := func(files []file) []string { return budget(files, nil) }
	allowed := func(files []file) []string { return budget(files, reasons) }
	for name, c := range map[string]struct {
		rule   func([]file) []string
		file   file
		broken bool
	}{
		"short":                   {size, file{path: "a/a.go", lines: 349}, false},
		"long":                    {size, file{path: "a/a.go", lines: 350}, true},
		"long with a reason":      {allowed, file{path: "a/long.go", lines: 500}, false},
		"too long for any reason": {allowed, file{path: "a/long.go", lines: 501}, true},
		"a reason left over":      {allowed, file{path: "a/long.go", lines: 100}, true},
		"a long test":             {size, file{path: "a/a_test.go", lines: 900}, false},
		"generated":               {size, file{path: "a/a.go", lines: 900, generated: true}, false},
		"a package":               {comments, file{path: "a/b/x.go", doc: "Package b is for trees.\n"}, false},
		"a command":               {comments, file{path: "cmd/b/x.go", doc: "Command b cuts trees.\n"}, false},
		"without a comment":       {comments, file{path: "a/b/x.go"}, true},
		"of another package":      {comments, file{path: "a/b/x.go", doc: "Package c is for trees.\n"}, true},
		"tests alone":             {comments, file{path: "a/b/x_test.go"}, false},
	} {
		if got := c.rule([]file{c.file}); (len(got) > 0) != c.broken {
			t.Errorf("%s: reported %q, want a report: %v", name, got, c.broken)
		}
	}
}
