package site

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"path"
	"strings"
	"time"
)

// types are the media types of the files, by the end of their names.
var types = map[string]string{
	".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".gz": "application/gzip",
}

// Handler serves the files and nothing else. It answers only whom it is asked for by a loopback name, so that no page
// from elsewhere gets at it by a name of its own.
func (f Files) Handler() http.Handler {
	began := time.Now()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if host, _, err := net.SplitHostPort(r.Host); err != nil || host != "127.0.0.1" && host != "localhost" {
			http.Error(w, "this page is at a loopback address only", http.StatusForbidden)
			return
		}
		name := strings.TrimPrefix(r.URL.Path, "/")
		if name == "" {
			name = "index.html"
		}
		b, ok := f[name]
		if !ok {
			http.NotFound(w, r)
			return
		}
		h := w.Header()
		h.Set("Content-Type", types[path.Ext(name)])
		h.Set("Content-Security-Policy", Policy+"; frame-ancestors 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Cache-Control", "no-store")
		http.ServeContent(w, r, "", began, bytes.NewReader(b))
	})
}

// Serve shows the site at a loopback address until the context ends; said is told of its URL. Port 0 is any that is
// free.
func (f Files) Serve(ctx context.Context, port int, said func(url string)) error {
	listener, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port))
	if err != nil {
		return fmt.Errorf("can't show the page: %w: choose another port with --port, or leave it out", err)
	}
	server := &http.Server{ReadHeaderTimeout: 10 * time.Second, Handler: f.Handler()}
	said("http://" + listener.Addr().String() + "/")
	stop := context.AfterFunc(ctx, func() { _ = server.Close() })
	defer stop()
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("can't show the page: %w", err)
	}
	return nil
}
