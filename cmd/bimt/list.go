package main

import (
	"fmt"
	"text/tabwriter"

	"github.com/gobimt/bimt/internal/experiment"
	"github.com/urfave/cli/v2"
)

func listCommand() *cli.Command {
	return &cli.Command{
		Name:         "list",
		Usage:        "list the experiments",
		OnUsageError: usageError,
		Action: func(c *cli.Context) error {
			if err := noArguments(c); err != nil {
				return err
			}
			w := tabwriter.NewWriter(c.App.Writer, 0, 0, 2, ' ', 0)
			for _, name := range experiment.Names() {
				cfg, err := experiment.Load(name)
				if err != nil {
					return err
				}
				fmt.Fprintf(w, "%s\t%s\n", name, cfg.Description)
			}
			return w.Flush()
		},
	}
}

func usageError(_ *cli.Context, err error, _ bool) error { return usage(err) }
