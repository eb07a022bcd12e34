package main

import (
	"fmt"

	"github.com/gobimt/bimt/internal/run"
	"github.com/urfave/cli/v2"
)

func showCommand() *cli.Command {
	return &cli.Command{
		Name:      "show",
		Usage:     "print the settings of an experiment, to save and edit",
		ArgsUsage: "NAME",
		Description: "  bimt show independence > mine.yaml\n" +
			"  bimt train mine.yaml",
		OnUsageError: usageError,
		Action: func(c *cli.Context) error {
			if c.NArg() != 1 {
				return usage(fmt.Errorf("show: name one experiment; `bimt list` shows all"))
			}
			b, err := run.Source(c.Args().First())
			if err != nil {
				return usage(err)
			}
			_, err = c.App.Writer.Write(b)
			return err
		},
	}
}
