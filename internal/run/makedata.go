package run

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"path/filepath"
	"slices"

	"github.com/gobimt/bimt/internal/settings"
	"github.com/gobimt/bimt/internal/task"
)

// MakeData makes or reads the data of an experiment. What the settings leave to the data
// (loss: auto, the task and the inputs of a table, a path from the working folder) is
// said in c afterwards, so that c written repeats the run from anywhere.
func (c *Config) MakeData(ctx context.Context) (*task.Data, error) {
	var before *task.Schema
	if _, is := c.Data.Of.(*task.Table); is && c.Init != "" {
		var err error
		if before, err = trainedOn(c.Init); err != nil {
			return nil, fmt.Errorf("init: %w", err)
		}
	}
	d, err := c.makeData(ctx, before)
	if _, is := c.Data.Of.(*task.Table); err == nil && is && c.Init != "" && before == nil {
		d.Notes = append(d.Notes, "the file of weights does not say what it was trained on: the order of inputs, the scaling and the split are this table's own")
	}
	return d, err
}

// makeData makes the data; a table in the form of before, if that is not nil.
func (c *Config) makeData(ctx context.Context, before *task.Schema) (*task.Data, error) {
	c.Data = c.Data.Clone() // copies of c keep what they say
	if err := c.absolute(); err != nil {
		return nil, err
	}
	if t, is := c.Data.Of.(*task.Table); is {
		if err := continueTable(t, before); err != nil {
			return nil, fmt.Errorf("init: %w", err)
		}
		defer t.Before(nil)
	}
	d, err := task.Make(ctx, c.Data, rand.New(source(c, dataStream)), c.Loss)
	if err != nil {
		return nil, err
	}
	if c.Model == "transformer" {
		d.ReadLast()
	}
	c.Loss = d.Loss.Name
	return d, c.checkBatch(d)
}

// checkBatch reports batches that the data have no rows for.
func (c *Config) checkBatch(d *task.Data) error {
	switch {
	case d.Draw != nil && c.Batch < 1:
		return fmt.Errorf("batch: %s is drawn at random: give the rows of a step", c.Data)
	case d.Draw == nil && c.Batch > d.Train.Rows:
		return fmt.Errorf("batch: %d rows a step, but there are only %d to train on: give at most %d with --set batch=…, or 0 for all in every step",
			c.Batch, d.Train.Rows, d.Train.Rows)
	}
	return nil
}

// FileKeys are the settings that may name a file or a folder; NamedFiles says which do.
func FileKeys() []string { return []string{"path", "init", "mapping", "module", "tokenizer"} }

// namesFile says whether the value of one of FileKeys is a file, and not a word.
func namesFile(key, value string) bool {
	switch key {
	case "mapping":
		return IsMappingFile(value)
	case "tokenizer":
		return !slices.Contains([]string{"", "characters", "bytes", "numbers"}, value)
	}
	return value != ""
}

// NamedFiles are the files and folders that settings name, by their keys.
func (c *Config) NamedFiles() map[string]string {
	files := settings.Texts(c, FileKeys())
	maps.DeleteFunc(files, func(key, path string) bool { return !namesFile(key, path) })
	return files
}

// absolute writes the paths of files from the root, so that the settings mean the same
// everywhere.
func (c *Config) absolute() error {
	for _, key := range FileKeys() {
		p, _ := settings.Get[string](c, key)
		if !namesFile(key, p) {
			continue
		}
		full, err := filepath.Abs(p)
		if err == nil {
			err = settings.Put(c, key, full)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", key, err)
		}
	}
	return nil
}
