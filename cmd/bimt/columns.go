package main

import (
	"encoding/csv"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"unicode"

	"github.com/gobimt/bimt/internal/run"
	"github.com/gobimt/bimt/internal/settings"
	"github.com/urfave/cli/v2"
)

// isTable says whether the arguments name a table and no experiment.
func isTable(c *cli.Context) bool {
	return c.NArg() == 0 && (c.IsSet("data") || c.IsSet("inputs") || c.IsSet("outputs"))
}

// setColumns takes the columns of a table from the flags.
func setColumns(c *cli.Context, cfg *run.Config) error {
	for _, flag := range []string{"inputs", "outputs", "categorical", "log", "task", "drop-missing"} {
		if c.IsSet(flag) && cfg.Data.Name != "table" {
			return fmt.Errorf("--%s: %s is no table: leave it out, or change the setting %s in a file", flag, cfg.Experiment, flag)
		}
	}
	for _, flag := range []string{"inputs", "outputs", "categorical", "log"} {
		if !c.IsSet(flag) {
			continue
		}
		names, err := columnNames(c.String(flag))
		if err != nil {
			return fmt.Errorf("--%s %q: write the names of columns as a,b,c", flag, c.String(flag))
		}
		if err := settings.Put(cfg, flag, names); err != nil {
			return err
		}
	}
	if c.IsSet("task") {
		if err := settings.Put(cfg, "task", c.String("task")); err != nil {
			return err
		}
	}
	if c.IsSet("drop-missing") {
		return settings.Put(cfg, "drop_missing", c.Bool("drop-missing"))
	}
	return nil
}

// columnFlags are those that say what of a table is learned.
func columnFlags() []cli.Flag {
	return []cli.Flag{
		&cli.StringFlag{Name: "data", Usage: "`FILE` or folder of the data, where one is read"},
		&cli.StringFlag{Name: "inputs", Usage: "`COLUMNS` to predict from: a,b,c (default: all others)"},
		&cli.StringFlag{Name: "outputs", Usage: "`COLUMNS` of a table to predict"},
		&cli.StringFlag{Name: "categorical", Usage: "input `COLUMNS` of words: a column of 0, 1 a word"},
		&cli.StringFlag{Name: "log", Usage: "`COLUMNS` to take the logarithm of"},
		&cli.StringFlag{Name: "task", Usage: "`TASK`: regression or classification, if not as found"},
		&cli.BoolFlag{Name: "drop-missing", Usage: "leave out rows with missing values"},
		&cli.StringFlag{Name: "name", Usage: "`NAME` of the runs (default: that of a table's or text's file; else the experiment's)"},
	}
}

// textExperiment is what a language model from elsewhere is trained on.
const textExperiment = "tinystories"

// nameRuns calls runs by --name, or, of the catalogue's table and text, by their file.
func nameRuns(c *cli.Context, cfg *run.Config) {
	path, _ := settings.Get[string](cfg, "path")
	own := isTable(c) || slices.Contains([]string{"table", "shakespeare", textExperiment}, c.Args().First())
	switch stem := fileStem(path); {
	case c.IsSet("name"):
		cfg.Experiment = c.String("name")
	case own && path != "" && stem != "":
		cfg.Experiment = stem
	}
}

// fileStem is the name of a file without folder and endings, fit for a folder.
func fileStem(path string) string {
	name := filepath.Base(path)
	for _, end := range []string{".gz", ".csv", ".tsv", ".txt", ".dat", ".npy", ".npz"} {
		if len(name) > len(end) && strings.EqualFold(name[len(name)-len(end):], end) {
			name = name[:len(name)-len(end)]
		}
	}
	name = strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.IsControl(r) || strings.ContainsRune(`/\\:*?"<>|`, r) {
			return '-'
		}
		return r
	}, name)
	return strings.Trim(name, ".")
}

// columnNames are the parts of a list with commas; a name with a comma is quoted, as in
// CSV.
func columnNames(list string) ([]string, error) {
	r := csv.NewReader(strings.NewReader(list))
	r.TrimLeadingSpace = true
	names, err := r.Read()
	if err == nil && slices.Contains(names, "") {
		err = fmt.Errorf("a name is missing")
	}
	return names, err
}
