package run

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
)

// ReadLines reads the log of a run's folder back from metrics.csv; nil if there is none.
func ReadLines(folder string) ([]Line, error) {
	name := filepath.Join(folder, MetricsFile)
	file, err := os.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer file.Close()
	records, err := csv.NewReader(file).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if len(records) == 0 || !slices.Equal(records[0], metricsColumns) {
		return nil, fmt.Errorf("%s: want the columns %v", name, metricsColumns)
	}
	var lines []Line
	for i, fields := range records[1:] {
		l, err := readLine(fields)
		if err != nil {
			return nil, fmt.Errorf("%s, line %d: %w", name, i+2, err)
		}
		lines = append(lines, l)
	}
	return lines, nil
}

// readLine is what Metrics.Write wrote.
func readLine(fields []string) (l Line, err error) {
	if l.Step, err = strconv.Atoi(fields[0]); err != nil {
		return l, err
	}
	for i, to := range []*float64{&l.TrainLoss, &l.TestLoss, &l.TestAccuracy, &l.Cost, &l.Lambda, &l.Locality} {
		*to = math.NaN()
		if text := fields[i+1]; text != "" {
			if *to, err = strconv.ParseFloat(text, 64); err != nil {
				return l, err
			}
		}
	}
	l.Active, err = strconv.Atoi(fields[len(fields)-1])
	return l, err
}
