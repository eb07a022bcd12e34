package main

import (
	"bytes"
	"fmt"
	"io"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/gobimt/bimt/internal/site"
)

// report writes the page of what was measured.
func report(w io.Writer, files site.Files, all []round) error {
	fmt.Fprintf(w, "%s, %d browsers one after the other, 1280×800; median (least – most).\n\n", all[0].UserAgent, len(all))
	fmt.Fprint(w, "| what | measured | aim |\n|---|---|---|\n")
	for _, l := range []struct {
		what, unit, aim string
		scale           float64
		of              func(round) float64
	}{
		{"from opening the page until the network can be trained", "s", "", 1e-3, func(r round) float64 { return r.Ready }},
		{"from opening the page to the first step", "s", "at most 2 s", 1e-3, func(r round) float64 { return r.First }},
		{"steps of 4-20-20-2, while it is drawn", "a second", "at least 2,000", 1, func(r round) float64 { return r.Steps }},
		{"the same, with nothing drawn", "a second", "", 1, func(r round) float64 { return r.Alone }},
		{"frames, while it trains", "a second", "at least 50", 1, func(r round) float64 { return r.Frames }},
		{"between two frames, 99th percentile", "ms", "", 1, func(r round) float64 { return r.Slow }},
	} {
		var v []float64
		for _, r := range all {
			v = append(v, l.of(r)*l.scale)
		}
		slices.Sort(v)
		fmt.Fprintf(w, "| %s | %.4g (%.4g – %.4g) %s | %s |\n", l.what, v[len(v)/2], v[0], v[len(v)-1], l.unit, l.aim)
	}
	return bytesOf(w, files)
}

// bytesOf writes what comes over the wire until the first network trains.
func bytesOf(w io.Writer, files site.Files) error {
	fmt.Fprintf(w, "| over the wire, gzip | %.2f MB | at most 2.5 MB |\n", float64(files.Bytes())/1e6)
	n := 0
	for _, name := range files.Names() {
		b, err := brotli(files[name], strings.HasSuffix(name, ".gz"))
		if err != nil {
			return err
		}
		n += b
	}
	fmt.Fprintf(w, "| over the wire, brotli | %.2f MB | at most 2.5 MB |\n", float64(n)/1e6)
	fmt.Fprint(w, "\n| file | bytes as written |\n|---|---|\n")
	for _, name := range files.Names() {
		fmt.Fprintf(w, "| `%s` | %d |\n", filepath.Base(name), len(files[name]))
	}
	return nil
}

// brotli is how long a file is when Debian's brotli has packed it.
func brotli(b []byte, gzipped bool) (int, error) {
	line := "brotli -c -q 11 -w 24"
	if gzipped {
		line = "gzip -dc | " + line
	}
	c := exec.Command("sh", "-c", line)
	c.Stdin = bytes.NewReader(b)
	out, err := c.Output()
	if err != nil {
		return 0, fmt.Errorf("brotli: %w: apt-get install brotli", err)
	}
	return len(out), nil
}
