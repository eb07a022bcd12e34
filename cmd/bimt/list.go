package main

import (
	"bytes"
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/gobimt/bimt/internal/run"
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
			var b bytes.Buffer
			w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
			for _, name := range run.Names() {
				cfg, err := run.Load(name)
				if err != nil {
					return err
				}
				fmt.Fprintf(w, "%s\t%s\n", name, cfg.Description)
			}
			if err := w.Flush(); err != nil {
				return err
			}
			_, err := io.WriteString(c.App.Writer, fold(b.String()))
			return err
		},
	}
}
