package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
)

// searchedRows is how many rows a search has, unless told otherwise.
const searchedRows = 10_000

// noises of a table, as parts of the answers' deviation.
var noises = []float64{0, 0.01}

// printTable writes Markdown: how many are found, why others are not, and each problem with
// what was found where it is not the truth.
func printTable(w io.Writer, path string) error {
	all, err := outcomesOf(path)
	if err != nil {
		return err
	}
	why := map[string]cause{}
	for _, o := range all {
		if o.Exact {
			continue
		}
		if why[key(o.Problem, o.Noise, o.Seed)], err = o.cause(searchedRows); err != nil {
			return err
		}
	}
	fmt.Fprintln(w, "| noise | formulas | searches | exact | in every search | up to a constant, as SRBench counts | called a good fit | median seconds | most |\n|---|---|---|---|---|---|---|---|---|")
	for _, noise := range noises {
		if some := with(all, noise); len(some) > 0 {
			fmt.Fprintln(w, countLine(noise, some))
		}
	}
	fmt.Fprintln(w, "\n| what stands in the place of a truth that was not found | searches without noise | with 0.01 |\n|---|---|---|")
	for c, text := range causes {
		var n [2]int
		for k, noise := range noises {
			for _, o := range with(all, noise) {
				n[k] += one(!o.Exact && why[key(o.Problem, o.Noise, o.Seed)] == cause(c))
			}
		}
		fmt.Fprintf(w, "| %s | %d | %d |\n", text, n[0], n[1])
	}
	return printProblems(w, all)
}

func with(all []outcome, noise float64) (some []outcome) {
	for _, o := range all {
		if o.Noise == noise {
			some = append(some, o)
		}
	}
	return some
}

func countLine(noise float64, some []outcome) string {
	var exact, constant, fit int
	var seconds []float64
	always := map[string]bool{}
	for _, o := range some {
		exact += one(o.Exact)
		constant += one(o.Constant)
		fit += one(o.Fit)
		seconds = append(seconds, o.Seconds)
		was, seen := always[o.Problem]
		always[o.Problem] = o.Exact && (was || !seen)
	}
	every := 0
	for _, is := range always {
		every += one(is)
	}
	slices.Sort(seconds)
	n := len(some)
	return fmt.Sprintf("| %v | %d | %d | %d (%.1f %%) | %d | %d (%.1f %%) | %d | %.1f | %.0f |", noise, len(always), n, exact, percent(exact, n), every,
		constant, percent(constant, n), fit, seconds[n/2], seconds[n-1])
}

// printProblems has a line a problem.
func printProblems(w io.Writer, all []outcome) error {
	fmt.Fprintln(w, "\n| formula | truth | exact without noise | with 0.01 | found instead |\n|---|---|---|---|---|")
	for _, p := range problems {
		var counts [2]string
		instead := ""
		for k, noise := range noises {
			n, exact := 0, 0
			for _, o := range with(all, noise) {
				if o.Problem != p.name {
					continue
				}
				n++
				exact += one(o.Exact)
				if !o.Exact { // the last is with noise, if any
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
