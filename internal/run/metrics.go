package run

import (
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"strconv"
	"strings"

	"github.com/gobimt/bimt/nn"
)

// Metrics is metrics.csv while the run goes on: every line is in the file as soon as it
// is written. A line that can't be written is no reason to stop: Close tells of it.
type Metrics struct {
	file *os.File
	err  error // the first
}

var metricsColumns = []string{"step", "train_loss", "test_loss", "test_accuracy", "connection_cost", "lambda", "locality", "active_weights"}

// Metrics makes the file, which Hook fills.
func (f *Folder) Metrics() (*Metrics, error) {
	file, err := os.Create(f.path(MetricsFile))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", MetricsFile, err)
	}
	f.note(MetricsFile)
	return &Metrics{file: file}, nil
}

// Hook writes the lines that a run has, of before it was interrupted or rewound, and each
// new one.
func (m *Metrics) Hook(r *Run, t *nn.Trainer) {
	m.begin(r.Lines)
	t.After(nn.EveryAndLast(r.Config.LogEvery), func(*nn.Step) error {
		m.Write(r.Lines[len(r.Lines)-1])
		return nil
	})
}

// begin writes the file anew.
func (m *Metrics) begin(lines []Line) {
	if m.err == nil {
		if m.err = m.file.Truncate(0); m.err == nil {
			_, m.err = m.file.Seek(0, io.SeekStart)
		}
	}
	m.line(metricsColumns)
	for _, l := range lines {
		m.Write(l)
	}
}

// Write adds a line. Numbers have as many digits as they need to be read back equal; an
// accuracy that is none is left empty.
func (m *Metrics) Write(l Line) {
	fields := []string{strconv.Itoa(l.Step)}
	for _, v := range []float64{l.TrainLoss, l.TestLoss, l.TestAccuracy, l.Cost, l.Lambda, l.Locality} {
		text := ""
		if !math.IsNaN(v) {
			text = strconv.FormatFloat(v, 'g', -1, 64)
		}
		fields = append(fields, text)
	}
	m.line(append(fields, strconv.Itoa(l.Active)))
}

func (m *Metrics) line(fields []string) {
	if m.err != nil {
		return
	}
	if _, err := m.file.WriteString(strings.Join(fields, ",") + "\n"); err != nil {
		m.err = fmt.Errorf("%s: %w", MetricsFile, err)
	}
}

// Close ends the file. The error is the first of all lines.
func (m *Metrics) Close() error { return errors.Join(m.err, m.file.Close()) }
