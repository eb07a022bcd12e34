package compare

import (
	"bytes"
	"context"
	"fmt"
	"path/filepath"

	"github.com/gobimt/bimt/internal/atomicfile"
)

// Write puts compare.json, compare.csv, the pictures and index.html in the folder of
// the comparison, and returns their paths. command is what repeats it, for the page.
func (r *Report) Write(ctx context.Context, command string) ([]string, error) {
	var files []string
	put := func(name string, b []byte, err error) error {
		path := filepath.Join(r.Dir, name)
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		files = append(files, path)
		return atomicfile.WriteBytes(path, b)
	}
	b, err := r.JSON()
	if err := put("compare.json", b, err); err != nil {
		return nil, err
	}
	b, err = r.CSV()
	if err := put("compare.csv", b, err); err != nil {
		return nil, err
	}
	pictures, err := r.pictures(ctx)
	if err != nil {
		return nil, fmt.Errorf("pictures: %w", err)
	}
	page := page{Report: r, Command: command}
	for _, p := range pictures {
		drawn, err := p.figure.Picture()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", p.file, err)
		}
		var svg bytes.Buffer
		err = drawn.WriteSVG(&svg)
		if err := put(p.file, svg.Bytes(), err); err != nil {
			return nil, err
		}
		page.add(p, svg.Bytes())
	}
	b, err = page.html()
	return files, put("index.html", b, err)
}
