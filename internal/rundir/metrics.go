package rundir

import (
	"bufio"
	"errors"
	"fmt"
	"math"
	"os"
	"strconv"
	"strings"

	"github.com/gobimt/bimt/internal/experiment"
)

// Metrics is metrics.csv while the run goes on: every line is in the file as soon as it
// is written.
type Metrics struct {
	file *os.File
	w    *bufio.Writer
}

var metricsColumns = []string{"step", "train_loss", "test_loss", "test_accuracy", "connection_cost", "lambda", "locality", "active_weights"}

// Metrics begins the file with its header.
func (f *Folder) Metrics() (*Metrics, error) {
	file, err := os.Create(f.path(MetricsFile))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", MetricsFile, err)
	}
	f.note(MetricsFile)
	m := &Metrics{file: file, w: bufio.NewWriter(file)}
	return m, m.line(metricsColumns)
}

// Write adds a line. Numbers have as many digits as they need to be read back equal; an
// accuracy that is none is left empty.
func (m *Metrics) Write(l experiment.Line) error {
	fields := []string{strconv.Itoa(l.Step)}
	for _, v := range []float64{l.TrainLoss, l.TestLoss, l.TestAccuracy, l.Cost, l.Lambda, l.Locality} {
		if math.IsNaN(v) {
			fields = append(fields, "")
			continue
		}
		fields = append(fields, strconv.FormatFloat(v, 'g', -1, 64))
	}
	return m.line(append(fields, strconv.Itoa(l.Active)))
}

func (m *Metrics) line(fields []string) error {
	if _, err := m.w.WriteString(strings.Join(fields, ",") + "\n"); err != nil {
		return fmt.Errorf("%s: %w", MetricsFile, err)
	}
	if err := m.w.Flush(); err != nil {
		return fmt.Errorf("%s: %w", MetricsFile, err)
	}
	return nil
}

// Close ends the file.
func (m *Metrics) Close() error { return errors.Join(m.w.Flush(), m.file.Close()) }
