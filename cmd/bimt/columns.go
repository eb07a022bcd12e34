package main

import (
	"encoding/csv"
	"fmt"
	"slices"
	"strings"

	"github.com/gobimt/bimt/internal/experiment"
	"github.com/urfave/cli/v2"
)

// isTable says whether the arguments name a table and no experiment.
func isTable(c *cli.Context) bool {
	return c.NArg() == 0 && (c.IsSet("data") || c.IsSet("inputs") || c.IsSet("outputs"))
}

// setColumns takes the columns of a table from the flags.
func setColumns(c *cli.Context, cfg *experiment.Config) error {
	for _, f := range []struct {
		name    string
		columns *[]string
	}{{"inputs", &cfg.Inputs}, {"outputs", &cfg.Outputs}} {
		if !c.IsSet(f.name) {
			continue
		}
		if cfg.Data != "table" {
			return fmt.Errorf("--%s: %s is no table: leave it out, or change the setting %s in a file", f.name, cfg.Experiment, f.name)
		}
		names, err := columnNames(c.String(f.name))
		if err != nil {
			return fmt.Errorf("--%s %q: write the names of columns as a,b,c", f.name, c.String(f.name))
		}
		*f.columns = names
	}
	return nil
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
