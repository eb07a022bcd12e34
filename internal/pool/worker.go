package pool

import (
	"slices"
	"sync"
	"sync/atomic"
)

// worker is a goroutine that takes tasks from any queue.
type worker struct {
	queue  atomic.Pointer[Queue] // nil while idle, then one that is offered, then busy
	asleep atomic.Bool
	signal chan struct{} // to wake
}

// busy stands in the place of the queue that a worker has accepted.
var busy = new(Queue)

// The workers of all queues: a list that only grows, replaced under the lock.
var (
	all     atomic.Pointer[[]*worker]
	growing sync.Mutex
)

// started gives all workers, n or more of them.
func started(n int) []*worker {
	if ws := all.Load(); ws != nil && len(*ws) >= n {
		return *ws
	}
	growing.Lock()
	defer growing.Unlock()
	var ws []*worker
	if old := all.Load(); old != nil {
		ws = slices.Clone(*old)
	}
	for len(ws) < n {
		w := &worker{signal: make(chan struct{}, 1)}
		ws = append(ws, w)
		go w.loop()
	}
	all.Store(&ws)
	return ws
}

func (w *worker) loop() {
	for {
		q := w.accept()
		q.work()
		w.queue.Store(nil)
		q.finish()
	}
}

// accept waits for an offer and takes it. One that is withdrawn meanwhile is forgotten.
func (w *worker) accept() *Queue {
	for {
		if !spin(func() bool { return w.queue.Load() != nil }) {
			w.sleep()
		}
		if q := w.queue.Load(); q != nil && w.queue.CompareAndSwap(q, busy) {
			return q
		}
	}
}

// sleep returns once there was an offer.
func (w *worker) sleep() {
	w.asleep.Store(true)
	if w.queue.Load() != nil && w.asleep.CompareAndSwap(true, false) {
		return // it came just before
	}
	<-w.signal
}

// wake ends the worker's sleep, if it sleeps.
func (w *worker) wake() {
	if w.asleep.CompareAndSwap(true, false) {
		w.signal <- struct{}{}
	}
}
