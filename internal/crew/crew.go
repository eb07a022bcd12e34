// Package crew shares the tasks of one job over goroutines that stay between jobs.
//
//	var shift crew.Shift
//	shift.Share(job, tasks, workers) // returns when all are done
//
// A helper that has nothing to do watches for the next job for a short while (Watch)
// before it sleeps, and so does the caller when others have still to finish: waking a
// goroutine takes as long as many a job. A helper that has not come when all tasks are
// done is not waited for. Nothing is allocated after the first call. Which goroutine does
// a task is not fixed: a job whose results must not depend on it gives every task results
// of its own.
package crew

import (
	"sync"
	"sync/atomic"
	"time"
)

// Watch is how long a goroutine looks out for work, or for others to finish, before it
// sleeps. Steps of training that share work at all do it more often than that.
const Watch = 500 * time.Microsecond

// Job is work in tasks that may run at the same time, in any order. No two tasks run
// under one worker's number at once. A task must not panic.
type Job interface{ Do(worker, task int) }

// Shift shares the tasks of one job at a time: every member takes the next one that is
// left. The zero Shift is ready.
type Shift struct {
	job     Job
	tasks   int64
	next    atomic.Int64
	members atomic.Int64
	away    atomic.Int64 // helpers that have come and not finished
	wait    sync.WaitGroup
	called  []*helper
}

// Share does all tasks of a job on at most workers goroutines, this one included, and
// returns when they are done. Workers are numbered from 0; with one, no other goroutine
// has a part in it, and tasks are done in order.
func (s *Shift) Share(j Job, tasks, workers int) {
	s.job, s.tasks = j, int64(tasks)
	s.next.Store(0)
	s.members.Store(0)
	s.call(min(workers, tasks) - 1)
	s.work()
	s.dismiss()
	watch(func() bool { return s.away.Load() == 0 })
	s.wait.Wait()
	s.job = nil
}

// call offers the shift to as many idle helpers; where all are busy, this goroutine does
// their part.
func (s *Shift) call(n int) {
	if n < 1 {
		return
	}
	for _, h := range atLeast(n) {
		if len(s.called) == n {
			return
		}
		s.wait.Add(1)
		s.away.Add(1)
		if h.offer.CompareAndSwap(nil, s) {
			s.called = append(s.called, h)
			h.wake()
		} else {
			s.leave()
		}
	}
}

// dismiss takes back the offers that no helper has accepted.
func (s *Shift) dismiss() {
	for _, h := range s.called {
		if h.offer.CompareAndSwap(s, nil) {
			s.leave()
		}
	}
	s.called = s.called[:0]
}

func (s *Shift) leave() {
	s.wait.Done()
	s.away.Add(-1) // last, so that whoever sees 0 need not wait
}

func (s *Shift) work() {
	worker := int(s.members.Add(1) - 1)
	for i := s.next.Add(1) - 1; i < s.tasks; i = s.next.Add(1) - 1 {
		s.job.Do(worker, int(i))
	}
}
