//go:build !js

package fetch

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// content is large enough to be sent in several parts, and does not compress.
var content = func() []byte {
	b := make([]byte, 200_000)
	h := sha256.Sum256(nil)
	for i := range b {
		if i%32 == 0 {
			h = sha256.Sum256(h[:])
		}
		b[i] = h[i%32]
	}
	return b
}()

func packed(data []byte) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = z.Write(data)
	_ = z.Close()
	return b.Bytes()
}

func fileAt(urls ...string) File {
	sum := sha256.Sum256(content)
	return File{Name: "data", URLs: urls, Size: int64(len(content)), SHA256: hex.EncodeToString(sum[:])}
}

// quick are options for tests: a cache of their own, and no waits between attempts.
func quick(t *testing.T) Options {
	return Options{CacheDir: t.TempDir(), Folder: "set", Pause: time.Millisecond, Stall: time.Minute}
}

// serve answers every request with handler and counts them.
func serve(t *testing.T, handler http.HandlerFunc) (url string, requests *atomic.Int32) {
	t.Helper()
	requests = new(atomic.Int32)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		requests.Add(1)
		handler(w, r)
	}))
	t.Cleanup(server.Close)
	return server.URL, requests
}

func sends(data []byte) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(data) }
}

// cutOff announces all of data but sends only a part of it.
func cutOff(data []byte) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", strconv.Itoa(len(data)))
		_, _ = w.Write(data[:len(data)/2])
	}
}

// checkFolder fails if the cache holds other files than those wanted.
func checkFolder(t *testing.T, o Options, want ...string) {
	t.Helper()
	entries, err := os.ReadDir(filepath.Join(o.CacheDir, o.Folder))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	if strings.Join(names, " ") != strings.Join(want, " ") {
		t.Errorf("the cache holds %v, want %v", names, want)
	}
}

func TestDownloadOnce(t *testing.T) {
	for name, data := range map[string][]byte{"gzip": packed(content), "plain": content} {
		url, requests := serve(t, sends(data))
		o := quick(t)
		var last Progress
		rising := true
		o.Progress = func(p Progress) {
			rising = rising && p.Done > last.Done && p.Note == ""
			last = p
		}
		for range 2 {
			path, err := Download(context.Background(), fileAt(url), o)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if got, err := os.ReadFile(path); err != nil || !bytes.Equal(got, content) {
				t.Fatalf("%s: the file holds %d bytes, %v", name, len(got), err)
			}
		}
		if requests.Load() != 1 {
			t.Errorf("%s: %d requests for two reads", name, requests.Load())
		}
		if !rising || last.Done != int64(len(data)) || last.File != "data" || last.URL != url {
			t.Errorf("%s: progress ended with %+v", name, last)
		}
		checkFolder(t, o, "data")
	}
}

func TestDownloadErrors(t *testing.T) {
	other := bytes.Clone(content)
	other[7] ^= 1
	status := func(code int) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "sorry", code) }
	}
	tests := []struct {
		name     string
		handler  http.HandlerFunc
		want     string
		requests int32 // passing faults are tried again, others are not
	}{
		{"not found", status(404), "404 Not Found", 1},
		{"server error", status(503), "503 Service Unavailable", 3},
		{"interrupted", cutOff(packed(content)), "broken off after", 3},
		{"interrupted plain", cutOff(content), "broken off after 100000 of 200000 bytes: unexpected EOF", 3},
		{"truncated gzip", sends(packed(content)[:90_000]), "unexpected EOF", 3},
		{"truncated", sends(content[:90_000]), "it holds 90000 bytes instead of 200000", 1},
		{"too long", sends(packed(append(bytes.Clone(content), 1))), "it holds more than the 200000 bytes", 1},
		{"other content", sends(packed(other)), "its content has SHA-256", 1},
		{"web page", sends([]byte("<html><body>please log in")), `begins with "<html><body>plea"`, 1},
		{"empty", sends(nil), "it holds 0 bytes", 1},
		{"stalled", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Length", "200000")
			_, _ = w.Write(content[:1000])
			w.(http.Flusher).Flush()
			<-r.Context().Done()
		}, "the connection stalled", 3},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			url, requests := serve(t, tt.handler)
			o := quick(t)
			if tt.name == "stalled" {
				o.Stall = 200 * time.Millisecond
			}
			_, err := Download(context.Background(), fileAt(url), o)
			if err == nil || !strings.Contains(err.Error(), tt.want) || !strings.Contains(err.Error(), url) || !strings.Contains(err.Error(), "--data DIR") {
				t.Errorf("error %v\nwant one with %q, the URL and what to do", err, tt.want)
			}
			if requests.Load() != tt.requests {
				t.Errorf("%d requests, want %d", requests.Load(), tt.requests)
			}
			checkFolder(t, o)
		})
	}
}

func TestDownloadRecovers(t *testing.T) {
	var calls atomic.Int32
	flaky, _ := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if calls.Add(1) < 3 {
			cutOff(content)(w, r)
			return
		}
		sends(content)(w, r)
	})
	o := quick(t)
	notes := 0
	o.Progress = func(p Progress) {
		if p.Note != "" {
			notes++
		}
	}
	if _, err := Download(context.Background(), fileAt(flaky), o); err != nil || notes != 2 {
		t.Errorf("third try: %v after %d notes", err, notes)
	}
	checkFolder(t, o, "data")

	missing, _ := serve(t, http.NotFound)
	good, _ := serve(t, sends(packed(content)))
	o = quick(t)
	if _, err := Download(context.Background(), fileAt(missing, good), o); err != nil {
		t.Errorf("second mirror: %v", err)
	}
	checkFolder(t, o, "data")
}

// A file in the cache that is not as it should be is fetched again.
func TestDownloadMendsCache(t *testing.T) {
	url, requests := serve(t, sends(content))
	for _, damaged := range [][]byte{content[:100], append(bytes.Clone(content[1:]), 0)} {
		o := quick(t)
		note := ""
		o.Progress = func(p Progress) { note += p.Note }
		dir := filepath.Join(o.CacheDir, o.Folder)
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, "data"), damaged, 0o644); err != nil {
			t.Fatal(err)
		}
		path, err := Download(context.Background(), fileAt(url), o)
		if err != nil {
			t.Fatal(err)
		}
		if got, _ := os.ReadFile(path); !bytes.Equal(got, content) || !strings.Contains(note, "fetching it again") {
			t.Errorf("the file holds %d bytes, noted %q", len(got), note)
		}
	}
	if requests.Load() != 2 {
		t.Errorf("%d requests", requests.Load())
	}
}

func TestDownloadCancelled(t *testing.T) {
	started := make(chan struct{}, 1)
	url, requests := serve(t, func(w http.ResponseWriter, r *http.Request) {
		_, _ = w.Write(content[:100_000])
		w.(http.Flusher).Flush()
		started <- struct{}{}
		<-r.Context().Done()
	})
	ctx, cancel := context.WithCancel(context.Background())
	go func() { <-started; cancel() }()
	o := quick(t)
	_, err := Download(ctx, fileAt(url), o)
	if !errors.Is(err, context.Canceled) || !strings.Contains(err.Error(), url) || requests.Load() != 1 {
		t.Errorf("error %v after %d requests", err, requests.Load())
	}
	checkFolder(t, o)
}

// nowhere answers as a machine without a network does.
type nowhere struct{}

func (nowhere) RoundTrip(r *http.Request) (*http.Response, error) {
	return nil, &net.DNSError{Err: "no such host", Name: r.URL.Hostname(), IsNotFound: true}
}

// Offline one try is enough, and the error says which files to put where.
func TestOffline(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	var notes []string
	o := Options{Client: &http.Client{Transport: nowhere{}}, Pause: time.Hour, Progress: func(p Progress) { notes = append(notes, p.Note) }}
	_, err := Load(t.Context(), MNIST(), o)
	if err == nil || strings.Count(err.Error(), "no such host") != 2 || !strings.Contains(err.Error(), "--data DIR") ||
		!strings.Contains(err.Error(), "t10k-labels-idx1-ubyte.gz") || len(err.Error()) > 450 || len(notes) > 0 {
		t.Errorf("%v; notes %q", err, notes)
	}
}

func TestDownloadWithoutServerOrDisk(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	server.Close()
	if _, err := Download(context.Background(), fileAt(server.URL), quick(t)); err == nil || !strings.Contains(err.Error(), "--data DIR") {
		t.Errorf("no server: %v", err)
	}
	o := quick(t)
	if err := os.WriteFile(filepath.Join(o.CacheDir, o.Folder), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := Download(context.Background(), fileAt(server.URL), o); err == nil || !strings.Contains(err.Error(), "make it writable") {
		t.Errorf("a file in the folder's place: %v", err)
	}
	t.Setenv("HOME", "")
	t.Setenv("XDG_CACHE_HOME", "")
	t.Setenv("LocalAppData", "")
	o.CacheDir = ""
	if _, err := Download(context.Background(), fileAt(server.URL), o); err == nil || !strings.Contains(err.Error(), "--data DIR") {
		t.Errorf("no cache: %v", err)
	}
}
