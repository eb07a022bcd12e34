package main

import (
	"context"
	"fmt"
	"io"
	"os"

	"github.com/gobimt/bimt/internal/dataset/fetch"
	"github.com/gobimt/bimt/internal/task"
	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// downloads shows how downloads go on: a bar on a terminal, a line for each file and
// each trouble elsewhere.
type downloads struct {
	out   io.Writer
	bar   *progressbar.ProgressBar
	file  string // the one that is shown
	quiet bool
}

// withDownloads has downloads shown that the data of an experiment need.
func withDownloads(ctx context.Context, out io.Writer, quiet bool) context.Context {
	d := &downloads{out: out, quiet: quiet}
	return task.OnDownload(ctx, d.update)
}

func (d *downloads) update(p fetch.Progress) {
	if d.quiet {
		return
	}
	if p.Note != "" {
		fmt.Fprintln(d.out, onTerminal(d.out, p.File+": "+p.Note))
		return
	}
	if p.File != d.file {
		d.begin(p)
	}
	if d.bar != nil {
		_ = d.bar.Set64(p.Done) // a bar that can't be drawn is no reason to stop
	}
}

func (d *downloads) begin(p fetch.Progress) {
	d.file, d.bar = p.File, nil
	if f, ok := d.out.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		d.bar = progressbar.NewOptions64(p.Total, progressbar.OptionSetWriter(f), progressbar.OptionFullWidth(),
			progressbar.OptionShowBytes(true), progressbar.OptionSetPredictTime(true), progressbar.OptionClearOnFinish(),
			progressbar.OptionSetDescription("downloading "+p.File))
		return
	}
	fmt.Fprintf(d.out, "downloading %s\n", p.URL)
}
