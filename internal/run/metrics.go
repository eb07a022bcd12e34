package run

import (
	"errors"
	"fmt"
	"math"
	"os"
	"strconv"
	"strings"
)

// Metrics is metrics.csv while the run goes on: every line is in the file as soon as it
// is written. A line that can't be written is no reason to stop: Close tells of it.
type Metrics struct {
	file *os.File
	err  error // the first
}

var metricsColumns = []string{"step", "train_loss", "test_loss", "test_accuracy", "connection_cost", "lambda", "locality", "active_weights"}

// Metrics begins the file with its header.
func (f *Folder) Metrics() (*Metrics, error) {
	file, err := os.Create(f.path(MetricsFile))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", MetricsFile, err)
	}
	f.note(MetricsFile)
	m := &Metrics{file: file}
	m.line(metricsColumns)
	return m, m.err
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
