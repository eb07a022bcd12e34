package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/gobimt/bimt/internal/run"
	"github.com/urfave/cli/v2"
)

// shown are complete settings: of an experiment with its comments, of a file with what it
// extends, or of a run.
func shown(name string) ([]byte, error) {
	ext := filepath.Ext(name)
	info, err := os.Stat(name)
	var c *run.Config
	switch {
	case err == nil && info.IsDir() && !slices.Contains(run.Names(), name):
		c, err = run.ReadConfig(name)
	case ext == ".yaml" || ext == ".yml":
		c, err = run.Load(name)
	default:
		return run.Source(name)
	}
	if err != nil {
		return nil, err
	}
	return c.Encode()
}

func showCommand() *cli.Command {
	return &cli.Command{
		Name:      "show",
		Usage:     "print all settings of an experiment, a file or a run",
		ArgsUsage: "NAME|FILE.yaml|RUN",
		Description: "  bimt show independence > mine.yaml\n" +
			"  bimt train mine.yaml\n\n" +
			"A file may be short: what it leaves out comes from what it extends.\n\n" +
			"  experiment: mine\n" +
			"  extends: independence\n" +
			"  width: 30\n",
		OnUsageError: usageError,
		Action: func(c *cli.Context) error {
			if c.NArg() != 1 {
				return usage(fmt.Errorf("show: name one experiment, file or run; `bimt list` shows all"))
			}
			b, err := shown(c.Args().First())
			if err != nil {
				return usage(err)
			}
			_, err = c.App.Writer.Write(b)
			return err
		},
	}
}
