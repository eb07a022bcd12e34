//go:build !js

package fetch

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"

	"github.com/gobimt/bimt/internal/atomicfile"
)

// passingError is a fault that may be gone at the next try.
type passingError struct{ err error }

func (e *passingError) Error() string { return e.err.Error() }
func (e *passingError) Unwrap() error { return e.err }

// localError is a fault of this machine's disk, which no other URL cures.
type localError struct{ err error }

func (e *localError) Error() string { return e.err.Error() }
func (e *localError) Unwrap() error { return e.err }

var errStalled = errors.New("the connection stalled")

// attempt gets the file from one URL once, and puts it at path if it is right.
func (o Options) attempt(ctx context.Context, f File, url, path string) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	watch := time.AfterFunc(o.Stall, func() { cancel(errStalled) })
	defer watch.Stop()

	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	response, err := o.Client.Do(request)
	if dns := (*net.DNSError)(nil); errors.As(err, &dns) && dns.IsNotFound {
		return err // offline, or gone: the next try would find it no more than this one
	}
	if err != nil {
		return &passingError{because(ctx, err)}
	}
	defer response.Body.Close()
	switch code := response.StatusCode; {
	case code >= 500 || code == http.StatusRequestTimeout || code == http.StatusTooManyRequests:
		return &passingError{fmt.Errorf("the server answers %s", response.Status)}
	case code != http.StatusOK:
		return fmt.Errorf("the server answers %s", response.Status)
	}
	body := &watchedBody{r: response.Body, progress: Progress{File: f.Name, URL: url, Total: response.ContentLength},
		report: o.Progress, alive: func() { watch.Reset(o.Stall) }}
	err = f.store(body, path)
	if errors.As(err, new(*passingError)) {
		return &passingError{because(ctx, err)}
	}
	return err
}

// because puts a stall in the place of the cancellation that it caused.
func because(ctx context.Context, err error) error {
	if errors.Is(context.Cause(ctx), errStalled) {
		return errStalled
	}
	return err
}

// watchedBody reports each read and keeps the watch from striking.
type watchedBody struct {
	r        io.Reader
	progress Progress
	report   func(Progress)
	alive    func()
}

// Read implements io.Reader.
func (b *watchedBody) Read(p []byte) (int, error) {
	n, err := b.r.Read(p)
	if n > 0 {
		b.alive()
		b.progress.Done += int64(n)
		b.report(b.progress)
	}
	return n, err
}

// store unpacks body into the file at path, if size and SHA-256 are right; nothing is left
// behind otherwise.
func (f File) store(body io.Reader, path string) error {
	var fault error // of the content
	err := atomicfile.Write(path, func(w io.Writer) error {
		fault = f.copyTo(w, body)
		return fault
	})
	if err != nil && fault == nil {
		return &localError{err}
	}
	return fault
}

// copyTo unpacks body into out and checks size and SHA-256 of the content.
func (f File) copyTo(out io.Writer, body io.Reader) error {
	plain, start, err := unpacked(body)
	if err != nil {
		return err
	}
	hash := sha256.New()
	disk := &diskWriter{w: out}
	// One byte more than expected shows a content that is too long.
	n, err := io.Copy(io.MultiWriter(disk, hash), io.LimitReader(plain, f.Size+1))
	switch sum := hex.EncodeToString(hash.Sum(nil)); {
	case disk.err != nil:
		return &localError{disk.err}
	case err != nil:
		return &passingError{fmt.Errorf("broken off after %d of %d bytes: %w", n, f.Size, err)}
	case n > f.Size:
		return fmt.Errorf("it holds more than the %d bytes of the right file, and begins with %q", f.Size, start)
	case n != f.Size:
		return fmt.Errorf("it holds %d bytes instead of %d, and begins with %q", n, f.Size, start)
	case sum != f.SHA256:
		return fmt.Errorf("its content has SHA-256 %s instead of %s", sum, f.SHA256)
	}
	return nil
}

// unpacked tells gzip by content, and returns the first bytes as they were sent.
func unpacked(body io.Reader) (plain io.Reader, start []byte, err error) {
	buffered := bufio.NewReader(body)
	start, err = buffered.Peek(16)
	if err != nil && err != io.EOF {
		return nil, nil, &passingError{fmt.Errorf("broken off at the start: %w", err)}
	}
	start = bytes.Clone(start)
	if !bytes.HasPrefix(start, []byte{0x1f, 0x8b}) {
		return buffered, start, nil
	}
	z, err := gzip.NewReader(buffered)
	if err != nil {
		return nil, nil, &passingError{fmt.Errorf("damaged gzip header: %w", err)}
	}
	return z, start, nil
}

// diskWriter remembers a failure to write, to tell it from one of the network.
type diskWriter struct {
	w   io.Writer
	err error
}

// Write implements io.Writer.
func (d *diskWriter) Write(p []byte) (int, error) {
	n, err := d.w.Write(p)
	d.err = err
	return n, err
}
