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
	show := func(plates []picture.Plate) (all []picture.Shown) {
		for _, p := range plates {
			shown, err := p.Save(r.Dir)
			if err != nil {
				failed = append(failed, err)
			} else {
				files = append(files, filepath.Join(r.Dir, p.File))
			}
			all = append(all, shown)
		}
		return all
	}
	page := page{Report: r, Command: command, Pictures: show(r.plates(ctx)), Spreads: show(r.spreads())}
	b, err = page.html()
	put("index.html", b, err)
	return files, errors.Join(failed...)
}
