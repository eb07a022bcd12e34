package main

import (
	"bytes"
	"fmt"
	"math"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"github.com/gobimt/bimt/bimt/draw"
)

// series is memory over time.
type series struct {
	title, x           string
	at, heap, resident []float64 // MB; resident is NaN where the system does not tell
}

// sample looks at memory after a collection.
func (s *series) sample(at float64) {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	const mb = 1e6
	s.at, s.heap, s.resident = append(s.at, at), append(s.heap, float64(m.HeapAlloc)/mb), append(s.resident, resident()/mb)
}

// resident is what the system has given to this process, in bytes.
func resident() float64 {
	b, err := os.ReadFile("/proc/self/statm")
	if fields := bytes.Fields(b); err == nil && len(fields) > 1 {
		if pages, err := strconv.ParseFloat(string(fields[1]), 64); err == nil {
			return pages * float64(os.Getpagesize())
		}
	}
	return math.NaN()
}

const columns = "first | median of the second quarter | of the third | of the last | most"

func (s *series) rows(name string) string {
	var b strings.Builder
	for _, of := range []struct {
		what   string
		values []float64
	}{{"live", s.heap}, {"of the process", s.resident}} {
		v := of.values
		fmt.Fprintf(&b, "| %s, %s | %.1f | %.1f | %.1f | %.1f | %.1f |\n", name, of.what, v[0], quarter(v, 1), quarter(v, 2), quarter(v, 3), slices.Max(v))
	}
	return b.String()
}

// quarter is the median of a quarter of the values.
func quarter(v []float64, k int) float64 {
	part := slices.Sorted(slices.Values(v[k*len(v)/4 : max(k*len(v)/4+1, (k+1)*len(v)/4)]))
	return part[len(part)/2]
}

// flat says whether the last quarter holds no more than the second, but for a tenth.
func (s *series) flat() bool { return quarter(s.heap, 3) <= 1.1*quarter(s.heap, 1) }

func (s *series) figure() draw.Figure {
	const axis = "MB"
	lines := []draw.Line{{Name: "live after a collection", Axis: axis, X: s.at, Y: s.heap}}
	if !math.IsNaN(s.resident[0]) {
		lines = append(lines, draw.Line{Name: "of the process", Axis: axis, X: s.at, Y: s.resident})
	}
	return draw.Curves{Title: s.title, XLabel: s.x, LinearY: true, Lines: lines}
}
