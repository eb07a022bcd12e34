package main

import (
	"fmt"
	"os"
	"runtime"
	"strings"
	"time"

	"github.com/gobimt/bimt/internal/picture"
	"github.com/gobimt/bimt/internal/sweep"
	"github.com/gobimt/bimt/internal/sweep/batch"
	"github.com/gobimt/bimt/internal/sweep/network"
	"github.com/gobimt/bimt/internal/sweep/shareddisk"
	"github.com/urfave/cli/v2"
)

// runnerFlags say who trains.
func runnerFlags() []cli.Flag {
	return append([]cli.Flag{
		&cli.IntFlag{Name: "jobs", DefaultText: "one for each processor", Usage: "`N` runs at a time on this machine"},
		checkpointFlag(),
		&cli.StringFlag{Name: "slice", Usage: "`I/N`: train every N-th run from the I-th on, I from 0, beside other slices in the same folder"},
		&cli.BoolFlag{Name: "slurm", Usage: "train nothing: write the files of a Slurm job array that does"},
		&cli.BoolFlag{Name: "kubernetes", Usage: "train nothing: write the files of a Kubernetes Job, and of its container, that do"},
		&cli.IntFlag{Name: "slices", DefaultText: "enough for ten minutes each", Usage: "parts `N` of --slurm and --kubernetes"},
	}, workerFlags()...)
}

// workerFlags have workers train, on other machines or this one.
func workerFlags() []cli.Flag {
	return []cli.Flag{
		&cli.BoolFlag{Name: "serve", Usage: "train by workers on any machines: prints the line to start one with, bimt work nats://…"},
		&cli.StringFlag{Name: "listen", Usage: "`HOST:PORT` of --serve (any free port, the same one when started again)"},
		&cli.StringFlag{Name: "host", Usage: "`ADDRESS` by which workers reach --serve"},
		&cli.BoolFlag{Name: "tls", Usage: "encrypt what --serve and its workers say"},
		&cli.StringFlag{Name: "nats", Usage: "train by workers over a NATS server that is there, with JetStream: `URL`, nats://TOKEN@HOST:PORT"},
		&cli.StringFlag{Name: "queue", Usage: "train by workers that see the folder `DIR` on a shared disk, each started by bimt work DIR"},
		&cli.DurationFlag{Name: "lease", Value: 30 * time.Second, Usage: "`TIME` after which the run of a worker that is silent goes to another"},
	}
}

// trainers is who trains, and how that is said.
type trainers struct {
	runner sweep.Runner
	said   string
	close  func()
}

// runnerOf reads who trains, with pictures or without.
func runnerOf(c *cli.Context, s *sweep.Sweep, pictures bool) (trainers, error) {
	switch {
	case c.Bool("serve"):
		return serve(c, s, pictures)
	case c.String("nats") != "":
		return trainers{&network.Runner{URL: c.String("nats"), Lease: c.Duration("lease"), Ready: sayAddress(c), Pictures: pictures}, "by workers", func() {}}, nil
	case c.String("queue") != "":
		by := &shareddisk.Runner{Dir: c.String("queue"), Lease: c.Duration("lease"), Pictures: pictures}
		if !c.Bool("quiet") {
			fmt.Fprintf(c.App.ErrWriter, "on machines that see the folder: bimt work %s\n", by.Dir)
		}
		return trainers{by, "by workers", func() {}}, nil
	}
	return local(c, s, pictures), nil
}

// checkRunner reports flags that don't go together.
func checkRunner(c *cli.Context) error {
	var who []string
	for _, name := range []string{"serve", "nats", "queue", "slice", "slurm", "kubernetes"} {
		if c.IsSet(name) {
			who = append(who, "--"+name)
		}
	}
	if len(who) > 1 {
		return fmt.Errorf("%s and %s: choose one", who[0], who[1])
	}
	if c.IsSet("jobs") && c.Int("jobs") < 1 {
		return fmt.Errorf("jobs: %d: give at least 1", c.Int("jobs"))
	}
	if c.IsSet("nats") {
		if err := network.CheckURL(c.String("nats")); err != nil {
			return fmt.Errorf("nats: %w", err)
		}
	}
	if c.IsSet("slices") && !c.Bool("slurm") && !c.Bool("kubernetes") {
		return fmt.Errorf("--slices: it belongs to --slurm and --kubernetes; one slice is trained by --slice 0/%d", c.Int("slices"))
	}
	for _, name := range []string{"listen", "host", "tls"} {
		if c.IsSet(name) && !c.Bool("serve") {
			return fmt.Errorf("--%s: it belongs to --serve", name)
		}
	}
	if d := c.Duration("lease"); d < time.Second {
		return fmt.Errorf("lease: %v: give at least 1s", d)
	}
	return nil
}

func local(c *cli.Context, s *sweep.Sweep, pictures bool) trainers {
	jobs := runtime.GOMAXPROCS(0)
	if c.IsSet("jobs") {
		jobs = c.Int("jobs")
	}
	by := sweep.Local{Jobs: min(jobs, max(1, len(s.Todo()))), Every: c.Duration(checkpointFlagName)}
	if pictures {
		by.Pictures = picture.SVG
	}
	return trainers{by, atATime(s, jobs), func() {}}
}

// serve starts the server that workers dial.
func serve(c *cli.Context, s *sweep.Sweep, pictures bool) (trainers, error) {
	server, err := network.Serve(network.Options{Dir: s.Dir, Listen: c.String("listen"), Host: c.String("host"), TLS: c.Bool("tls")})
	if err != nil {
		return trainers{}, usage(err)
	}
	return trainers{&network.Runner{Server: server, Lease: c.Duration("lease"), Ready: sayAddress(c), Pictures: pictures}, "by workers", server.Close}, nil
}

// sayAddress prints the line that starts a worker.
func sayAddress(c *cli.Context) func(string) {
	return func(address string) { fmt.Fprintf(c.App.ErrWriter, "on other machines: bimt work '%s'\n", address) }
}

// writeJobs writes the files of a cluster's scheduler, if they are asked for.
func writeJobs(c *cli.Context, s *sweep.Sweep) (written bool, err error) {
	if !c.Bool("slurm") && !c.Bool("kubernetes") {
		return false, nil
	}
	steps := 0
	for _, r := range s.Runs {
		steps += r.Config.Steps
	}
	j := batch.Job{Name: experiments(s.Plan), Dir: s.Dir, Slices: batch.Slices(len(s.Runs), steps), Program: "bimt", Jobs: max(1, c.Int("jobs"))}
	if c.IsSet("slices") {
		if j.Slices = c.Int("slices"); j.Slices < 1 || j.Slices > len(s.Runs) {
			return true, usage(fmt.Errorf("slices: %d: give 1 to %d, the number of runs", j.Slices, len(s.Runs)))
		}
	}
	if path, err := os.Executable(); err == nil && c.Bool("slurm") {
		j.Program = path // the same build
	}
	write := j.Kubernetes
	if c.Bool("slurm") {
		write = j.Slurm
	}
	files, err := write()
	if err == nil && !c.Bool("quiet") {
		_, err = fmt.Fprintf(c.App.Writer, "%d runs in %d slices\n%s\n", len(s.Runs), j.Slices, strings.Join(files, "\n"))
	}
	return true, err
}
