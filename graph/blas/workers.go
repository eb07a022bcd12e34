package blas

import (
	"runtime"
	"sync"
	"sync/atomic"
)

var workers atomic.Int64

func init() { workers.Store(int64(runtime.GOMAXPROCS(0))) }

// SetWorkers sets how many goroutines share one large product; n < 1 means GOMAXPROCS, the start value.
// The bits of a product do not depend on it. Workers that were started stay, asleep.
func SetWorkers(n int) {
	if n < 1 {
		n = runtime.GOMAXPROCS(0)
	}
	workers.Store(int64(n))
}

// Workers is the number that [SetWorkers] set.
func Workers() int { return int(workers.Load()) }

// task is work in pieces that may run at the same time, in any order.
type task interface{ run(piece int) }

// team shares the pieces of one task; every member takes the next one that is left.
type team struct {
	task   task
	pieces int64
	next   atomic.Int64
	wait   sync.WaitGroup
}

var (
	teams   stock[team]
	calls   = make(chan *team) // unbuffered: a call is taken by an idle helper or by none
	helpers atomic.Int64
)

// share runs all pieces of t on at most n goroutines, this one included, and returns when they are done.
func share(t task, pieces, n int) {
	for int(helpers.Load()) < n-1 {
		helpers.Add(1)
		go help()
	}
	m := teams.get()
	m.task, m.pieces = t, int64(pieces)
	m.next.Store(0)
	for range min(n, pieces) - 1 {
		m.wait.Add(1)
		select {
		case calls <- m:
		default:
			m.wait.Done() // all helpers are busy: this goroutine does their part
		}
	}
	m.work()
	m.wait.Wait()
	m.task = nil
	teams.put(m)
}

func help() {
	for m := range calls {
		m.work()
		m.wait.Done()
	}
}

func (m *team) work() {
	for i := m.next.Add(1) - 1; i < m.pieces; i = m.next.Add(1) - 1 {
		m.task.run(int(i))
	}
}
