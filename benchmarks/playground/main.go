// Command playground measures the page of `bimt play` in Chromium: how long it takes from opening the
// page to the first step, steps and frames a second while 4-20-20-2 trains, and bytes over the wire.
//
//	apt-get install chromium brotli
//	go run ./benchmarks/playground > benchmarks/results/playground.md
//	go run ./benchmarks/playground -pictures DIR
//
// Each round is a browser of its own, with nothing in its cache. With -pictures nothing is measured:
// the page is photographed at the end of a run, light, dark and on a phone.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/gobimt/bimt/internal/site"
)

func main() {
	rounds := flag.Int("rounds", 5, "browsers, one after the other")
	seconds := flag.Float64("seconds", 4, "to count steps and frames in each")
	pictures := flag.String("pictures", "", "folder for screenshots, and nothing else is done")
	flag.Parse()
	if err := measure(context.Background(), *rounds, *seconds, *pictures); err != nil {
		fmt.Fprintln(os.Stderr, "playground:", err)
		os.Exit(1)
	}
}

func measure(ctx context.Context, rounds int, seconds float64, pictures string) error {
	files, url, err := open(ctx)
	if err != nil {
		return err
	}
	if pictures != "" {
		return photograph(ctx, url, pictures)
	}
	if rounds < 1 {
		return errors.New("-rounds: want 1 or more")
	}
	var all []round
	for i := range rounds {
		r, err := visit(ctx, url, seconds)
		if err != nil {
			return fmt.Errorf("round %d: %w", i+1, err)
		}
		all = append(all, r)
		fmt.Fprintf(os.Stderr, "%+v\n", r)
	}
	return report(os.Stdout, files, all)
}

// open builds the site and serves it at a loopback address until the program ends.
func open(ctx context.Context) (site.Files, string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return nil, "", err
	}
	made, err := site.Build(ctx, filepath.Join(cache, "bimt", "playground"), func(s string) { fmt.Fprintln(os.Stderr, s) })
	if err != nil {
		return nil, "", err
	}
	files, err := site.New(made)
	if err != nil {
		return nil, "", err
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, "", err
	}
	server := &http.Server{Handler: files.Handler(), ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = server.Serve(l) }() // it ends with the program
	return files, "http://" + l.Addr().String() + "/", nil
}

// chromium is the browser's file.
func chromium() (string, error) {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", errors.New("there is no Chromium here: apt-get install chromium")
}
