package shareddisk

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/gobimt/bimt/internal/atomicfile"
)

// Folders and files of a queue. An order is named ID.ATTEMPT, and so are its lease and its failure.
const (
	orders  = "orders"  // what is to be trained
	leases  = "leases"  // who trains it
	results = "results" // folders of runs, by ID
	failed  = "failed"  // why there is none
	steps   = "steps"   // how far runs are, by ID
	workers = "workers" // touched while a worker is there
	blobs   = "blobs"   // files that settings name, packed
	work    = "work"    // what is on its way, by worker

	about = "queue.json"
	over  = "over" // the sweep is at its end
)

var folders = []string{orders, leases, results, failed, steps, workers, blobs, work}

// queue is queue.json.
type queue struct {
	Lease time.Duration `json:"lease_ns"`
}

func readQueue(dir string) (q queue, err error) {
	b, err := atomicfile.Read(filepath.Join(dir, about), 1<<16)
	if err == nil {
		err = json.Unmarshal(b, &q)
	}
	if err == nil && q.Lease <= 0 {
		err = errors.New("its lease is no time")
	}
	return q, err
}

// names lists the files of a folder, but for those that are being written.
func names(dir ...string) ([]string, error) {
	entries, err := os.ReadDir(filepath.Join(dir...))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var all []string
	for _, e := range entries {
		if e.Name()[0] != '.' {
			all = append(all, e.Name())
		}
	}
	return all, err
}

func exists(parts ...string) bool {
	_, err := os.Stat(filepath.Join(parts...))
	return err == nil
}

// remove removes a file that need not be there.
func remove(parts ...string) error {
	err := os.Remove(filepath.Join(parts...))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// touch sets a file's time to that of the file server, and returns it; the file is made if it is not there.
func touch(path string) (time.Time, error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o644)
	if err != nil {
		return time.Time{}, err
	}
	_, err = f.WriteString(".") // a write is stamped where the file is
	if err := errors.Join(err, f.Close()); err != nil {
		return time.Time{}, err
	}
	info, err := os.Stat(path)
	if err != nil {
		return time.Time{}, err
	}
	return info.ModTime(), nil
}
