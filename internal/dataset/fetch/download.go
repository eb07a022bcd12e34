//go:build !js

package fetch

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/gobimt/bimt/internal/atomicfile"
)

// Options says how to download; the zero value is fine.
type Options struct {
	CacheDir string         // default: bimt in os.UserCacheDir
	Folder   string         // folder in CacheDir
	Client   *http.Client   // default: http.DefaultClient
	Progress func(Progress) // called often, from the calling goroutine, or nil
	Attempts int            // tries of each URL after passing faults; default 3
	Pause    time.Duration  // before a second try, doubled before each further one; default 1 s
	Stall    time.Duration  // time without a byte after which a try is given up; default 30 s
}

// Progress tells how far a download is.
type Progress struct {
	File, URL   string
	Done, Total int64  // bytes as sent; Total is -1 if the server doesn't say
	Note        string // set where something happened, such as a fault before a new try
}

func (o Options) withDefaults() Options {
	if o.Client == nil {
		o.Client = http.DefaultClient
	}
	if o.Progress == nil {
		o.Progress = func(Progress) {}
	}
	if o.Attempts < 1 {
		o.Attempts = 3
	}
	if o.Pause <= 0 {
		o.Pause = time.Second
	}
	if o.Stall <= 0 {
		o.Stall = 30 * time.Second
	}
	return o
}

const byHand = "fetch it by hand and name its folder with --data DIR"

// Download returns the path of the file in the cache, and downloads it first if
// it is not there or not as it should be.
func Download(ctx context.Context, f File, o Options) (string, error) {
	o = o.withDefaults()
	if o.CacheDir == "" {
		cache, err := os.UserCacheDir()
		if err != nil {
			return "", fmt.Errorf("finding a place for %s: %w: set XDG_CACHE_HOME or HOME, or %s", f.Name, err, byHand)
		}
		o.CacheDir = filepath.Join(cache, "bimt")
	}
	dir := filepath.Join(o.CacheDir, o.Folder)
	path := filepath.Join(dir, f.Name)
	switch err := f.verify(path); {
	case err == nil:
		return path, nil
	case !errors.Is(err, os.ErrNotExist):
		o.Progress(Progress{File: f.Name, Total: -1, Note: fmt.Sprintf("%v; fetching it again", err)})
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", fmt.Errorf("making a place for %s: %w: make it writable, or %s", f.Name, err, byHand)
	}
	// What a killed download left, but not what another process is writing.
	if err := atomicfile.Sweep(dir, time.Hour); err != nil {
		return "", fmt.Errorf("making a place for %s: %w: make it writable, or %s", f.Name, err, byHand)
	}
	var faults []string
	for _, url := range f.URLs {
		err := o.try(ctx, f, url, path)
		if err == nil {
			return path, nil
		}
		if ctx.Err() != nil {
			return "", fmt.Errorf("downloading %s from %s: %w", f.Name, url, context.Cause(ctx))
		}
		var local *localError
		if errors.As(err, &local) {
			return "", fmt.Errorf("storing %s: %w: free some space or make %s writable", f.Name, local.err, dir)
		}
		faults = append(faults, fault(url, err))
	}
	return "", fmt.Errorf("can't download %s (%s): check the network, or %s", f.Name, strings.Join(faults, "; "), byHand)
}

// fault says why a file could not be had; without a network, in short.
func fault(url string, err error) string {
	var dns *net.DNSError
	if errors.As(err, &dns) {
		return dns.Name + ": " + dns.Err
	}
	return fmt.Sprintf("%s: %v", url, err)
}

// try gets the file from one URL, again after a passing fault.
func (o Options) try(ctx context.Context, f File, url, path string) error {
	pause := o.Pause
	for attempt := 1; ; attempt++ {
		err := o.attempt(ctx, f, url, path)
		var passing *passingError
		if err == nil || attempt >= o.Attempts || !errors.As(err, &passing) {
			return err
		}
		o.Progress(Progress{File: f.Name, URL: url, Total: -1, Note: fmt.Sprintf("%v; trying again", err)})
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(pause):
		}
		pause *= 2
	}
}

// verify checks size and content of a file in the cache.
func (f File) verify(path string) error {
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	if info.Size() != f.Size {
		return fmt.Errorf("%s has %d bytes instead of %d", path, info.Size(), f.Size)
	}
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	hash := sha256.New()
	if _, err := io.Copy(hash, file); err != nil {
		return err
	}
	if sum := hex.EncodeToString(hash.Sum(nil)); sum != f.SHA256 {
		return fmt.Errorf("%s has SHA-256 %s instead of %s", path, sum, f.SHA256)
	}
	return nil
}
