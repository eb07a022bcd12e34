package main

import (
	"errors"
	"fmt"
	"runtime"
	"time"

	"github.com/gobimt/bimt/internal/picture"
	"github.com/gobimt/bimt/internal/sweep"
	"github.com/gobimt/bimt/internal/sweep/network"
	"github.com/urfave/cli/v2"
)

// runnerFlags say who trains.
func runnerFlags() []cli.Flag {
	return []cli.Flag{
		&cli.IntFlag{Name: "jobs", DefaultText: "one for each processor", Usage: "runs at a time on this machine"},
		checkpointFlag(),
		&cli.BoolFlag{Name: "serve", Usage: "train by workers on any machines: prints the line to start one with, bimt work nats://…"},
		&cli.StringFlag{Name: "listen", Usage: "`HOST:PORT` of --serve (any free port, the same one when started again)"},
		&cli.StringFlag{Name: "host", Usage: "`ADDRESS` by which workers reach --serve"},
		&cli.BoolFlag{Name: "tls", Usage: "encrypt what --serve and its workers say"},
		&cli.StringFlag{Name: "nats", Usage: "train by workers over a NATS server that is there, with JetStream: `URL`, nats://TOKEN@HOST:PORT"},
		&cli.DurationFlag{Name: "lease", Value: 30 * time.Second, Usage: "`TIME` after which the run of a worker that is silent goes to another"},
	}
}

// trainers is who trains, and how that is said.
type trainers struct {
	runner sweep.Runner
	said   string
	close  func()
}

// runnerOf reads who trains.
func runnerOf(c *cli.Context, s *sweep.Sweep) (trainers, error) {
	if err := errors.Join(checkRunner(c), checkEvery(c)); err != nil {
		return trainers{}, usage(err)
	}
	switch {
	case c.Bool("serve"):
		return serve(c, s)
	case c.String("nats") != "":
		return trainers{&network.Runner{URL: c.String("nats"), Lease: c.Duration("lease"), Ready: sayAddress(c)}, "by workers", func() {}}, nil
	}
	return local(c, s)
}

// checkRunner reports flags that don't go together.
func checkRunner(c *cli.Context) error {
	var who []string
	for _, name := range []string{"serve", "nats", "slice"} {
		if c.IsSet(name) {
			who = append(who, "--"+name)
		}
	}
	if len(who) > 1 {
		return fmt.Errorf("%s and %s: choose one", who[0], who[1])
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

func local(c *cli.Context, s *sweep.Sweep) (trainers, error) {
	jobs := runtime.GOMAXPROCS(0)
	if c.IsSet("jobs") {
		if jobs = c.Int("jobs"); jobs < 1 {
			return trainers{}, usage(fmt.Errorf("jobs: %d: give at least 1", jobs))
		}
	}
	by := sweep.Local{Jobs: min(jobs, max(1, len(s.Todo()))), Every: c.Duration(checkpointFlagName)}
	if c.Bool("pictures") {
		by.Pictures = picture.SVG
	}
	return trainers{by, atATime(s, jobs), func() {}}, nil
}

// serve starts the server that workers dial.
func serve(c *cli.Context, s *sweep.Sweep) (trainers, error) {
	server, err := network.Serve(network.Options{Dir: s.Dir, Listen: c.String("listen"), Host: c.String("host"), TLS: c.Bool("tls")})
	if err != nil {
		return trainers{}, usage(err)
	}
	return trainers{&network.Runner{Server: server, Lease: c.Duration("lease"), Ready: sayAddress(c)}, "by workers", server.Close}, nil
}

// sayAddress prints the line that starts a worker.
func sayAddress(c *cli.Context) func(string) {
	return func(address string) { fmt.Fprintf(c.App.ErrWriter, "on other machines: bimt work '%s'\n", address) }
}
