// Command bimt trains networks that people can read: brain-inspired modular training of
// the published experiments and of a user's own, with comparison and pictures.
//
//	bimt list
//	bimt train independence
//	bimt show independence > mine.yaml; bimt train mine.yaml --set width=30
//
// Exit status: 0 well; 1 the run failed; 2 the command, a file or a setting is wrong;
// 3 the training diverged: a tensor became NaN or infinite, or the loss ended far above
// where it began; 70 the program itself is wrong; 129, 130, 143 ended by SIGHUP, SIGINT,
// SIGTERM, with what was reached saved.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/gobimt/bimt/internal/nearest"
	"github.com/gobimt/bimt/internal/run"
	"github.com/urfave/cli/v2"
)

func main() {
	limitMemory()
	s := newSignals(os.Stderr)
	os.Exit(s.status(guarded(os.Stderr, func() int { return program(s.ctx, os.Args, os.Stdout, os.Stderr) })))
}

// program is the whole program, for tests too.
func program(ctx context.Context, args []string, out, errOut io.Writer) int {
	said := &harmlessWriter{Writer: out}
	app := newApp(said, errOut)
	if last := len(args) - 1; last > 0 && args[last] == completeFlag {
		fmt.Fprintln(out, strings.Join(following(app, args[1:last]), "\n"))
		return 0
	}
	err := app.RunContext(ctx, flagsFirst(app, args))
	if err == nil {
		err = said.failed // nobody has read what was asked for
	}
	if err == nil {
		return 0
	}
	if ctx.Err() != nil && errors.Is(err, context.Canceled) {
		err = interruption(err)
	}
	if msg := strings.TrimSpace(err.Error()); msg != "" {
		fmt.Fprintln(errOut, onTerminal(errOut, "bimt: "+oneLine(msg)))
	}
	return exitStatus(err)
}

// oneLine has each of several errors once.
func oneLine(msg string) string {
	var parts []string
	for _, line := range strings.Split(msg, "\n") {
		if line = strings.TrimSpace(line); line != "" && !slices.Contains(parts, line) {
			parts = append(parts, line)
		}
	}
	return strings.Join(parts, "; ")
}

func newApp(out, errOut io.Writer) *cli.App {
	return &cli.App{
		Name:  "bimt",
		Usage: "train networks that people can read",
		Description: paragraphs("Brain-inspired modular training gives every neuron a place, charges each weight for its\n" +
			"size times its length, and moves neurons so that wires get shorter.\n\n" +
			"  bimt train independence                   a first experiment, in seconds\n" +
			"  bimt train s4 --method l1 --seed 3        another method, another seed\n" +
			"  bimt show s4 > mine.yaml                  settings to edit and train\n" +
			"  bimt train --data points.csv --outputs y  a table of your own"),
		Version:        run.Version(),
		Writer:         out,
		ErrWriter:      errOut,
		Suggest:        true,
		Commands:       commands(),
		ExitErrHandler: func(*cli.Context, error) {},
		OnUsageError:   usageError,
		// A setting's value may hold commas.
		DisableSliceFlagSeparator: true,
		Action: func(c *cli.Context) error {
			if c.Args().Present() {
				return usage(fmt.Errorf("%w; `bimt --help` shows all", nearest.Unknown("command", c.Args().First(), commandNames(c.App))))
			}
			return cli.ShowAppHelp(c)
		},
	}
}

func commands() []*cli.Command {
	all := []*cli.Command{
		listCommand(), showCommand(),
		trainCommand(), resumeCommand(), predictCommand(), compareCommand(), sweepCommand(), workCommand(), bestCommand(), relocateCommand(), sampleCommand(),
		pruneCommand(), modulesCommand(), ablateCommand(), checkCommand(), formulaCommand(), exportCommand(),
		plotCommand(), playCommand(), viewCommand(), movieCommand(), diffCommand(), lensCommand(),
		doctorCommand(), completionCommand(), versionCommand(),
	}
	for _, c := range all {
		readable(c)
	}
	return all
}

func commandNames(app *cli.App) []string {
	var names []string
	for _, c := range app.Commands {
		names = append(names, c.Name)
	}
	return names
}

// noArguments reports arguments of a command that takes none.
func noArguments(c *cli.Context) error {
	if c.Args().Present() {
		return usage(fmt.Errorf("%s: it takes no argument, was given %q", c.Command.Name, c.Args().First()))
	}
	return nil
}
