package main

import (
	"bytes"
	"fmt"
	"io"
	"strings"
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

// usageError says in words of the program what the flag package found wrong.
func usageError(c *cli.Context, err error, _ bool) error {
	msg := strings.NewReplacer(
		"flag provided but not defined: -", "there is no option --",
		"flag needs an argument: -", "give a value to --",
		"flag -", "--",
		": parse error", ": not a number that it takes",
	).Replace(err.Error())
	return usage(fmt.Errorf("%s; `%s --help` shows all", msg, c.Command.HelpName))
}
