package pool

import (
	"sync"
	"sync/atomic"
)

// Job is work in tasks that may run at the same time, in any order. No two tasks run
// under one worker's number at once. A task must not panic.
type Job interface{ Do(worker, task int) }

// Queue holds the tasks of one job at a time: whoever is free takes the next one. The zero
// Queue is ready. One goroutine at a time may call Run.
type Queue struct {
	job     Job
	tasks   int64
	next    atomic.Int64 // task
	joined  atomic.Int64 // goroutines that have taken part in the job
	open    atomic.Int64 // offers neither withdrawn nor finished
	wait    sync.WaitGroup
	offered []*worker
}

// Run does all tasks of a job on at most workers goroutines, this one included, and
// returns when they are done. Workers are numbered from 0; with one, no other goroutine
// has a part in it, and tasks are done in order.
func (q *Queue) Run(j Job, tasks, workers int) {
	q.job, q.tasks = j, int64(tasks)
	q.next.Store(0)
	q.joined.Store(0)
	q.offer(min(workers, tasks) - 1)
	q.work()
	q.withdraw()
	spin(func() bool { return q.open.Load() == 0 })
	q.wait.Wait()
	q.job = nil
}

// offer gives the queue to n idle workers; where all are busy, this goroutine does their
// part.
func (q *Queue) offer(n int) {
	if n < 1 {
		return
	}
	for _, w := range started(n) {
		if len(q.offered) == n {
			return
		}
		q.wait.Add(1)
		q.open.Add(1)
		if w.queue.CompareAndSwap(nil, q) {
			q.offered = append(q.offered, w)
			w.wake()
		} else {
			q.finish()
		}
	}
}

// withdraw takes back the offers that no worker has accepted.
func (q *Queue) withdraw() {
	for _, w := range q.offered {
		if w.queue.CompareAndSwap(q, nil) {
			q.finish()
		}
	}
	q.offered = q.offered[:0]
}

// finish ends one offer.
func (q *Queue) finish() {
	q.wait.Done()
	q.open.Add(-1) // last, so that whoever sees 0 need not wait
}

// work does tasks until none is left.
func (q *Queue) work() {
	worker := int(q.joined.Add(1) - 1)
	for i := q.next.Add(1) - 1; i < q.tasks; i = q.next.Add(1) - 1 {
		q.job.Do(worker, int(i))
	}
}
