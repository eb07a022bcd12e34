package graph

import (
	"sync"
	"sync/atomic"
)

// job is work in tasks that may run at the same time, in any order. No two tasks run
// under one worker's number at once.
type job interface{ do(worker, task int) }

// shift shares the tasks of one job: every member takes the next one that is left.
type shift struct {
	job     job
	tasks   int64
	next    atomic.Int64
	members atomic.Int64
	wait    sync.WaitGroup
}

// The helpers of all sessions. A call is taken by an idle helper or by none.
var (
	calls   = make(chan *shift)
	helpers atomic.Int64
)

// share does all tasks of a job on at most workers goroutines, this one included, and
// returns when they are done. Workers are numbered from 0.
func (s *shift) share(j job, tasks, workers int) {
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
}

func help() {
	for s := range calls {
		s.work()
		s.wait.Done()
	}
}

func (s *shift) work() {
	worker := int(s.members.Add(1) - 1)
	for i := s.next.Add(1) - 1; i < s.tasks; i = s.next.Add(1) - 1 {
		s.job.do(worker, int(i))
	}
}
