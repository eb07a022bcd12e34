package shareddisk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/gobimt/bimt/internal/atomicfile"
	"github.com/gobimt/bimt/internal/sweep"
)

// beat is how often a worker shows that it is there.
const beat = 2 * time.Second

// Source is a queue in a folder.
type Source struct {
	dir    string
	worker string
	own    string // its folder for what is on its way
	lease  time.Duration

	mu   sync.Mutex
	list []string             // orders that were there when last looked, in any order
	left map[string]time.Time // orders that are left to others, until when
}

// Open finds the queue in a folder, and waits for it as long as patience lasts. It makes a
// folder for the worker there.
func Open(ctx context.Context, dir, worker string, patience time.Duration) (*Source, error) {
	if err := sweep.CheckWorker(worker); err != nil {
		return nil, err
	}
	for began := time.Now(); ; {
		q, err := readQueue(dir)
		if err == nil {
			own, err := os.MkdirTemp(filepath.Join(dir, work), worker+"-") // there may be two of one name
			if err != nil {
				return nil, fmt.Errorf("can't work in the queue: %w", err)
			}
			return &Source{dir: dir, worker: worker, own: own, lease: q.Lease}, nil
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("%s: %w: it is no queue", dir, err)
		}
		if time.Since(began) > patience {
			return nil, fmt.Errorf("%s: there is no queue: begin one with bimt sweep … --queue %s", dir, dir)
		}
		select {
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		case <-time.After(look):
		}
	}
}

// WorkDir is where a worker should make its runs: on the same disk. It is the worker's own.
func (s *Source) WorkDir() string { return s.own }

// now is the time of the file server; it shows that the worker is there, too.
func (s *Source) now() (time.Time, error) { return touch(filepath.Join(s.dir, workers, s.worker)) }

// Next implements sweep.Source.
func (s *Source) Next(ctx context.Context) (sweep.Claim, error) {
	var shown time.Time
	for {
		if exists(s.dir, over) || !exists(s.dir, about) {
			return nil, io.EOF
		}
		if time.Since(shown) > beat {
			shown = time.Now()
			_, _ = s.now() // a queue that is being made or removed
		}
		c, err := s.take()
		if c != nil || err != nil {
			return c, err
		}
		select {
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		case <-time.After(look):
		}
	}
}

// take takes an order that nobody has; nil if there is none.
func (s *Source) take() (sweep.Claim, error) {
	for {
		name, err := s.candidate()
		if name == "" || err != nil {
			return nil, err
		}
		if s.leaves(name) || !s.claim(name) {
			continue
		}
		b, err := atomicfile.Read(filepath.Join(s.dir, orders, name), 1<<20)
		if err == nil {
			id, _, _ := strings.Cut(name, ".")
			return &claim{source: s, name: name, id: id, order: b}, nil
		}
		if err := remove(s.dir, leases, name); err != nil { // nobody needs it any more
			return nil, err
		}
	}
}

// leaves says whether an order is left to others for now.
func (s *Source) leaves(name string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return time.Now().Before(s.left[name])
}

// candidate is an order that was there when last looked.
func (s *Source) candidate() (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.list) == 0 {
		all, err := names(s.dir, orders)
		if err != nil {
			return "", err
		}
		rand.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] }) // workers should not meet
		s.list = all
		if len(all) == 0 {
			return "", nil
		}
		s.list = append(s.list, "") // look again after these
	}
	name := s.list[0]
	s.list = s.list[1:]
	return name, nil
}

// claim makes the lease of an order, or takes over one that has run out.
func (s *Source) claim(name string) bool {
	path := filepath.Join(s.dir, leases, name)
	if exists(path) && !s.takeOver(path) {
		return false
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return false
	}
	_, err = f.WriteString(s.worker)
	return errors.Join(err, f.Close()) == nil
}

// takeOver removes a lease that has run out. One worker at a time looks and removes, so that
// none removes the lease that another has just made.
func (s *Source) takeOver(path string) bool {
	if !s.old(path) {
		return false
	}
	taking := path + ".taking"
	if os.Mkdir(taking, 0o755) != nil {
		if s.old(taking) {
			_ = remove(taking) // of a worker that was killed just then
		}
		return false
	}
	defer remove(taking) // else it runs out
	return s.old(path) && remove(path) == nil
}

// old says whether a file has not been touched for the time of a lease.
func (s *Source) old(path string) bool {
	info, err := os.Stat(path)
	if err != nil {
		return false
	}
	now, err := s.now()
	return err == nil && now.Sub(info.ModTime()) >= s.lease
}

// Blob implements sweep.Source.
func (s *Source) Blob(_ context.Context, sum string, w io.Writer) error {
	f, err := os.Open(filepath.Join(s.dir, blobs, sum))
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = io.Copy(w, f)
	return err
}

// claim is an order in hand.
type claim struct {
	source   *Source
	name, id string
	order    []byte
	shown    time.Time
}

func (c *claim) path(folder, name string) string { return filepath.Join(c.source.dir, folder, name) }

func (c *claim) Order() []byte        { return c.order }
func (c *claim) Lease() time.Duration { return min(c.source.lease, 3*beat) } // it shows that the worker is there, too

// Alive implements sweep.Claim.
func (c *claim) Alive() {
	_, _ = c.source.now() // if it fails, another worker begins
	_, _ = touch(c.path(leases, c.name))
}

// Begin implements sweep.Claim.
func (c *claim) Begin(ctx context.Context) bool {
	if !exists(c.path(orders, c.name)) || exists(c.path(results, c.id)) {
		c.done()
		return false
	}
	return true
}

// Step implements sweep.Claim.
func (c *claim) Step(_ context.Context, at sweep.Progress) (early bool) {
	if time.Since(c.shown) > beat {
		c.shown = time.Now()
		if b, err := json.Marshal(progress{c.source.worker, at}); err == nil {
			_ = atomicfile.WriteBytes(c.path(steps, c.id), b) // if not, the next time
		}
	}
	return !exists(c.path(orders, c.name))
}

// Deliver implements sweep.Claim.
func (c *claim) Deliver(_ context.Context, folder string) error {
	err := os.Rename(folder, c.path(results, c.id))
	if err != nil && exists(c.path(results, c.id)) || !exists(c.path(orders, c.name)) {
		err = nil // another worker was faster
	}
	c.done()
	return err
}

// Fail implements sweep.Claim.
func (c *claim) Fail(_ context.Context, _ int, why string) error {
	b, err := json.Marshal(failure{c.source.worker, why[:min(len(why), 10_000)]})
	if err == nil {
		err = atomicfile.WriteBytes(c.path(failed, c.name), b)
	}
	c.done()
	return err
}

func (c *claim) done() { _ = remove(c.path(leases, c.name)) } // else it runs out

// Return implements sweep.Claim.
func (c *claim) Return(soon bool) {
	if !soon {
		c.source.mu.Lock()
		if c.source.left == nil {
			c.source.left = map[string]time.Time{}
		}
		c.source.left[c.name] = time.Now().Add(time.Second)
		c.source.mu.Unlock()
	}
	c.done()
}
