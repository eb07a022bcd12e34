package main

import (
	"fmt"
	"io"
	"os"
	"time"

	"github.com/gobimt/bimt/graph/blas"
	"github.com/gobimt/bimt/internal/machine"
	"github.com/gobimt/bimt/internal/run"
	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// progress shows how a run goes on: a bar on a terminal, some plain lines elsewhere.
type progress struct {
	out   io.Writer
	bar   *progressbar.ProgressBar
	lines int // printed so far of the plain ones
	quiet bool
	drawn time.Time
}

// plainLines is about how many lines a whole run prints where there is no terminal.
const plainLines = 10

func newProgress(out io.Writer, quiet bool) *progress { return &progress{out: out, quiet: quiet} }

func (p *progress) begin(r *run.Run, folder string) {
	if p.quiet {
		return
	}
	c := r.Config
	for _, note := range r.Data.Notes {
		p.say(c.Experiment + ": " + note)
	}
	if d := r.Data; d.Draw == nil {
		fmt.Fprintf(p.out, "%s: %d rows to train on, %d to test on\n", c.Experiment, d.TrainRows, d.TestRows)
	}
	fmt.Fprintf(p.out, "%s: %d parameters, %d steps of %s, matrix products by %s, up to about %s of memory\n",
		c.Experiment, r.Network.Params.Len(), c.Steps, c.Method, blas.Name(), machine.Bytes(c.Memory(r.Data).Total()))
	if f, ok := p.out.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		p.bar = progressbar.NewOptions(c.Steps, progressbar.OptionSetWriter(f), progressbar.OptionFullWidth(),
			progressbar.OptionShowIts(), progressbar.OptionSetItsString("steps"), progressbar.OptionSetPredictTime(true),
			progressbar.OptionClearOnFinish(), progressbar.OptionSetDescription(folder))
	}
}

// start says how good weights from a file are before the first step.
func (p *progress) start(r *run.Run) error {
	if p.quiet || r.Config.Init == "" {
		return nil
	}
	train, test, err := r.Scores()
	if err != nil {
		return err
	}
	from := r.Config.Init
	if r.Config.Mapping != "" {
		from += " by mapping " + r.Config.Mapping
	}
	fmt.Fprintf(p.out, "begins with %s: train loss %.3e, test loss %.3e", harmless(from), train.Loss, test.Loss)
	if r.Data.Classes > 0 {
		fmt.Fprintf(p.out, ", accuracy train %.4f, test %.4f", train.Accuracy, test.Accuracy)
	}
	fmt.Fprintln(p.out)
	return nil
}

func (p *progress) update(u run.Progress) {
	switch {
	case p.quiet:
	case p.bar != nil:
		if last := u.Step == u.Steps; time.Since(p.drawn) < 100*time.Millisecond && !last {
			return
		}
		p.drawn = time.Now()
		p.bar.Describe(fmt.Sprintf("loss %.2e cost %.4g λ %.2g", u.TestLoss, u.Cost, u.Lambda))
		_ = p.bar.Set(u.Step) // a bar that can't be drawn is no reason to stop
	case u.Step*plainLines >= u.Steps*(p.lines+1):
		p.lines = u.Step * plainLines / u.Steps
		fmt.Fprintf(p.out, "step %d of %d: train loss %.3e, test loss %.3e, cost %.4g, λ %.2g, %d active weights, %.0f steps/s, %s left\n",
			u.Step, u.Steps, u.TrainLoss, u.TestLoss, u.Cost, u.Lambda, u.Active, float64(u.Step-u.First)/u.Elapsed.Seconds(), u.Remaining.Round(time.Second))
	}
}

// notes prints what the folder lacks and why.
func (p *progress) notes(f *run.Folder) {
	if p.quiet {
		return
	}
	for _, note := range f.Notes {
		p.say(note)
	}
}

// say prints a line.
func (p *progress) say(line string) {
	if !p.quiet {
		fmt.Fprintln(p.out, onTerminal(p.out, line))
	}
}

func (p *progress) end() {
	if p.bar != nil {
		_ = p.bar.Finish()
	}
}
