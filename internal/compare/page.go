package compare

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"path"
	"path/filepath"
	"strings"

	"github.com/gobimt/bimt/internal/measure"
	"github.com/gobimt/bimt/internal/picture"
	"github.com/gobimt/bimt/internal/sweep"
)

//go:embed page.html
var pageSource string

var pageTemplate = template.Must(template.New("index.html").Funcs(template.FuncMap{
	"format": measure.Format, "side": side, "lambda": formatLambda, "quartiles": quartiles, "verdict": verdictOf, "join": strings.Join,
	"metric": func(m measure.Measure, r *sweep.Run) string { return measure.Format(r.Summary.Value(m.Key)) },
	"link":   func(r *sweep.Run, file string) string { return path.Join(filepath.ToSlash(r.Folder), file) },
}).Parse(pageSource))

// page is index.html: all of a report in one file that needs nothing else.
type page struct {
	*Report
	Command  string
	Pictures []picture.Shown // of the whole comparison
	Spreads  []picture.Shown // of each table
}

func (p *page) html() ([]byte, error) {
	var b bytes.Buffer
	if err := pageTemplate.Execute(&b, p); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// Title is the heading of the page.
func (p *page) Title() string {
	return fmt.Sprintf("%s: %s", p.Plan.Base.Experiment, strings.Join(p.Plan.Methods, ", "))
}

// Tested says whether the tables have tests.
func (p *page) Tested() bool { return p.compares() }

// Seeds counts the seeds.
func (p *page) Seeds() string { return counted(p.Plan.Seeds, "seed") }

// Notes are the findings on the whole.
func (p *page) Notes() []string {
	var notes []string
	for _, f := range p.Verdict {
		if f.Method == "" {
			notes = append(notes, f.Sentences...)
		}
	}
	return notes
}

// Reference is the method that the others are tested against.
func (p *page) Reference() string { return Reference }

// HasFailed says whether any run failed.
func (p *page) HasFailed() bool { return p.failed() }
