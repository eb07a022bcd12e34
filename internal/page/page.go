// Package page has the modules, the style and the frame of the pages of this project: each is one
// HTML file that needs nothing else, not even a server.
//
//	html, err := page.HTML(page.Document{Title: "independence", Script: page.View, Data: data})
//
// The modules in src draw networks and curves for the viewer of runs and for the playground. They
// are plain ES modules with types in comments, no framework. `go generate ./internal/page`
// bundles them with esbuild into dist, which is committed, so that whoever builds the program
// needs no tool; a test says when dist is stale.
//
// Guarantees: a page carries a content security policy that lets no script run but its own and
// lets nothing be loaded or sent; data can't end the element that they stand in.
package page

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html/template"
)

//go:generate go test . -run Dist -update

// View is the script of the viewer: runs, comparisons and movies. Its data are a View of
// src/view.js.
//
//go:embed dist/view.js
var View string

// Style is the style of all pages.
//
//go:embed dist/style.css
var Style string

// Play and PlayWorker are the scripts of the playground and of its networks, PlayStyle what it
// adds to Style; it is a folder of files, see package internal/site.
//
//go:embed dist/play.js
var Play string

//go:embed dist/worker.js
var PlayWorker string

//go:embed dist/play.css
var PlayStyle string

//go:embed page.html
var frame string

var frameTemplate = template.Must(template.New("page.html").Parse(frame))

// Document is a page.
type Document struct {
	Title  string
	Script string // a bundle, which finds Data in the element with the id data
	Data   any    // written as JSON
}

// HTML is the document as one file.
func HTML(d Document) ([]byte, error) {
	data, err := json.Marshal(d.Data)
	if err != nil {
		return nil, fmt.Errorf("page %q: %w", d.Title, err)
	}
	var b bytes.Buffer
	err = frameTemplate.Execute(&b, map[string]any{
		"Title":  d.Title,
		"Policy": Policy(d.Script),
		"Style":  template.CSS(Style),
		"Script": template.JS(d.Script),
		"Data":   template.HTML(`<script type="application/json" id="data">` + string(data) + `</script>`), // Marshal writes < as \u003c
	})
	if err != nil {
		return nil, fmt.Errorf("page %q: %w", d.Title, err)
	}
	return b.Bytes(), nil
}

// Policy is the content security policy of a page with an inline script and style: nothing is
// loaded, nothing is sent, nothing else runs.
func Policy(script string) string {
	return fmt.Sprintf("default-src 'none'; script-src '%s'; style-src '%s'; img-src data: blob:; base-uri 'none'; form-action 'none'", sum(script), sum(Style))
}

// sum is the hash by which a policy knows an inline script or style.
func sum(text string) string {
	h := sha256.Sum256([]byte(text))
	return "sha256-" + base64.StdEncoding.EncodeToString(h[:])
}
