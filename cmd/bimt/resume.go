package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/gobimt/bimt/graph/blas"
	"github.com/gobimt/bimt/internal/picture"
	"github.com/gobimt/bimt/internal/run"
	"github.com/gobimt/bimt/internal/sweep"
	"github.com/urfave/cli/v2"
)

func resumeCommand() *cli.Command {
	return &cli.Command{
		Name:      "resume",
		Usage:     "go on with a run that was interrupted or killed",
		ArgsUsage: "RUN",
		Description: "  bimt resume runs/independence-bimt-seed0\n\n" +
			"The run goes on from its last checkpoint, with the settings in its folder, and ends with\n" +
			"the bits of one that was never stopped; only the times in summary.json are its own. A\n" +
			"damaged checkpoint is left out, and the one before it taken. Without any, it begins anew.\n\n" +
			"Of a finished run it makes pictures and texts again that are not in its folder any more.",
		OnUsageError: usageError,
		Flags:        leavingFlags(),
		Action:       resumeTraining,
	}
}

// isRun says whether a name is the folder of a run, and not that of an experiment.
func isRun(name string) bool {
	if name == "" || slices.Contains(run.Names(), name) {
		return false
	}
	_, err := os.Stat(filepath.Join(name, run.ConfigFile))
	return err == nil
}

// resumeTraining goes on in the folder that the argument names.
func resumeTraining(c *cli.Context) error {
	path := c.Args().First()
	switch {
	case c.NArg() != 1:
		return usage(fmt.Errorf("%s: name one folder of a run", c.Command.Name))
	case !isRun(path):
		return usage(fmt.Errorf("%s: it has no %s: name the folder of a run that `bimt train` began", path, run.ConfigFile))
	}
	if err := onlyLeaving(c); err != nil {
		return usage(err)
	}
	if done, err := run.Finished(path); err == nil && done {
		return resumeFinished(c, path)
	}
	cfg, err := run.ReadConfig(path)
	if err != nil {
		return usage(err)
	}
	if err := blas.Use(cfg.BLAS); err != nil {
		return usage(err)
	}
	r, err := run.Renew(withDownloads(c.Context, c.App.ErrWriter, c.Bool("quiet")), cfg, path)
	if c.Context.Err() != nil {
		return &statusError{fmt.Errorf("interrupted; %s is as it was", path), statusInterrupted}
	}
	if err == nil {
		err = checkLeaving(c, r)
	}
	if err != nil {
		return usage(err)
	}
	folder, err := run.GoOn(path, r, picture.Files()...)
	if err != nil {
		return usage(err)
	}
	defer folder.Close() // nothing is written to the lock
	return trainInto(c, folder, r)
}

// resumeFinished makes again what a finished run has lost of its pictures and texts, and removes
// what one has left that was killed at its very end.
func resumeFinished(c *cli.Context, path string) error {
	folder, err := run.Hold(path)
	if err != nil {
		return usage(err)
	}
	defer folder.Close() // nothing is written to the lock
	show := newProgress(c.App.ErrWriter, c.Bool("quiet"))
	err = errors.Join(folder.Forget(), mend(c, folder))
	for _, name := range folder.Files() {
		show.say("made again: " + filepath.Join(path, name))
	}
	if err != nil {
		return fmt.Errorf("%s is finished; %w", path, err)
	}
	if len(folder.Files()) == 0 {
		show.say(path + " is finished: nothing is left to do")
	}
	return nil
}

func mend(c *cli.Context, folder *run.Folder) error {
	cfg, err := run.ReadConfig(folder.Path)
	if err != nil {
		return err
	}
	if err := blas.Use(cfg.BLAS); err != nil {
		return err
	}
	ctx := withDownloads(c.Context, c.App.ErrWriter, c.Bool("quiet"))
	return sweep.Mend(ctx, folder, sweep.Leave{Pictures: picturesOf(c), Example: c.Int("example")})
}

// onlyLeaving refuses flags that would change the settings of a run.
func onlyLeaving(c *cli.Context) error {
	var allowed []string
	for _, f := range leavingFlags() {
		allowed = append(allowed, f.Names()...)
	}
	for _, name := range c.LocalFlagNames() {
		if !slices.Contains(allowed, name) {
			return fmt.Errorf("--%s: a run goes on with the settings in its folder: only --%s can be given", name, strings.Join(allowed, ", --"))
		}
	}
	return nil
}
