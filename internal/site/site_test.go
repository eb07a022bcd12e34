package site_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gobimt/bimt/internal/site"
)

func files(t *testing.T) site.Files {
	t.Helper()
	f, err := site.New(site.Made{Wasm: []byte("\x1f\x8b"), Exec: []byte("go")})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// The server has the files and no path that leaves them, at loopback names only, under a strict policy.
func TestHandler(t *testing.T) {
	h := files(t).Handler()
	get := func(host, path string) *httptest.ResponseRecorder {
		r, w := httptest.NewRequest(http.MethodGet, "/", nil), httptest.NewRecorder()
		r.Host, r.URL.Path = host, path
		h.ServeHTTP(w, r)
		return w
	}
	for path, want := range map[string]int{
		"/": 200, "/play.js": 200, "/worker.js": 200, "/style.css": 200, "/wasm_exec.js": 200, "/playground.wasm.gz": 200, "/index.html": 200,
		"/../go.mod": 404, "/..%2fgo.mod": 404, "//etc/passwd": 404, "/play.js/": 404, "/nothing": 404,
	} {
		w := get("127.0.0.1:80", path)
		if w.Code != want {
			t.Errorf("%s: %d, want %d", path, w.Code, want)
		}
		if policy := w.Header().Get("Content-Security-Policy"); w.Code == 200 && (!strings.Contains(policy, "default-src 'none'") || strings.Contains(policy, "unsafe-inline") || strings.Contains(policy, "'unsafe-eval'")) {
			t.Errorf("%s: policy %q", path, policy)
		}
	}
	if w := get("evil.example:80", "/"); w.Code != http.StatusForbidden {
		t.Errorf("another host is answered %d", w.Code)
	}
}

// A folder has all files, and its page names no other.
func TestWrite(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a", "b")
	f := files(t)
	if err := f.Write(dir); err != nil {
		t.Fatal(err)
	}
	for _, name := range f.Names() {
		b, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil || string(b) != string(f[name]) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if index := string(f["index.html"]); strings.Contains(index, "http:") || strings.Contains(index, "https:") || !strings.Contains(index, `src="play.js"`) {
		t.Error(index)
	}
}
