// Package crew shares the tasks of one job over goroutines that stay, asleep, between
// jobs.
//
//	var shift crew.Shift
//	shift.Share(job, tasks, workers) // returns when all are done
//
// Nothing is allocated after the first call. Which goroutine does a task is not fixed:
// a job whose results must not depend on it gives every task results of its own.
package crew

import (
	"sync"
	"sync/atomic"
)

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
	wait    sync.WaitGroup
}

// The helpers of all shifts. A call is taken by an idle helper or by none.
var (
	calls   = make(chan *Shift)
	helpers atomic.Int64
)

// Share does all tasks of a job on at most workers goroutines, this one included, and
// returns when they are done. Workers are numbered from 0.
func (s *Shift) Share(j Job, tasks, workers int) {
	for int(helpers.Load()) < workers-1 {
		helpers.Add(1)
		go help()
	}
	s.job, s.tasks = j, int64(tasks)
	s.next.Store(0)
	s.members.Store(0)
	for range min(workers, tasks) - 1 {
		s.wait.Add(1)
		select {
		case calls <- s:
		default:
			s.wait.Done() // all helpers are busy: this goroutine does their part
		}
	}
	s.work()
	s.wait.Wait()
	s.job = nil
}

func help() {
	for s := range calls {
		s.work()
		s.wait.Done()
	}
}

func (s *Shift) work() {
	worker := int(s.members.Add(1) - 1)
	for i := s.next.Add(1) - 1; i < s.tasks; i = s.next.Add(1) - 1 {
		s.job.Do(worker, int(i))
	}
}
