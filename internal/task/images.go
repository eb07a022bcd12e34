package task

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strconv"

	"github.com/gobimt/bimt/internal/dataset"
	"github.com/gobimt/bimt/internal/dataset/digits"
	"github.com/gobimt/bimt/internal/dataset/fetch"
	"github.com/gobimt/bimt/internal/dataset/idx"
)

func init() {
	register("mnist", &Fetched{imageSource: &imageSource{from: fetch.MNIST}})
	register("fashion", &Fetched{imageSource: &imageSource{fetch.Fashion, []string{
		"T-shirt", "trousers", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot"}}})
	register("digits", &Digits{})
}

// Parts says which images are for training and which for the test.
type Parts struct {
	TrainFraction float64 `yaml:"train_fraction,omitempty" about:"part of images that are not in two parts to train on; the others are for the test" min:"0" max:"1"`
	TrainRows     int     `yaml:"train_rows,omitempty" about:"rows to train on; 0: all there are" min:"0"`
	TestRows      int     `yaml:"test_rows,omitempty" about:"rows for the test; 0: all there are" min:"0"`
}

// Digits are the small handwritten digits that come with the program.
type Digits struct {
	Parts `yaml:",inline"`
}

// Make implements Source.
func (d *Digits) Make(_ context.Context, rng *rand.Rand) (*Data, error) {
	all, err := digits.Load()
	if err != nil {
		return nil, err
	}
	return d.images(rng, fetch.Data{Train: all, Pooled: true}, nil)
}

// Fetched are images in the folder of the settings, or a set that is downloaded once.
type Fetched struct {
	Path  string `yaml:"path,omitempty" about:"folder of IDX files; empty: downloaded once"`
	Parts `yaml:",inline"`

	*imageSource
}

// imageSource is where images are to be had, and the names of their classes; none: numbers.
type imageSource struct {
	from    func() fetch.Source
	classes []string
}

// Make implements Source.
func (f *Fetched) Make(ctx context.Context, rng *rand.Rand) (*Data, error) {
	var d fetch.Data
	var err error
	if f.Path != "" {
		d, err = fetch.FromDir(f.Path)
	} else {
		d, err = fetch.Load(ctx, f.from(), fetch.Options{Progress: downloadReport(ctx)})
	}
	if err != nil {
		return nil, err
	}
	return f.images(rng, d, f.classes)
}

type downloadKey struct{}

// OnDownload has what downloads say reported, if the data of an experiment need any.
func OnDownload(ctx context.Context, report func(fetch.Progress)) context.Context {
	return context.WithValue(ctx, downloadKey{}, report)
}

func downloadReport(ctx context.Context) func(fetch.Progress) {
	report, _ := ctx.Value(downloadKey{}).(func(fetch.Progress))
	return report // nil is fine
}

// images makes rows of images. Pixels stay bytes until a batch needs them.
func (p Parts) images(rng *rand.Rand, from fetch.Data, classes []string) (*Data, error) {
	train, test, err := p.split(rng, from)
	if err != nil {
		return nil, err
	}
	n := from.Train.Classes()
	if !from.Pooled {
		n = from.Classes()
	}
	d := &Data{Train: imageSet(train), Test: imageSet(test)}
	d.Classes, d.Image, d.Outputs = n, [2]int{train.Height, train.Width}, classes
	if len(classes) != n {
		d.Outputs = nil
		for i := range n {
			d.Outputs = append(d.Outputs, strconv.Itoa(i))
		}
	}
	if from.Pooled {
		d.Notes = append(d.Notes, fmt.Sprintf("%d images in one part: %d to train on, %d for the test", from.Train.Count, train.Count, test.Count))
	}
	return d, nil
}

func imageSet(s idx.Set) Set {
	set := Set{Rows: s.Count, XShape: []int{s.Height * s.Width}, Pixels: s.Pixels}
	for _, l := range s.Labels {
		set.Y = append(set.Y, float64(l))
	}
	return set
}

// split takes the rows that the settings ask for, at random where it is not all
// of them.
func (p Parts) split(rng *rand.Rand, from fetch.Data) (train, test idx.Set, err error) {
	if !from.Pooled {
		if train, err = someImages("train_rows", p.TrainRows, from.Train, rng); err != nil {
			return train, test, err
		}
		test, err = someImages("test_rows", p.TestRows, from.Test, rng)
		return train, test, err
	}
	n := from.Train.Count
	if p.TrainRows == 0 && p.TestRows == 0 {
		a, b, err := dataset.Split(rng, n, p.TrainFraction)
		if err != nil {
			return train, test, fmt.Errorf("train_fraction: %w", err)
		}
		return from.Train.Select(a), from.Train.Select(b), nil
	}
	first, second := p.TrainRows, p.TestRows
	if first == 0 {
		first = n - second
	}
	if second == 0 {
		second = n - first
	}
	if first < 1 || second < 1 || first+second > n {
		return train, test, fmt.Errorf("train_rows %d and test_rows %d: there are %d images in all: give fewer, or 0 and a train_fraction", p.TrainRows, p.TestRows, n)
	}
	order := rng.Perm(n)
	return from.Train.Select(order[:first]), from.Train.Select(order[first : first+second]), nil
}

// someImages is a random part of a set, or all of it.
func someImages(key string, rows int, s idx.Set, rng *rand.Rand) (idx.Set, error) {
	switch {
	case rows == 0 || rows == s.Count:
		return s, nil
	case rows > s.Count:
		return s, fmt.Errorf("%s: %d of %d images: give at most as many, or 0 for all", key, rows, s.Count)
	}
	return s.Select(rng.Perm(s.Count)[:rows]), nil
}
