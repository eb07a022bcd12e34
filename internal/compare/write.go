package compare

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"github.com/gobimt/bimt/internal/atomicfile"
	"github.com/gobimt/bimt/internal/picture"
)

// Write puts compare.json, compare.csv, the pictures and index.html in the folder of
// the comparison, and returns their paths. command is what repeats it, for the page. What
// fails keeps nothing else from being written.
func (r *Report) Write(ctx context.Context, command string) (files []string, err error) {
	var failed []error
	put := func(name string, b []byte, err error) {
		path := filepath.Join(r.Dir, name)
		if err == nil {
			err = atomicfile.WriteBytes(path, b)
		}
		if err != nil {
			failed = append(failed, fmt.Errorf("%s: %w", name, err))
			return
		}
		files = append(files, path)
	}
	r.Checks = r.check(ctx)
	b, err := r.JSON()
	put("compare.json", b, err)
	b, err = r.CSV()
	put("compare.csv", b, err)
	page := page{Report: r, Command: command}
	for _, p := range r.pictures(ctx) {
		var svg []byte
		figure, err := p.figure()
		if err == nil {
			svg, err = picture.SVGOf(figure)
		}
		put(p.file, svg, err)
		page.add(p, svg)
	}
	b, err = page.html()
	put("index.html", b, err)
	return files, errors.Join(failed...)
}
