package page

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
)

// Data can't end the element that they stand in, and the policy knows the script and the style.
func TestHTML(t *testing.T) {
	html, err := HTML(Document{Title: "<i>", Script: "let a = 1 < 2;", Data: map[string]string{"x": "</script><script>alert(1)</script>"}})
	if err != nil {
		t.Fatal(err)
	}
	text := string(html)
	if strings.Contains(text, "alert(1)</script>") || strings.Contains(text, "<i>") {
		t.Error("what stands in the data is markup of the page")
	}
	for _, want := range []string{"let a = 1 < 2;", sum("let a = 1 < 2;"), sum(Style), "default-src &#39;none&#39;"} {
		if !strings.Contains(strings.ReplaceAll(text, "&#43;", "+"), want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if _, err := HTML(Document{Data: func() {}}); err == nil {
		t.Error("a function is written as JSON")
	}
}

// The page is at a loopback address, alone, until the context ends.
func TestServe(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	urls, ended := make(chan string, 1), make(chan error, 1)
	go func() { ended <- Serve(ctx, []byte("<p>here"), 0, func(url string) { urls <- url }) }()
	url := <-urls
	if !strings.HasPrefix(url, "http://127.0.0.1:") {
		t.Errorf("it is at %s", url)
	}
	for path, want := range map[string]int{"": http.StatusOK, "etc/passwd": http.StatusNotFound, "..%2f..%2fgo.mod": http.StatusNotFound} {
		r, err := http.Get(url + path)
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(r.Body)
		r.Body.Close()
		if err != nil || r.StatusCode != want || want == http.StatusOK && string(b) != "<p>here" {
			t.Errorf("%q: status %d, want %d; %q, %v", path, r.StatusCode, want, b, err)
		}
	}
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
