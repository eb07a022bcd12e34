package main

import (
	"fmt"
	"os"
	"runtime"
	"strings"
	"time"

	"github.com/gobimt/bimt/internal/sweep"
	"github.com/gobimt/bimt/internal/sweep/network"
	"github.com/gobimt/bimt/internal/sweep/shareddisk"
	"github.com/urfave/cli/v2"
)

func workCommand() *cli.Command {
	limits := sweep.DefaultLimits()
	return &cli.Command{
		Name:      "work",
		Usage:     "train runs of a sweep that is led on another machine",
		ArgsUsage: "ADDRESS|DIR",
		Description: "  bimt work nats://TOKEN@HOST:PORT/NAME  as bimt sweep --serve prints it\n" +
			"  bimt work /shared/queue                the folder of bimt sweep --queue\n\n" +
			"It dials out and opens no port; it may come and go at any moment. It takes settings and\n" +
			"data, nothing else, and writes in a folder of its own. It ends with the sweep.",
		OnUsageError: usageError,
		Flags: []cli.Flag{
			&cli.IntFlag{Name: "jobs", DefaultText: "one for each processor", Usage: "`N` runs at a time"},
			&cli.StringFlag{Name: "name", DefaultText: "of the machine, and a number", Usage: "`NAME` of this worker"},
			&cli.StringFlag{Name: "dir", Usage: "`FOLDER` for what is on its way (a temporary one if not given)"},
			&cli.DurationFlag{Name: "patience", Value: 10 * time.Minute, Usage: "`TIME` to wait for a sweep that is not there, or gone"},
			&cli.IntFlag{Name: "most-steps", Value: limits.Steps, Usage: "refuse runs of more than `N` steps"},
			&cli.Int64Flag{Name: "most-bytes", Value: limits.Bytes, Usage: "refuse files of more than `N` bytes"},
			&cli.BoolFlag{Name: "quiet", Usage: "print nothing but errors"},
		},
		Action: work,
	}
}

func work(c *cli.Context) error {
	if c.NArg() != 1 {
		return usage(fmt.Errorf("work: name the address that bimt sweep --serve prints, or the folder of bimt sweep --queue"))
	}
	w, err := worker(c)
	if err != nil {
		return usage(err)
	}
	from, end, err := sourceOf(c, w)
	if err != nil {
		return usage(err)
	}
	defer end()
	if w.Dir == "" {
		if w.Dir, err = os.MkdirTemp("", "bimt-work-"); err != nil {
			return err
		}
		defer os.RemoveAll(w.Dir) // it is the worker's own
	}
	return w.Work(c.Context, from)
}

// sourceOf finds the sweep that the argument names, and where the worker should work.
func sourceOf(c *cli.Context, w *sweep.Worker) (from sweep.Source, end func(), err error) {
	at, patience := c.Args().First(), c.Duration("patience")
	if strings.Contains(at, "://") {
		s, err := network.Dial(c.Context, at, w.Name, patience)
		if err != nil {
			return nil, nil, err
		}
		return s, s.Close, nil
	}
	if w.Dir != "" {
		return nil, nil, fmt.Errorf("--dir: what is on its way to a queue lies in its folder: leave it out")
	}
	if _, err := os.Stat(at); err != nil && w.Say != nil {
		w.Say(fmt.Sprintf("%s is not there: waits %v for it", at, patience))
	}
	s, err := shareddisk.Open(c.Context, at, w.Name, patience)
	if err != nil {
		return nil, nil, err
	}
	w.Dir = s.WorkDir()
	return s, func() { _ = os.RemoveAll(w.Dir) }, nil // it is the worker's own
}

// worker is what the flags say of this one.
func worker(c *cli.Context) (*sweep.Worker, error) {
	w := &sweep.Worker{Name: c.String("name"), Dir: c.String("dir"), Jobs: runtime.GOMAXPROCS(0),
		Limits: sweep.Limits{Steps: c.Int("most-steps"), Bytes: c.Int64("most-bytes")}}
	if c.IsSet("jobs") {
		w.Jobs = c.Int("jobs")
	}
	if w.Jobs < 1 {
		return nil, fmt.Errorf("jobs: %d: give at least 1", w.Jobs)
	}
	if w.Name == "" {
		host, err := os.Hostname()
		if err != nil {
			host = "worker"
		}
		w.Name = fmt.Sprintf("%s-%d", strings.Map(plainLetter, host), os.Getpid())
	}
	if !c.Bool("quiet") {
		w.Say = func(line string) { fmt.Fprintln(c.App.ErrWriter, onTerminal(c.App.ErrWriter, line)) }
	}
	return w, nil
}

// plainLetter leaves out what no name of a worker can have.
func plainLetter(r rune) rune {
	if isAlphanumeric(r) || r == '-' {
		return r
	}
	return '-'
}
