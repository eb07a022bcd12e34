package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"time"
)

// process is a program that runs beside this one.
type process struct {
	*exec.Cmd
	log  string
	done chan error
}

// start starts a program, with all it says in a file.
func start(log, program string, args ...string) (*process, error) {
	f, err := os.Create(log)
	if err != nil {
		return nil, err
	}
	defer f.Close() // the child has its own
	p := &process{exec.Command(program, args...), log, make(chan error, 1)}
	p.Stdout, p.Stderr = f, f
	if err := p.Start(); err != nil {
		return nil, err
	}
	go func() { p.done <- p.Wait() }()
	return p, nil
}

// kill ends it as nothing can be ended more suddenly.
func (p *process) kill() {
	_ = p.Process.Kill() // it may have ended
	<-p.done
	p.done <- errors.New("killed")
}

// over says whether it has ended, and how.
func (p *process) over() (bool, error) {
	select {
	case err := <-p.done:
		p.done <- err
		return true, err
	default:
		return false, nil
	}
}

var addressForm = regexp.MustCompile(`(nats|tls)://[^'\s]*`)

// address waits for the address that a server prints.
func (p *process) address() (string, error) {
	for range 600 {
		b, err := os.ReadFile(p.log)
		if err != nil {
			return "", err
		}
		if at := addressForm.Find(b); at != nil {
			return string(at), nil
		}
		if over, err := p.over(); over {
			return "", fmt.Errorf("%w: %s", err, b)
		}
		time.Sleep(100 * time.Millisecond)
	}
	return "", errors.New("the server prints no address")
}

// sweepArgs is a sweep of so many seeds of two-moons.
func (o options) sweepArgs(out string, more ...string) []string {
	return append([]string{"sweep", "two-moons", "--vary", fmt.Sprintf("seed=0..%d", o.runs-1), "--steps", fmt.Sprint(o.steps), "--set", fmt.Sprintf("width=%d", o.width), "--out", out}, more...)
}

// reference is the sweep on this machine alone.
func (o options) reference() (string, error) {
	out := filepath.Join(o.dir, "reference")
	if b, err := exec.Command(o.program, o.sweepArgs(out, "--quiet")...).CombinedOutput(); err != nil {
		return "", fmt.Errorf("%w: %s", err, b)
	}
	return out, nil
}

// compared says in words how a sweep differs from another: nothing if it does not.
func compared(a, b string) (string, error) {
	var wrong []string
	have, err := filesOf(b)
	if err != nil {
		return "", err
	}
	want, err := filesOf(a)
	if err != nil {
		return "", err
	}
	for name, text := range want {
		if other, there := have[name]; !there {
			wrong = append(wrong, name+" is missing")
		} else if !bytes.Equal(text, other) {
			wrong = append(wrong, name+" differs")
		}
	}
	for name := range have {
		if _, known := want[name]; !known {
			wrong = append(wrong, name+" is too much")
		}
	}
	if len(wrong) > 5 {
		wrong = append(wrong[:5], fmt.Sprintf("and %d more", len(wrong)-5))
	}
	return strings.Join(wrong, ", "), nil
}

var times = regexp.MustCompile(`(?m)^.*"(seconds|ms_per_step|ms_per_relocation)":.*$`)

// filesOf are the table of a sweep and all files of its runs, without times and locks.
func filesOf(dir string) (map[string][]byte, error) {
	all := map[string][]byte{}
	paths, err := filepath.Glob(filepath.Join(dir, "runs", "*", "*"))
	if err != nil {
		return nil, err
	}
	hidden, err := filepath.Glob(filepath.Join(dir, "runs", ".*"))
	if err != nil {
		return nil, err
	}
	for _, path := range append(append(paths, hidden...), filepath.Join(dir, "sweep.csv")) {
		name, err := filepath.Rel(dir, path)
		if err != nil {
			return nil, err
		}
		if filepath.Base(name) == ".lock" {
			continue
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		all[name] = times.ReplaceAll(b, nil)
	}
	return all, nil
}
