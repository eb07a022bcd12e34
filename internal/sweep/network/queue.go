package network

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"maps"
	"path/filepath"
	"time"

	"github.com/gobimt/bimt/internal/sweep"
	"github.com/nats-io/nats.go/jetstream"
)

// nameOf is the name of the sweep in a folder: the same when it is led again.
func nameOf(dir string) string {
	if full, err := filepath.Abs(dir); err == nil {
		dir = full
	}
	sum := sha256.Sum256([]byte(dir))
	return hex.EncodeToString(sum[:6])
}

// renewStream makes the queue, empty.
func (l *lead) renewStream(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	name := streamOf(l.name)
	if err := l.js.DeleteStream(ctx, name); err != nil && !errors.Is(err, jetstream.ErrStreamNotFound) {
		return err
	}
	_, err := l.js.CreateStream(ctx, jetstream.StreamConfig{
		Name: name, Subjects: []string{subject(l.name, orderSubject, ">")}, Storage: jetstream.MemoryStorage, Retention: jetstream.WorkQueuePolicy,
		MaxMsgsPerSubject: 1, Discard: jetstream.DiscardNew, DiscardNewPerSubject: true, // an order is in it once
	})
	if err != nil {
		return err
	}
	_, err = l.js.CreateConsumer(ctx, name, jetstream.ConsumerConfig{
		Durable: consumer, AckPolicy: jetstream.AckExplicitPolicy, AckWait: l.lease, MaxDeliver: -1, MaxAckPending: 1 << 20, MaxWaiting: 1 << 16, MemoryStorage: true,
	})
	return err
}

// watch puts back what the queue has lost, and tells of workers that are gone.
func (l *lead) watch(ctx context.Context) {
	tick := time.NewTicker(min(max(l.lease/3, 500*time.Millisecond), 5*time.Second))
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			l.missing()
			l.putBack(ctx)
		}
	}
}

// putBack makes the queue hold every open order again, if it does not. A queue that holds
// them all while no worker gets any is made anew.
func (l *lead) putBack(ctx context.Context) {
	l.mu.Lock()
	all := maps.Clone(l.open)
	stuck := l.stuck()
	l.mu.Unlock()
	if len(all) == 0 {
		return
	}
	asking, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	s, err := l.js.Stream(asking, streamOf(l.name))
	if err == nil {
		_, err = s.Consumer(asking, consumer)
	}
	switch {
	case errors.Is(err, jetstream.ErrStreamNotFound), errors.Is(err, jetstream.ErrConsumerNotFound), err == nil && stuck:
		if l.renewStream(ctx) != nil {
			return // again in a while
		}
	case err != nil:
		return
	case s.CachedInfo().State.Msgs >= uint64(len(all)):
		return
	}
	for id, o := range all {
		if ctx.Err() != nil {
			return
		}
		l.mu.Lock()
		still := l.open[id] == o
		l.mu.Unlock()
		if still {
			l.put(ctx, o.subject(l.name, id), o.order)
		}
	}
}

// stuck says whether all workers have long been idle while orders wait.
func (l *lead) stuck() bool {
	idle := len(l.workers) > 0 && len(l.open) > 0
	for _, w := range l.workers {
		idle = idle && w.inHand == 0
	}
	switch {
	case !idle:
		l.fell = time.Time{}
	case l.fell.IsZero():
		l.fell = time.Now()
	case time.Since(l.fell) > 2*l.lease+3*beat:
		l.fell = time.Time{}
		return true
	}
	return false
}

// beat is how often a worker says that it is there.
const beat = 2 * time.Second

// present is what is known of a worker.
type present struct {
	seen   time.Time
	inHand int
}

// here notes that a worker is there.
func (l *lead) here(worker string, inHand int) {
	l.mu.Lock()
	w := l.workers[worker]
	joined := w == nil && len(l.workers) < 1<<16
	if joined {
		w = &present{}
		l.workers[worker] = w
	}
	if w != nil {
		w.seen = time.Now()
		if inHand >= 0 {
			w.inHand = inHand
		}
	}
	l.mu.Unlock()
	if joined {
		l.tell(sweep.Event{Kind: sweep.Joined, Worker: worker}, nil)
	}
}

// missing tells of workers that were not heard of for a while.
func (l *lead) missing() {
	l.mu.Lock()
	var gone []string
	for name, w := range l.workers {
		if time.Since(w.seen) > 5*beat {
			gone = append(gone, name)
			delete(l.workers, name)
		}
	}
	l.mu.Unlock()
	for _, name := range gone {
		l.tell(sweep.Event{Kind: sweep.Left, Worker: name}, nil)
	}
}
