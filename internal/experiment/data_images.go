package experiment

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
	makers["mnist"] = func(ctx context.Context, c *Config, rng *rand.Rand) (*Data, error) {
		return fetchedImages(ctx, c, rng, fetch.MNIST(), nil)
	}
	makers["fashion"] = func(ctx context.Context, c *Config, rng *rand.Rand) (*Data, error) {
		return fetchedImages(ctx, c, rng, fetch.Fashion(), []string{
			"T-shirt", "trousers", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot"})
	}
	makers["digits"] = func(_ context.Context, c *Config, rng *rand.Rand) (*Data, error) {
		all, err := digits.Load()
		if err != nil {
			return nil, err
		}
		return imageData(c, rng, fetch.Data{Train: all, Pooled: true}, nil)
	}
}

// fetchedImages reads the images in the folder of the settings, or downloads a set once.
func fetchedImages(ctx context.Context, c *Config, rng *rand.Rand, s fetch.Source, classes []string) (*Data, error) {
	if c.Path != "" {
		d, err := fetch.FromDir(c.Path)
		if err != nil {
			return nil, err
		}
		return imageData(c, rng, d, classes)
	}
	d, err := fetch.Load(ctx, s, fetch.Options{Progress: downloadReport(ctx)})
	if err != nil {
		return nil, err
	}
	return imageData(c, rng, d, classes)
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

// imageData makes rows of images. Pixels stay bytes until a batch needs them.
func imageData(c *Config, rng *rand.Rand, from fetch.Data, classes []string) (*Data, error) {
	train, test, err := splitImages(c, rng, from)
	if err != nil {
		return nil, err
	}
	n := from.Train.Classes()
	if !from.Pooled {
		n = from.Classes()
	}
	d := &Data{Classes: n, Image: [2]int{train.Height, train.Width}, Train: imageSet(train), Test: imageSet(test), Outputs: classes}
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

// splitImages takes the rows that the settings ask for, at random where it is not all
// of them.
func splitImages(c *Config, rng *rand.Rand, from fetch.Data) (train, test idx.Set, err error) {
	if !from.Pooled {
		if train, err = someImages("train_rows", c.TrainRows, from.Train, rng); err != nil {
			return train, test, err
		}
		test, err = someImages("test_rows", c.TestRows, from.Test, rng)
		return train, test, err
	}
	n := from.Train.Count
	if c.TrainRows == 0 && c.TestRows == 0 {
		a, b, err := dataset.Split(rng, n, c.TrainFraction)
		if err != nil {
			return train, test, fmt.Errorf("train_fraction: %w", err)
		}
		return from.Train.Select(a), from.Train.Select(b), nil
	}
	first, second := c.TrainRows, c.TestRows
	if first == 0 {
		first = n - second
	}
	if second == 0 {
		second = n - first
	}
	if first < 1 || second < 1 || first+second > n {
		return train, test, fmt.Errorf("train_rows %d and test_rows %d: there are %d images in all: give fewer, or 0 and a train_fraction", c.TrainRows, c.TestRows, n)
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
