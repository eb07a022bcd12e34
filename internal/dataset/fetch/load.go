package fetch

import (
	"context"
	"fmt"
	"strings"

	"github.com/gobimt/bimt/internal/dataset/idx"
)

// Data is a set of images in its two parts.
type Data struct {
	Train, Test idx.Set
	Files       []string // the files read

	// Pooled says that there was only one pair of files. All is in Train then,
	// Test is empty, and the caller splits.
	Pooled bool
}

// Classes returns the number of classes: the largest label in both parts plus
// one.
func (d Data) Classes() int { return max(d.Train.Classes(), d.Test.Classes()) }

// files lists what a set consists of, as it is found on the network.
func (s Source) files() string {
	var names []string
	for _, f := range []File{s.TrainImages, s.TrainLabels, s.TestImages, s.TestLabels} {
		names = append(names, f.Name+".gz")
	}
	return strings.Join(names, ", ")
}

// Load downloads what is not yet in the cache, and reads the set.
func Load(ctx context.Context, s Source, o Options) (Data, error) {
	if o.Folder == "" {
		o.Folder = s.Name
	}
	var paths []string
	for _, f := range []File{s.TrainImages, s.TrainLabels, s.TestImages, s.TestLabels} {
		path, err := Download(ctx, f, o)
		if err != nil {
			return Data{}, fmt.Errorf("data set %s: %w (the files are %s)", s.Name, err, s.files())
		}
		paths = append(paths, path)
	}
	return read(paths)
}

// read reads images and labels for training and, if there are four paths, for
// testing.
func read(paths []string) (Data, error) {
	d := Data{Files: paths, Pooled: len(paths) == 2}
	var err error
	if d.Train, err = idx.ReadSet(paths[0], paths[1]); err != nil || d.Pooled {
		return d, err
	}
	if d.Test, err = idx.ReadSet(paths[2], paths[3]); err != nil {
		return d, err
	}
	if d.Train.Height != d.Test.Height || d.Train.Width != d.Test.Width {
		return d, fmt.Errorf("images of %s are %d×%d, but those of %s are %d×%d: give files of one data set",
			paths[0], d.Train.Height, d.Train.Width, paths[2], d.Test.Height, d.Test.Width)
	}
	return d, nil
}
