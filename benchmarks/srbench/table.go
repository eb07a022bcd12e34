package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
)

// printTable writes Markdown: how many are found, and each problem with what was found
// where it is not the truth.
func printTable(w io.Writer, path string) error {
	all, err := outcomesOf(path)
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "| noise | searches | exact | up to a constant, as SRBench counts | called a good fit | median seconds |\n|---|---|---|---|---|---|\n")
	for _, noise := range []float64{0, 0.01} {
		var n, exact, constant, fit int
		var seconds []float64
		for _, o := range all {
			if o.Noise != noise {
				continue
			}
			n++
			exact += one(o.Exact)
			constant += one(o.Constant)
			fit += one(o.Fit)
			seconds = append(seconds, o.Seconds)
		}
		if n == 0 {
			continue
		}
		slices.Sort(seconds)
		fmt.Fprintf(w, "| %v | %d | %d (%.1f %%) | %d (%.1f %%) | %d | %.1f |\n", noise, n, exact, percent(exact, n), constant, percent(constant, n), fit, seconds[n/2])
	}
	fmt.Fprintf(w, "\n| formula | truth | exact without noise | with 0.01 | found instead, with 0.01 |\n|---|---|---|---|---|\n")
	for _, p := range problems {
		var counts [2]string
		instead := ""
		for k, noise := range []float64{0, 0.01} {
			n, exact := 0, 0
			for _, o := range all {
				if o.Problem != p.name || o.Noise != noise {
					continue
				}
				n++
				exact += one(o.Exact)
				if !o.Exact && noise > 0 && instead == "" {
					instead = "`" + strings.ReplaceAll(o.Formula, "|", "\\|") + "`"
				}
			}
			counts[k] = fmt.Sprintf("%d of %d", exact, n)
		}
		if _, err := fmt.Fprintf(w, "| %s | `%s` | %s | %s | %s |\n", p.name, p.truth, counts[0], counts[1], instead); err != nil {
			return err
		}
	}
	return nil
}

func one(b bool) int {
	if b {
		return 1
	}
	return 0
}

func percent(part, of int) float64 { return 100 * float64(part) / float64(of) }
