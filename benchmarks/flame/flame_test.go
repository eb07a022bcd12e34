package main

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
	"time"
)

const traces = `File: measure
Type: cpu
-----------+-------------------------------------------------------
      90ms   github.com/gobimt/bimt/graph/blas.Gemm
             github.com/gobimt/bimt/graph.(*affine[go.shape.float64]).run
             main.main
-----------+-------------------------------------------------------
     1.11s   main.main
-----------+-------------------------------------------------------
       1ms   narrow
             main.main
`

func TestFlame(t *testing.T) {
	root, err := readTraces(strings.NewReader(traces))
	if err != nil {
		t.Fatal(err)
	}
	if want := 1201 * time.Millisecond; root.time != want || len(root.calls) != 1 || root.calls[0].time != want || len(root.calls[0].calls) != 2 {
		t.Fatalf("root %+v, want %v in one function that calls two", root, want)
	}
	var b bytes.Buffer
	if err := draw(&b, "a < b", root); err != nil {
		t.Fatal(err)
	}
	svg := b.String()
	for d := xml.NewDecoder(&b); ; {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatalf("the picture is no XML: %v", err)
		}
	}
	for text, want := range map[string]bool{"a &lt; b": true, "graph/blas.Gemm: 90ms, 7.5 %": true, "narrow": false, longPath: false} {
		if strings.Contains(svg, text) != want {
			t.Errorf("%q is in the picture: %v, want %v", text, !want, want)
		}
	}
}

func TestNoTraces(t *testing.T) {
	for _, text := range []string{"", "File: x\n-----------+---\n  not a time\n"} {
		if _, err := readTraces(strings.NewReader(text)); err == nil {
			t.Errorf("%q: no error", text)
		}
	}
}
