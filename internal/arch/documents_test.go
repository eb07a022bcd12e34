package arch

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var (
	link   = regexp.MustCompile(`\]\(([^):#]+)\)`) // to a file of the repository
	inText = regexp.MustCompile("`((?:benchmarks|bimt|cmd|graph|internal|nn|testdata|transformer)/[\\w./-]*)`")
)

// madeUp are the files that CONTRIBUTING.md adds to show how.
var madeUp = []string{
	"graph/op/gauss.go", "graph/op/gauss_test.go", "nn/scale.go", "internal/task/rings.go", "internal/run/catalog/rings.yaml", "cmd/bimt/describe.go",
}

// Files that the documents name are there.
func TestDocumentsNameFilesThatExist(t *testing.T) {
	for _, doc := range []string{"README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md"} {
		text := document(t, doc)
		for _, m := range slices.Concat(link.FindAllStringSubmatch(text, -1), inText.FindAllStringSubmatch(text, -1)) {
			if _, err := os.Stat(filepath.Join("..", "..", m[1])); err != nil && !slices.Contains(madeUp, m[1]) {
				t.Errorf("%s names %s, which is not there: %v", doc, m[1], err)
			}
		}
	}
	for _, f := range madeUp {
		if !strings.Contains(document(t, "CONTRIBUTING.md"), f) {
			t.Errorf("CONTRIBUTING.md adds no %s any more: take it out of madeUp", f)
		}
	}
}

// The library's program in the README is an excerpt of the example that is run.
func TestProgramOfTheREADME(t *testing.T) {
	_, rest, found := strings.Cut(document(t, "README.md"), "```go\n")
	program, _, closed := strings.Cut(rest, "\n```")
	if !found || !closed {
		t.Fatal("README.md has no Go program")
	}
	example := strings.Split(document(t, "bimt/example_test.go"), "\n")
	for _, line := range strings.Split(program, "\n") {
		i := slices.IndexFunc(example, func(e string) bool { return strings.TrimSpace(e) == strings.TrimSpace(line) })
		if i < 0 {
			t.Fatalf("README.md has the line %q, which bimt/example_test.go has not, or not in this place", line)
		}
		example = example[i+1:]
	}
}

func document(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "..", filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
