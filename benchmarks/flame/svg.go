package main

import (
	"bytes"
	"cmp"
	"fmt"
	"hash/fnv"
	"html"
	"io"
	"slices"
	"strings"
)

const (
	width    = 1000.0 // pixels
	row      = 17.0
	top      = 30.0
	letter   = 6.2  // pixels of a character, about
	narrow   = 0.01 // of the width: left out
	longPath = "github.com/gobimt/bimt/"
)

// draw writes a flame graph.
func draw(w io.Writer, title string, root *frame) error {
	var b bytes.Buffer
	height := top + row*float64(depth(root, root)) + 4
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" width="%.0f" height="%.0f" font-family="monospace" font-size="10">`+"\n", width, height)
	fmt.Fprintf(&b, `<rect width="100%%" height="100%%" fill="white"/><text x="4" y="18" font-size="13">%s: %v of processor time</text>`+"\n", html.EscapeString(title), root.time)
	box(&b, root, root, 0, height-row-2)
	b.WriteString("</svg>\n")
	_, err := w.Write(b.Bytes())
	return err
}

// wide lists the callees worth drawing, the widest first.
func wide(f, root *frame) []*frame {
	var shown []*frame
	for _, c := range f.calls {
		if share(c, root) >= narrow {
			shown = append(shown, c)
		}
	}
	slices.SortStableFunc(shown, func(a, b *frame) int { return cmp.Compare(b.time, a.time) })
	return shown
}

func share(f, root *frame) float64 { return float64(f.time) / float64(root.time) }

func depth(f, root *frame) int {
	most := 0
	for _, c := range wide(f, root) {
		most = max(most, depth(c, root))
	}
	return most + 1
}

// box draws a frame with its left edge at x and its upper edge at y, callees above it.
func box(b *bytes.Buffer, f, root *frame, x, y float64) {
	across := share(f, root) * width
	name := strings.TrimPrefix(f.name, longPath)
	label := name[strings.LastIndex(name, "/")+1:]
	if most := int(across / letter); len(label) > most {
		label = label[:max(0, most)]
	}
	fmt.Fprintf(b, `<g><title>%s: %v, %.1f %%</title><rect x="%.1f" y="%.0f" width="%.1f" height="%.0f" rx="1" fill="%s"/>`,
		html.EscapeString(name), f.time, 100*share(f, root), x, y, across-0.5, row-1, colour(f.name))
	if len(label) > 2 {
		fmt.Fprintf(b, `<text x="%.1f" y="%.0f">%s</text>`, x+2, y+row-5, html.EscapeString(label))
	}
	b.WriteString("</g>\n")
	for _, c := range wide(f, root) {
		box(b, c, root, x, y-row)
		x += share(c, root) * width
	}
}

// colour is one of the package: ours are warm, others grey.
func colour(name string) string {
	if !strings.HasPrefix(name, longPath) {
		return "#d5d5d5"
	}
	path, _, _ := strings.Cut(name[strings.LastIndex(name, "/")+1:], ".")
	h := fnv.New32a()
	h.Write([]byte(path))
	return fmt.Sprintf("hsl(%d 80%% 72%%)", h.Sum32()%60)
}
