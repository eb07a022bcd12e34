package main

import (
	"fmt"
	"io"
	"math"
	"os"
	"strings"
	"time"

	"github.com/gobimt/bimt/graph/blas"
	"github.com/gobimt/bimt/internal/measure"
	"github.com/gobimt/bimt/internal/run"
	"github.com/gobimt/bimt/internal/sweep"
	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// manyRuns is from where on not every run has a line of its own.
const manyRuns = 200

// sweepProgress shows how a sweep or a comparison goes on: a line for each run that has ended,
// and on a terminal one bar for all.
type sweepProgress struct {
	out         io.Writer
	bar         *progressbar.ProgressBar
	quiet       bool
	ended, runs int
	keys        []string // what sets runs apart
	drawn, said time.Time
}

func newSweepProgress(out io.Writer, quiet bool) *sweepProgress {
	return &sweepProgress{out: out, quiet: quiet}
}

// begin says what is to be done: what by whom.
func (p *sweepProgress) begin(s *sweep.Sweep, what, by string) {
	if p.quiet {
		return
	}
	todo := s.Todo()
	p.keys = s.Varies
	p.runs, p.ended = len(s.Runs), len(s.Runs)-len(todo)
	fmt.Fprintf(p.out, "%s: %d runs%s, %s, matrix products by %s\n", what, p.runs, ofSteps(s), by, blas.Name())
	if p.ended > 0 {
		fmt.Fprintf(p.out, "%d of them are finished in %s and are not run again\n", p.ended, s.Dir)
	}
	for version, n := range s.Versions {
		fmt.Fprintf(p.out, "%d of those are by version %s, this is %s: --force runs them again\n", n, version, run.Version())
	}
	steps := 0
	for _, r := range todo {
		steps += r.Config.Steps
	}
	if f, ok := p.out.(*os.File); ok && len(todo) > 0 && term.IsTerminal(int(f.Fd())) {
		p.bar = progressbar.NewOptions(steps, progressbar.OptionSetWriter(f), progressbar.OptionFullWidth(),
			progressbar.OptionShowIts(), progressbar.OptionSetItsString("steps"), progressbar.OptionSetPredictTime(true),
			progressbar.OptionClearOnFinish(), progressbar.OptionSetDescription(s.Dir))
	}
}

// ofSteps says how long runs are, if all are alike.
func ofSteps(s *sweep.Sweep) string {
	for _, r := range s.Runs {
		if r.Config.Steps != s.Runs[0].Config.Steps {
			return ""
		}
	}
	if len(s.Runs) == 0 {
		return ""
	}
	return fmt.Sprintf(" of %d steps", s.Runs[0].Config.Steps)
}

// atATime says how many runs this machine trains at once.
func atATime(s *sweep.Sweep, jobs int) string {
	return fmt.Sprintf("%d at a time", min(jobs, max(1, len(s.Todo()))))
}

func (p *sweepProgress) update(e sweep.Event) {
	if p.quiet {
		return
	}
	line := p.line(e)
	if line != "" {
		if p.bar != nil {
			_ = p.bar.Clear() // a bar that can't be drawn is no reason to stop
		}
		fmt.Fprintln(p.out, harmless(line))
	}
	if p.bar == nil || line == "" && time.Since(p.drawn) < 100*time.Millisecond {
		return
	}
	p.drawn = time.Now()
	_ = p.bar.Set(e.Steps)
}

// line tells of what is worth a line.
func (p *sweepProgress) line(e sweep.Event) string {
	switch e.Kind {
	case sweep.Ended, sweep.Early:
		p.ended++
		if p.runs > manyRuns && p.ended < p.runs && time.Since(p.said) < time.Second {
			return ""
		}
		p.said = time.Now()
		return fmt.Sprintf("%d/%d %s: %s", p.ended, p.runs, label(e.Run, p.keys), endedLine(e.Run))
	case sweep.Failed:
		return fmt.Sprintf("%s failed%s: %v", label(e.Run, p.keys), on(e.Worker), e.Err)
	case sweep.Joined:
		return fmt.Sprintf("worker %s is there", e.Worker)
	case sweep.Left:
		return fmt.Sprintf("worker %s is gone", e.Worker)
	}
	return ""
}

func on(worker string) string {
	if worker == "" {
		return ""
	}
	return " on " + worker
}

// label is a run's name, and what sets it apart where the name does not say it.
func label(r *sweep.Run, keys []string) string {
	parts := []string{r.Name}
	for i, key := range keys {
		parts = append(parts, key+"="+r.Varied[i])
	}
	return strings.Join(parts, " ")
}

// endedLine tells of a run that has ended.
func endedLine(r *sweep.Run) string {
	if r.Early != "" {
		return "ended early: " + r.Early
	}
	s := r.Summary
	if !s.Finished {
		return "failed: " + s.Error
	}
	figure := func(key string) string { return measure.Format(s.Value(key)) }
	line := "test loss " + figure("test_loss")
	if !math.IsNaN(s.Value("test_accuracy")) {
		line += fmt.Sprintf(", accuracy %.4f", s.Value("test_accuracy"))
	}
	line += fmt.Sprintf(", %.0f active weights, cost %s", s.Value("active_weights"), figure("connection_cost"))
	if !math.IsNaN(s.Value("modularity")) {
		line += fmt.Sprintf(", Q %s (shuffled %s)", figure("modularity"), figure("modularity_shuffled"))
	}
	if s.Has("warning") {
		line += ", diverged"
	}
	return line + fmt.Sprintf(", %.1f s", s.Value("seconds"))
}

func (p *sweepProgress) end() {
	if p.bar != nil {
		_ = p.bar.Finish()
	}
}
