package main

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"time"
)

// row is what came of the kills of one thing.
type row struct {
	name  string
	took  time.Duration // not killed
	kills int
	anew  int // of them without a checkpoint
	on    int // with one
	late  int // with one of after the last step
	same  int // ended with the same bytes
}

// measure kills everything in its turn.
func measure(o options) (rows []row, err error) {
	dir, err := os.MkdirTemp("", "crash")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir) // what can't be removed is the system's
	if o.program, err = built(o.program, dir); err != nil {
		return nil, err
	}
	all, err := cases(dir, o.mnist)
	if err != nil {
		return nil, err
	}
	var killers []*killer
	for i, c := range all {
		n := (i+1)*o.train/len(all) - i*o.train/len(all)
		killers = append(killers, newKiller(o, filepath.Join(dir, fmt.Sprint(i)), "train", c, n))
	}
	killers = append(killers, newKiller(o, filepath.Join(dir, "compare"), "compare", comparison(), o.compare))
	return killTogether(killers, o)
}

// built is the program: that given, or one built into a folder.
func built(program, dir string) (string, error) {
	if program != "" {
		return program, nil
	}
	program = filepath.Join(dir, "bimt.exe") // an ending that does no harm elsewhere
	if out, err := exec.Command("go", "build", "-o", program, "github.com/gobimt/bimt/cmd/bimt").CombinedOutput(); err != nil {
		return "", fmt.Errorf("go build: %w: %s", err, out)
	}
	return program, nil
}

// killTogether kills so many things at a time, each in its turn, until the time is over.
func killTogether(killers []*killer, o options) (rows []row, err error) {
	var wait sync.WaitGroup
	free, failed := make(chan struct{}, o.jobs), make([]error, len(killers))
	for i, k := range killers {
		wait.Go(func() { failed[i] = k.killAll(free) })
	}
	wait.Wait()
	for i, k := range killers {
		rows = append(rows, k.row)
		if failed[i] != nil {
			err = errors.Join(err, fmt.Errorf("%s: %w", k.row.name, failed[i]))
		}
	}
	return rows, err
}

// killer kills one thing.
type killer struct {
	options
	killed
	dir, command string
	wanted       int
	rng          *rand.Rand
	row          row
	until        time.Time
}

func newKiller(o options, dir, command string, what killed, n int) *killer {
	rng := rand.New(rand.NewPCG(o.seed, uint64(len(what.name)*1000+n)))
	return &killer{o, what, dir, command, n, rng, row{name: what.name}, time.Now().Add(o.limit)}
}

// killAll kills as often as wanted, whenever it is free to.
func (k *killer) killAll(free chan struct{}) error {
	for tries := 0; k.row.kills < k.wanted && time.Now().Before(k.until); tries++ {
		if tries > 20*k.wanted {
			return fmt.Errorf("it ends before it is killed, %d times of %d", tries-k.row.kills, tries)
		}
		free <- struct{}{}
		err := k.once(tries == 0)
		<-free
		if err != nil {
			return err
		}
	}
	return nil
}

// once kills once; the first time it is trained without a kill.
func (k *killer) once(first bool) error {
	whole := filepath.Join(k.dir, "whole")
	if !first {
		return k.kill(whole)
	}
	began := time.Now()
	if out, err := k.start(whole).CombinedOutput(); !well(err) {
		return fmt.Errorf("not killed, it fails: %w: %s", err, out)
	}
	k.row.took = time.Since(began)
	return nil
}

// start is the command that writes to a folder.
func (k *killer) start(out string) *exec.Cmd {
	args := append([]string{k.command}, k.args...)
	return exec.Command(k.program, append(args, "--out", out, "--checkpoint-every", "20ms")...)
}

// well says whether a program ended as it should: with a network, be it a useless one.
func well(err error) bool {
	const diverged = 3
	exit := (*exec.ExitError)(nil)
	return err == nil || errors.As(err, &exit) && exit.ExitCode() == diverged
}

// wentOn finds where a run went on.
var wentOn = regexp.MustCompile(`goes on from step (\d+) of (\d+)`)

// kill kills once, has it go on and compares, unless it ended before.
func (k *killer) kill(whole string) error {
	r, out := &k.row, filepath.Join(k.dir, "killed")
	if err := os.RemoveAll(out); err != nil {
		return err
	}
	cmd := k.start(out)
	if err := cmd.Start(); err != nil {
		return err
	}
	after := time.Duration(k.rng.Float64() * 1.2 * float64(r.took))
	time.Sleep(after)
	if err := cmd.Process.Kill(); err != nil {
		_ = cmd.Wait() // it has ended by itself
		return nil
	}
	if well(cmd.Wait()) {
		return nil // just before
	}
	r.kills++
	saved, err := filepath.Glob(filepath.Join(out, "runs", "*", "checkpoint", "*.safetensors")) // of a comparison
	if err != nil {
		return err
	}
	again := k.start(out)
	if _, err := os.Stat(filepath.Join(out, "config.yaml")); err == nil && r.kills%2 == 0 {
		again = exec.Command(k.program, "resume", out, "--checkpoint-every", "20ms")
		if strings.Contains(strings.Join(k.args, " "), "--no-pictures") {
			again.Args = append(again.Args, "--no-pictures")
		}
	}
	text, err := again.CombinedOutput()
	if well(err) || bytes.Contains(text, []byte("finished run")) { // killed after its last file
		err = nil
	}
	differ := "it fails: " + string(text)
	if err == nil {
		if differ, err = differences(whole, out); err != nil {
			return err
		}
	}
	if differ == "" {
		r.same++
	} else {
		fmt.Fprintf(os.Stderr, "%s, killed after %v: %s\n", k.name, after, differ)
	}
	switch step := wentOn.FindSubmatch(text); {
	case step == nil && len(saved) == 0:
		r.anew++
	case step == nil:
		r.on++
	case bytes.Equal(step[1], step[2]):
		r.late++
	default:
		r.on++
	}
	if k.verbose {
		fmt.Fprintf(os.Stderr, "%s: %d killed, %d the same\n", k.name, r.kills, r.same)
	}
	return nil
}
