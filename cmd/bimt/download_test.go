package main

import (
	"bytes"
	"testing"

	"github.com/gobimt/bimt/internal/dataset/fetch"
)

// Where there is no terminal a download is a line for each file and each trouble.
func TestDownloadsWithoutATerminal(t *testing.T) {
	var b bytes.Buffer
	d := &downloads{out: &b}
	for _, p := range []fetch.Progress{
		{File: "images", URL: "http://a/images", Done: 0, Total: 10}, {File: "images", URL: "http://a/images", Done: 10, Total: 10},
		{File: "labels", Total: -1, Note: "cut short; trying again"}, {File: "labels", URL: "http://b/labels", Done: 3, Total: -1},
	} {
		d.update(p)
	}
	const want = "downloading http://a/images\nlabels: cut short; trying again\ndownloading http://b/labels\n"
	if b.String() != want {
		t.Errorf("it says %q, want %q", b.String(), want)
	}
	d = &downloads{out: &b, quiet: true}
	d.update(fetch.Progress{File: "x", URL: "http://c/x"})
	if b.String() != want {
		t.Error("it speaks where it should be quiet")
	}
}
