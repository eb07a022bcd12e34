package fetch

import (
	"context"
	"fmt"
)

// Options says how to download, where that is possible.
type Options struct {
	Folder   string
	Progress func(Progress)
}

// Progress tells how far a download is.
type Progress struct {
	File, URL   string
	Done, Total int64
	Note        string
}

// Download is not for pages, which have no place to keep a file.
func Download(_ context.Context, f File, _ Options) (string, error) {
	return "", fmt.Errorf("%s: a page downloads no data sets: train it with the program", f.Name)
}
