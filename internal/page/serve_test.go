package page_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/gobimt/bimt/internal/page"
)

// The page is there for whom asks by a loopback name, and nothing else is; a port that is taken is said to be.
func TestServe(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	at, ended := make(chan string, 1), make(chan error, 1)
	go func() { ended <- page.Serve(ctx, []byte("<p>runs"), 0, func(url string) { at <- url }) }()
	url := <-at
	for _, c := range []struct {
		host, path string
		status     int
	}{{"", "", 200}, {"localhost:1", "", 200}, {"evil.example", "", 403}, {"evil.example:80", "", 403}, {"", "../etc/passwd", 404}, {"", "config.yaml", 404}} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url+c.path, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Host = c.host
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(answer.Body)
		if err != nil || answer.Body.Close() != nil || answer.StatusCode != c.status || strings.Contains(string(b), "runs") != (c.status == 200) {
			t.Errorf("%+v: %s, %q, %v", c, answer.Status, b, err)
		}
	}
	_, port, err := net.SplitHostPort(strings.Trim(strings.TrimPrefix(url, "http:"), "/"))
	if err != nil {
		t.Fatal(err)
	}
	n, err := strconv.Atoi(port)
	if err != nil {
		t.Fatal(err)
	}
	if err := page.Serve(ctx, nil, n, func(string) {}); err == nil || !strings.Contains(err.Error(), "another port") {
		t.Error(err)
	}
	if stop(); <-ended != nil {
		t.Error("it does not end well")
	}
}
