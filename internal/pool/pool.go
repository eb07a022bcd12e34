// Package pool shares the tasks of a job over a pool of goroutines that stay between jobs.
//
//	var queue pool.Queue
//	queue.Run(job, tasks, pool.Workers()) // returns when all are done
//
// A worker that is idle spins for a short while ([Spin]) before it sleeps, and so does the
// caller while workers still have to finish: waking a goroutine takes as long as many a
// job. A worker that has not begun when all tasks are done is not waited for. Nothing is
// allocated after the first call. Which worker does a task is not fixed: a job whose
// results must not depend on it gives every task results of its own.
package pool

import (
	"runtime"
	"sync/atomic"
	"time"
)

// Spin is how long a goroutine looks out for work, or for others to finish, before it
// sleeps. Steps of training that share work at all do it more often than that.
const Spin = 500 * time.Microsecond

var limit atomic.Int64

func init() { limit.Store(int64(runtime.GOMAXPROCS(0))) }

// SetWorkers sets how many goroutines share one job, the caller's included; n < 1 means
// GOMAXPROCS, the start value. Workers that were started stay, asleep.
func SetWorkers(n int) {
	if n < 1 {
		n = runtime.GOMAXPROCS(0)
	}
	limit.Store(int64(n))
}

// Workers is the number that [SetWorkers] set.
func Workers() int { return int(limit.Load()) }

// spin looks until done says so, and gives up after Spin.
func spin(done func() bool) bool {
	const looks = 64 // between two looks at the clock
	var start time.Time
	for {
		for range looks {
			if done() {
				return true
			}
			pause()
		}
		if now := time.Now(); start.IsZero() {
			start = now
		} else if now.Sub(start) > Spin {
			return false
		}
	}
}

// Idle is how many goroutines could take part in a job that begins now, the caller's not
// counted. It may change at any time: who asks must not let a result depend on it.
func Idle() int {
	idle := Workers() - 1
	if ws := all.Load(); ws != nil {
		for _, w := range *ws {
			if w.queue.Load() != nil {
				idle--
			}
		}
	}
	return max(0, idle)
}
