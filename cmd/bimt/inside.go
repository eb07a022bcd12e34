package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/gobimt/bimt/graph/blas"
	"github.com/gobimt/bimt/internal/atomicfile"
	"github.com/gobimt/bimt/internal/run"
	"github.com/urfave/cli/v2"
)

// The flags of commands that look into a network.
var (
	experimentFlag = &cli.StringFlag{Name: "experiment", Usage: "`NAME` or FILE.yaml that a file of weights is of (the settings beside it, if not given)"}
	jsonFlag       = &cli.BoolFlag{Name: "json", Usage: "print JSON in place of a table"}
	quietFlag      = &cli.BoolFlag{Name: "quiet", Usage: "print nothing but results and errors"}
)

func thresholdFlag(value float64) *cli.Float64Flag {
	return &cli.Float64Flag{Name: "threshold", Value: value, Usage: "weights of |w| ≤ `T` count as 0"}
}

// lookInto opens the run of a folder, or that of a file of weights. Without rows, its data
// need not be there.
func lookInto(c *cli.Context, options ...run.Option) (*run.Run, error) {
	name := c.Args().First()
	if c.NArg() != 1 || name == "" {
		return nil, usage(fmt.Errorf("%s: name the folder of one run, or one file of weights", c.Command.Name))
	}
	return lookIntoNamed(c, name, options...)
}

// lookIntoNamed is lookInto for a run of several.
func lookIntoNamed(c *cli.Context, name string, options ...run.Option) (*run.Run, error) {
	if t := c.Float64("threshold"); !(t >= 0) {
		return nil, usage(fmt.Errorf("threshold: %v: give a number of at least 0", t))
	}
	if err := blas.Use("auto"); err != nil {
		return nil, err
	}
	info, err := os.Stat(name)
	if err != nil {
		return nil, usage(fmt.Errorf("%s: %w", c.Command.Name, notThere(name, err)))
	}
	var r *run.Run
	if info.IsDir() {
		r, err = run.Open(c.Context, name, options...)
	} else {
		r, err = openFile(c, name)
	}
	if err != nil {
		return nil, usage(err)
	}
	return r, nil
}

// notThere says of a run or a file that can't be found where it would be.
func notThere(name string, err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("there is no %s: name the folder of a run that `bimt train` made, or a file of weights", name)
	}
	return err
}

// lookError is what a look into a network that failed, or that Ctrl-C ended, tells.
func lookError(c *cli.Context, err error) error {
	if run.IsInterrupted(err) {
		return &statusError{fmt.Errorf("interrupted; nothing is written"), statusInterrupted}
	}
	return usage(fmt.Errorf("%s: %w", c.Command.Name, err))
}

// saying tells what a look that takes long is at; nil if nothing is to be said.
func saying(c *cli.Context) func(doing string) {
	if c.Bool("quiet") {
		return nil
	}
	return func(doing string) { fmt.Fprintln(c.App.ErrWriter, doing) }
}

func openFile(c *cli.Context, name string) (*run.Run, error) {
	source := c.String("experiment")
	if source == "" {
		source = filepath.Join(filepath.Dir(name), run.ConfigFile)
		if _, err := os.Stat(source); err != nil {
			return nil, fmt.Errorf("%s: %s has no %s beside it: say with --experiment NAME what the weights are of; `bimt list` shows all", c.Command.Name, name, run.ConfigFile)
		}
	}
	cfg, err := run.Load(source)
	if err != nil {
		return nil, err
	}
	cfg.Init, cfg.Mapping = name, ""
	if c.IsSet("experiment") {
		if _, err := cfg.TakeSaid(name, nil); err != nil {
			return nil, err
		}
	}
	return run.OpenWeights(c.Context, cfg)
}

// resultFolder is the sub-folder of a run that results go to, made if it is not there; of
// a file of weights it is beside it.
func resultFolder(c *cli.Context, name string) (string, error) {
	path := filepath.Clean(c.Args().First())
	if info, err := os.Stat(path); err != nil || !info.IsDir() {
		path = strings.TrimSuffix(path, filepath.Ext(path))
	}
	path = filepath.Join(path, name)
	if err := os.MkdirAll(path, 0o755); err != nil {
		return "", usage(fmt.Errorf("%s: %w", c.Command.Name, err))
	}
	return path, nil
}

// result prints a result as JSON or else as text, and leaves the JSON as COMMAND.json in a
// sub-folder of the run.
func result(c *cli.Context, name string, v any, text string) error {
	folder, err := resultFolder(c, name)
	if err != nil {
		return err
	}
	file := filepath.Join(folder, c.Command.Name+".json")
	b, err := run.JSON(file, v)
	if err != nil {
		return err
	}
	if err := atomicfile.WriteBytes(file, b); err != nil {
		return usage(err)
	}
	if c.Bool("json") {
		_, err = c.App.Writer.Write(b)
		return err
	}
	_, err = fmt.Fprint(c.App.Writer, text)
	if !c.Bool("quiet") {
		_, e := fmt.Fprintf(c.App.Writer, "\n%s\n", file)
		err = errors.Join(err, e)
	}
	return err
}
