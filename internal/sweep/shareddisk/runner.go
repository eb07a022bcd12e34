package shareddisk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/gobimt/bimt/internal/atomicfile"
	"github.com/gobimt/bimt/internal/sweep"
)

// Runner has runs trained by workers that see a folder.
type Runner struct {
	Dir   string        // the queue
	Lease time.Duration // after which the run of a worker that is silent goes to another
	// Pictures has workers draw the networks.
	Pictures bool
}

// window is how many orders wait at most, and look how often is looked for what came of them.
const (
	window = 4096
	look   = 100 * time.Millisecond
)

// Train implements sweep.Runner.
func (r *Runner) Train(ctx context.Context, dir string, tasks <-chan sweep.Task, tell sweep.Tell) error {
	l := &lead{queue: r.Dir, dir: dir, lease: r.Lease, tell: tell, orders: sweep.NewOrders(r.Pictures), open: map[string]*open{}, seen: map[string]time.Time{}}
	if err := l.begin(); err != nil {
		return err
	}
	for {
		more, err := l.give(tasks)
		if err == nil {
			err = l.gather()
		}
		if !exists(r.Dir, about) || errors.Is(err, fs.ErrNotExist) { // whatever failed, this is why
			err = fmt.Errorf("%s: the folder of the queue was removed: what is finished is kept; the same command goes on, with new workers", r.Dir)
		}
		if err != nil {
			return err
		}
		if !more {
			return l.end()
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(look):
		}
	}
}

// lead gives out orders and takes in runs.
type lead struct {
	queue, dir string
	lease      time.Duration
	tell       sweep.Tell
	orders     *sweep.Orders
	open       map[string]*open     // by ID
	seen       map[string]time.Time // when workers were last seen to have touched their file, by this machine's clock
	touched    sync.Map
}

// open is an order that has been given out.
type open struct {
	sweep.Task
	name  string // of its file
	began bool
	step  int
}

// begin makes the folders, without orders of before.
func (l *lead) begin() error {
	for _, f := range folders {
		if err := os.MkdirAll(filepath.Join(l.queue, f), 0o755); err != nil {
			return err
		}
	}
	for _, f := range []string{orders, failed} {
		all, err := names(l.queue, f)
		if err != nil {
			return err
		}
		for _, name := range all {
			if err := remove(l.queue, f, name); err != nil {
				return err
			}
		}
	}
	b, err := json.Marshal(queue{l.lease})
	if err != nil {
		return err
	}
	return errors.Join(remove(l.queue, over), atomicfile.WriteBytes(filepath.Join(l.queue, about), b))
}

// give writes the orders that there are now; more is false at the end of all.
func (l *lead) give(tasks <-chan sweep.Task) (more bool, err error) {
	for len(l.open) < window {
		select {
		case t, ok := <-tasks:
			if !ok {
				return false, nil
			}
			if err := l.order(t); err != nil {
				return true, err
			}
		case <-time.After(look / 10): // the next may be on its way
			return true, nil
		}
	}
	return true, nil
}

func (l *lead) order(t sweep.Task) error {
	order, err := l.orders.Of(t)
	if err == nil {
		err = l.pack()
	}
	var b []byte
	if err == nil {
		b, err = json.Marshal(order)
	}
	if err != nil {
		l.tell(sweep.Event{Kind: sweep.Failed, Run: t.Run, Err: err}, nil)
		return nil
	}
	o := &open{Task: t, name: fmt.Sprintf("%s.%d", order.ID, t.Attempt)}
	l.open[order.ID] = o
	return atomicfile.WriteBytes(filepath.Join(l.queue, orders, o.name), b)
}

// pack puts files that settings name where workers find them.
func (l *lead) pack() error {
	for sum, path := range l.orders.Blobs {
		to := filepath.Join(l.queue, blobs, sum)
		if exists(to) {
			continue
		}
		if err := atomicfile.Write(to, func(w io.Writer) error { return sweep.Pack(w, path) }); err != nil {
			return err
		}
	}
	return nil
}

// gather takes in what workers have left.
func (l *lead) gather() error {
	for _, look := range []func() error{l.gatherRuns, l.gatherFailures, l.gatherSteps, l.gatherWorkers} {
		if err := look(); err != nil {
			return err
		}
	}
	return nil
}

func (l *lead) gatherRuns() error {
	all, err := names(l.queue, results)
	for _, id := range all {
		folder := filepath.Join(l.queue, results, id)
		if o := l.open[id]; o != nil {
			s, refused := sweep.Receive(l.dir, o.Run, func(to string) error { return move(folder, to) })
			e := sweep.Event{Kind: sweep.Ended, Run: o.Run}
			if refused != nil {
				e.Kind, e.Err = sweep.Failed, fmt.Errorf("the run is refused: %w", refused)
			}
			err = errors.Join(err, l.close(id))
			l.tell(e, s)
		}
		err = errors.Join(err, os.RemoveAll(folder)) // or nobody needs it
	}
	return err
}

// move copies the files of a run, and nothing else.
func move(folder, to string) error {
	r, w := io.Pipe()
	go func() { w.CloseWithError(sweep.PackRun(w, folder)) }()
	err := sweep.Unpack(r, to, sweep.IsRunFile, 1<<30)
	return errors.Join(err, r.CloseWithError(err))
}

// close takes an order back.
func (l *lead) close(id string) error {
	o := l.open[id]
	delete(l.open, id)
	return errors.Join(remove(l.queue, orders, o.name), remove(l.queue, steps, id))
}

// failure is what a worker says of a run that it could not make.
type failure struct {
	Worker string `json:"worker"`
	Why    string `json:"why"`
}

func (l *lead) gatherFailures() error {
	all, err := names(l.queue, failed)
	for _, name := range all {
		id, _, _ := strings.Cut(name, ".")
		var f failure
		b, unread := atomicfile.Read(filepath.Join(l.queue, failed, name), 1<<16)
		if o := l.open[id]; o != nil && o.name == name && unread == nil && json.Unmarshal(b, &f) == nil {
			err = errors.Join(err, l.close(id))
			l.tell(sweep.Event{Kind: sweep.Failed, Run: o.Run, Worker: f.Worker, Err: errors.New(f.Why)}, nil)
		}
		err = errors.Join(err, remove(l.queue, failed, name))
	}
	return err
}

// progress is what a worker says of a run on its way.
type progress struct {
	Worker string `json:"worker"`
	sweep.Progress
}

// gatherSteps tells how far runs are. Of a run that is to end early the order goes, which
// its worker notices.
func (l *lead) gatherSteps() error {
	all, err := names(l.queue, steps)
	for _, id := range all {
		o := l.open[id]
		if o == nil {
			err = errors.Join(err, remove(l.queue, steps, id))
			continue
		}
		var p progress
		b, unread := atomicfile.Read(filepath.Join(l.queue, steps, id), 1<<10)
		if unread != nil || json.Unmarshal(b, &p) != nil || p.Step < 0 || p.Step > o.Config.Steps {
			continue
		}
		if !o.began {
			o.began = true
			l.tell(sweep.Event{Kind: sweep.Began, Run: o.Run, Worker: p.Worker}, nil)
		}
		if p.Step <= o.step {
			continue
		}
		o.step = p.Step
		if l.tell(sweep.Event{Kind: sweep.Stepped, Run: o.Run, Worker: p.Worker, Step: p.Step, Loss: float64(p.Loss)}, nil) != "" {
			err = errors.Join(err, l.close(id))
		}
	}
	return err
}

// gatherWorkers tells of workers that come and go: one whose file has not changed for some beats is gone.
func (l *lead) gatherWorkers() error {
	all, err := names(l.queue, workers)
	for _, name := range all {
		info, gone := os.Stat(filepath.Join(l.queue, workers, name))
		if gone != nil {
			continue
		}
		before, known := l.touched.Swap(name, info.ModTime())
		if !known {
			l.tell(sweep.Event{Kind: sweep.Joined, Worker: name}, nil)
		}
		if !known || !info.ModTime().Equal(before.(time.Time)) {
			l.seen[name] = time.Now()
		}
		if time.Since(l.seen[name]) > 5*beat {
			l.touched.Delete(name)
			delete(l.seen, name)
			err = errors.Join(err, remove(l.queue, workers, name))
			l.tell(sweep.Event{Kind: sweep.Left, Worker: name}, nil)
		}
	}
	return err
}

// end says that there is nothing more to do, and removes what is left over.
func (l *lead) end() error {
	_, err := touch(filepath.Join(l.queue, over))
	for _, f := range folders {
		if f != work { // workers remove what is theirs
			err = errors.Join(err, os.RemoveAll(filepath.Join(l.queue, f)))
		}
	}
	return err
}

var _ sweep.Runner = (*Runner)(nil)
