package main

import (
	"encoding/csv"
	"fmt"
	"slices"
	"strings"

	"github.com/gobimt/bimt/internal/experiment"
	"github.com/gobimt/bimt/internal/settings"
	"github.com/urfave/cli/v2"
)

// isTable says whether the arguments name a table and no experiment.
func isTable(c *cli.Context) bool {
	return c.NArg() == 0 && (c.IsSet("data") || c.IsSet("inputs") || c.IsSet("outputs"))
}

// setColumns takes the columns of a table from the flags.
func setColumns(c *cli.Context, cfg *experiment.Config) error {
	for _, flag := range []string{"inputs", "outputs"} {
		if !c.IsSet(flag) {
			continue
		}
		if cfg.Data.Name != "table" {
			return fmt.Errorf("--%s: %s is no table: leave it out, or change the setting %s in a file", flag, cfg.Experiment, flag)
		}
		names, err := columnNames(c.String(flag))
		if err != nil {
			return fmt.Errorf("--%s %q: write the names of columns as a,b,c", flag, c.String(flag))
		}
		if err := settings.Put(cfg, flag, names); err != nil {
			return err
		}
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
