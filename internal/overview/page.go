package overview

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"html/template"
	"path/filepath"
	"strings"

	"github.com/gobimt/bimt/internal/atomicfile"
	"github.com/gobimt/bimt/internal/measure"
	"github.com/gobimt/bimt/internal/picture"
)

// PageFile shows all of it in one file that needs nothing else.
const PageFile = "index.html"

//go:embed page.html
var pageSource string

//go:embed page.js
var pageScript string

var pageTemplate = template.Must(template.New(PageFile).Parse(pageSource))

// Options say what is drawn beside what always is.
type Options struct {
	Diagrams []Diagram
	Networks int             // that are drawn, of each experiment
	By       measure.Measure // what networks are ranked and lines coloured by; none: reading difficulty
}

func (o Options) by() measure.Measure {
	if o.By.Key != "" {
		return o.By
	}
	m, err := measure.Find(measure.Readability)
	if err != nil {
		return measure.Measure{Key: measure.Readability, Name: "reading difficulty", Better: -1}
	}
	return m
}

// page is what the template shows.
type page struct {
	Title    string
	Command  string
	Pictures []picture.Shown
	Data     template.JS
	Script   template.JS
}

// Write draws what there is to draw of the runs that have ended, and leaves the page. It
// says which files it wrote; a picture that can't be drawn keeps no other from being so.
func (o *Overview) Write(ctx context.Context, opt Options) (files []string, err error) {
	p := page{Title: o.heading(), Command: o.command(), Script: template.JS(pageScript)}
	var failed []error
	if len(o.figures()) > 0 {
		for _, pic := range o.plates(ctx, opt) {
			shown, err := pic.Save(o.sweep.Dir)
			if err != nil {
				failed = append(failed, err)
				continue
			}
			p.Pictures = append(p.Pictures, shown)
			files = append(files, filepath.Join(o.sweep.Dir, pic.File))
		}
	}
	html, err := p.html(o.data())
	if err == nil {
		err = atomicfile.WriteBytes(filepath.Join(o.sweep.Dir, PageFile), html)
	}
	if err == nil {
		files = append(files, filepath.Join(o.sweep.Dir, PageFile))
	}
	return files, errors.Join(append(failed, err)...)
}

func (p *page) html(d data) ([]byte, error) {
	text, err := json.Marshal(d) // which writes <, > and & as escapes
	if err != nil {
		return nil, err
	}
	p.Data = template.JS(text)
	var b bytes.Buffer
	if err := pageTemplate.Execute(&b, p); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// heading of the page.
func (o *Overview) heading() string {
	var names []string
	if o.sweep.Plan != nil {
		for _, b := range o.sweep.Plan.Bases {
			names = append(names, b.Experiment)
		}
	}
	if names == nil {
		names = []string{filepath.Base(o.sweep.Dir)}
	}
	return strings.Join(names, ", ") + " over " + strings.Join(o.keys(), ", ")
}

// command repeats the sweep.
func (o *Overview) command() string { return "bimt sweep " + o.sweep.Dir }
