package main

import (
	"fmt"
	"io"
	"os"
	"time"

	"github.com/gobimt/bimt/graph/blas"
	"github.com/gobimt/bimt/internal/compare"
	"github.com/gobimt/bimt/internal/measure"
	"github.com/gobimt/bimt/internal/run"
	"github.com/gobimt/bimt/internal/sweep"
	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// compareProgress shows how a comparison goes on: a line for each run that has ended,
// and on a terminal one bar for all.
type compareProgress struct {
	out         io.Writer
	bar         *progressbar.ProgressBar
	quiet       bool
	ended, runs int
	drawn       time.Time
}

func newCompareProgress(out io.Writer, quiet bool) *compareProgress {
	return &compareProgress{out: out, quiet: quiet}
}

func (p *compareProgress) begin(c *compare.Comparison, jobs int) {
	if p.quiet {
		return
	}
	todo := c.Todo()
	p.runs, p.ended = len(c.Runs), len(c.Runs)-len(todo)
	fmt.Fprintf(p.out, "%s: %d runs of %d steps, %d at a time, matrix products by %s\n", c.Plan.Base.Experiment, p.runs, c.Plan.Base.Steps, min(jobs, max(1, len(todo))), blas.Name())
	if p.ended > 0 {
		fmt.Fprintf(p.out, "%d of them are finished in %s and are not run again\n", p.ended, c.Dir)
	}
	for version, n := range c.Versions {
		fmt.Fprintf(p.out, "%d of those are by version %s, this is %s: --force runs them again\n", n, version, run.Version())
	}
	if f, ok := p.out.(*os.File); ok && len(todo) > 0 && term.IsTerminal(int(f.Fd())) {
		p.bar = progressbar.NewOptions(len(todo)*c.Plan.Base.Steps, progressbar.OptionSetWriter(f), progressbar.OptionFullWidth(),
			progressbar.OptionShowIts(), progressbar.OptionSetItsString("steps"), progressbar.OptionSetPredictTime(true),
			progressbar.OptionClearOnFinish(), progressbar.OptionSetDescription(c.Dir))
	}
}

func (p *compareProgress) update(e sweep.Event) {
	if p.quiet {
		return
	}
	ended := e.Run.Summary != nil
	if ended {
		p.ended++
		if p.bar != nil {
			_ = p.bar.Clear() // a bar that can't be drawn is no reason to stop
		}
		fmt.Fprintf(p.out, "%d/%d %s\n", p.ended, p.runs, harmless(endedLine(e.Run)))
	}
	if p.bar == nil || !ended && time.Since(p.drawn) < 100*time.Millisecond {
		return
	}
	p.drawn = time.Now()
	_ = p.bar.Set(e.Steps)
}

// endedLine tells of a run that has ended.
func endedLine(r *sweep.Run) string {
	s := r.Summary
	if !s.Finished {
		return fmt.Sprintf("%s failed: %s", r.Name, s.Error)
	}
	figure := func(key string) string { return measure.Format(s.Value(key)) }
	line := fmt.Sprintf("%s: test loss %s", r.Name, figure("test_loss"))
	if s.Has("test_accuracy") {
		line += fmt.Sprintf(", accuracy %.4f", s.Value("test_accuracy"))
	}
	line += fmt.Sprintf(", %.0f active weights, cost %s", s.Value("active_weights"), figure("connection_cost"))
	if s.Has("modularity") {
		line += fmt.Sprintf(", Q %s (shuffled %s)", figure("modularity"), figure("modularity_shuffled"))
	}
	if s.Has("warning") {
		line += ", diverged"
	}
	return line + fmt.Sprintf(", %.1f s", s.Value("seconds"))
}

func (p *compareProgress) end() {
	if p.bar != nil {
		_ = p.bar.Finish()
	}
}
