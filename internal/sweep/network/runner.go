package network

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/gobimt/bimt/internal/sweep"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// Runner has runs trained by workers that dial in.
type Runner struct {
	Server *Server       // one inside this program; nil: that of URL
	URL    string        // of a server that is there
	Lease  time.Duration // after which the order of a worker that is silent goes to another
	Ready  func(address string)
	// Pictures has workers draw the networks.
	Pictures bool
}

// window is how many orders wait in the queue at most: enough for any number of workers, and
// little to put back when the queue is lost.
const window = 4096

// Train implements sweep.Runner.
func (r *Runner) Train(ctx context.Context, dir string, tasks <-chan sweep.Task, tell sweep.Tell) error {
	l := &lead{
		dir: dir, lease: r.Lease, tell: tell, orders: sweep.NewOrders(r.Pictures), open: map[string]*open{}, parts: map[string]*parts{},
		workers: map[string]*present{}, slots: make(chan struct{}, window), busy: make(chan struct{}, 64), name: nameOf(dir),
	}
	defer os.RemoveAll(l.blobs()) // copies
	at, err := r.connect(l)
	if err != nil {
		return err
	}
	defer l.nc.Close()
	if l.js, err = jetstream.New(l.nc); err != nil {
		return err
	}
	if _, err := l.nc.Subscribe(subject(l.name, askSubject, ">"), l.receive); err != nil {
		return err
	}
	if err := l.renewStream(ctx); err != nil {
		return err
	}
	if r.Ready != nil {
		r.Ready(at.withName(l.name))
	}
	watching, stop := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() { defer close(done); l.watch(watching) }()
	err = l.send(ctx, tasks)
	stop()
	<-done
	return errors.Join(err, l.end(ctx.Err() == nil))
}

// connect dials the server.
func (r *Runner) connect(l *lead) (at address, err error) {
	if r.Server != nil {
		at = r.Server.at
		inside := address{server: at.server, token: r.Server.own, key: at.key}
		l.nc, err = inside.connect("lead", nats.InProcessServer(r.Server.nats))
		return at, err
	}
	if at, err = parseAddress(r.URL); err != nil {
		return at, err
	}
	l.nc, err = at.connect("lead")
	return at, err
}

// lead gives out orders and takes in runs.
type lead struct {
	dir, name string
	lease     time.Duration
	tell      sweep.Tell
	nc        *nats.Conn
	js        jetstream.JetStream
	slots     chan struct{} // one for each open order
	busy      chan struct{} // one for each request at work

	mu      sync.Mutex
	orders  *sweep.Orders
	open    map[string]*open
	parts   map[string]*parts // of folders that are on their way
	workers map[string]*present
	fell    time.Time // when all workers were last seen idle with orders open; zero: they are not
}

// open is an order that has been given out.
type open struct {
	sweep.Task
	order []byte
	began map[string]bool // by workers
}

func (o *open) subject(name, id string) string {
	return subject(name, orderSubject, id, fmt.Sprint(o.Attempt))
}

// send puts orders into the queue.
func (l *lead) send(ctx context.Context, tasks <-chan sweep.Task) error {
	for {
		select {
		case <-ctx.Done():
			return nil
		case t, ok := <-tasks:
			if !ok {
				return nil
			}
			if err := l.give(ctx, t); err != nil {
				return err
			}
		}
	}
}

// give puts one order into the queue.
func (l *lead) give(ctx context.Context, t sweep.Task) error {
	select {
	case <-ctx.Done():
		return nil
	case l.slots <- struct{}{}:
	}
	l.mu.Lock()
	order, err := l.orders.Of(t)
	var b []byte
	if err == nil {
		b, err = json.Marshal(order)
	}
	o := &open{t, b, map[string]bool{}}
	if err == nil {
		l.open[order.ID] = o
	}
	l.mu.Unlock()
	if err != nil {
		<-l.slots
		l.tell(sweep.Event{Kind: sweep.Failed, Run: t.Run, Err: err}, nil)
		return nil
	}
	l.put(ctx, o.subject(l.name, order.ID), b)
	return nil
}

// put publishes an order. What fails is put back by watch.
func (l *lead) put(ctx context.Context, subject string, order []byte) {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	_, _ = l.js.Publish(ctx, subject, order, jetstream.WithRetryAttempts(0))
}

// close takes an order back; nil if it is not open.
func (l *lead) close(id string) *open {
	l.mu.Lock()
	defer l.mu.Unlock()
	o := l.open[id]
	if o != nil {
		delete(l.open, id)
		<-l.slots
	}
	return o
}

// end tells workers to go home, if the sweep is at its end, and removes the queue.
func (l *lead) end(over bool) error {
	if !over {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	_ = l.nc.Publish(subject(l.name, overSubject), nil)
	err := l.js.DeleteStream(ctx, streamOf(l.name))
	if errors.Is(err, jetstream.ErrStreamNotFound) || l.nc.IsClosed() {
		err = nil
	}
	return errors.Join(err, l.nc.FlushTimeout(5*time.Second))
}

func (l *lead) blobs() string { return filepath.Join(l.dir, ".blobs") }
