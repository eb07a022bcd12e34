package fetch

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// The names in use: train-images-idx3-ubyte, t10k-images.idx3-ubyte,
// emnist-letters-test-images-idx3-ubyte.gz, mnist-10k-images-idx3-ubyte.gz, ….
var (
	imagesName = regexp.MustCompile(`^(.*)images?[-._]idx3[-._]ubyte(\.gz)?$`)
	labelsName = regexp.MustCompile(`^(.*)labels?[-._]idx1[-._]ubyte(\.gz)?$`)
)

// pair is images and their labels.
type pair struct{ images, labels string }

// FromDir reads the set of images that lies in a folder, in IDX files with the
// usual names, plain or gzip (plain is preferred if both are there). A name
// with "train" is for training, one with "t10k" or "test" for testing. If there
// is only one pair of images and labels, whatever its name, it is read as a
// pool that the caller splits (Data.Pooled).
//
// It fails if there are no such files, if labels or images are missing, or if
// there is more than one data set, besides the errors of reading.
func FromDir(dir string) (Data, error) {
	paths, err := find(dir)
	if err != nil {
		return Data{}, err
	}
	return read(paths)
}

// find returns the paths of images and labels, for training first.
func find(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		if info, statErr := os.Stat(dir); statErr == nil && !info.IsDir() {
			return nil, fmt.Errorf("--data %s: it is a file: name the folder that holds the IDX files", dir)
		}
		return nil, fmt.Errorf("--data %s: %w: name the folder that holds the IDX files", dir, err)
	}
	pairs, err := match(dir, entries)
	if err != nil {
		return nil, err
	}
	prefixes := make([]string, 0, len(pairs))
	for prefix := range pairs {
		prefixes = append(prefixes, prefix)
	}
	slices.Sort(prefixes)
	switch {
	case len(prefixes) == 1:
		p := pairs[prefixes[0]]
		return []string{p.images, p.labels}, nil
	case len(prefixes) == 2 && part(prefixes[0]) == "test" && part(prefixes[1]) == "train":
		prefixes[0], prefixes[1] = prefixes[1], prefixes[0]
		fallthrough
	case len(prefixes) == 2 && part(prefixes[0]) == "train" && part(prefixes[1]) == "test":
		train, test := pairs[prefixes[0]], pairs[prefixes[1]]
		return []string{train.images, train.labels, test.images, test.labels}, nil
	}
	var names []string
	for _, prefix := range prefixes {
		names = append(names, filepath.Base(pairs[prefix].images))
	}
	return nil, fmt.Errorf("--data %s: more than one set of images (%s): put those of one data set in a folder of their own", dir, strings.Join(names, ", "))
}

// part says what a prefix is for: "train", "test" or "".
func part(prefix string) string {
	switch {
	case strings.Contains(prefix, "train"):
		return "train"
	case strings.Contains(prefix, "t10k"), strings.Contains(prefix, "test"):
		return "test"
	}
	return ""
}

// match finds images and labels whose names begin alike.
func match(dir string, entries []os.DirEntry) (map[string]pair, error) {
	pairs := make(map[string]pair)
	for _, e := range entries { // in the order of names, so x comes before x.gz
		path := filepath.Join(dir, e.Name())
		if m := imagesName.FindStringSubmatch(e.Name()); m != nil {
			if p := pairs[m[1]]; p.images == "" {
				p.images = path
				pairs[m[1]] = p
			}
		} else if m := labelsName.FindStringSubmatch(e.Name()); m != nil {
			if p := pairs[m[1]]; p.labels == "" {
				p.labels = path
				pairs[m[1]] = p
			}
		}
	}
	if len(pairs) == 0 {
		return nil, fmt.Errorf("--data %s: none of its %d entries is an IDX file: it should hold names like train-images-idx3-ubyte.gz and train-labels-idx1-ubyte.gz", dir, len(entries))
	}
	for prefix, p := range pairs {
		if p.images == "" {
			return nil, fmt.Errorf("%s: the images for these labels are missing: put %simages-idx3-ubyte.gz beside it", p.labels, prefix)
		}
		if p.labels == "" {
			return nil, fmt.Errorf("%s: the labels for these images are missing: put %slabels-idx1-ubyte.gz beside it", p.images, prefix)
		}
	}
	return pairs, nil
}
