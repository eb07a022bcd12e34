package pool_test

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gobimt/bimt/internal/pool"
)

// tally counts how often each task was done, and whether a worker's number was in use
// twice at once.
type tally struct {
	done  []atomic.Int64
	busy  []atomic.Bool
	twice atomic.Bool
}

func newTally(tasks, workers int) *tally {
	return &tally{done: make([]atomic.Int64, tasks), busy: make([]atomic.Bool, workers)}
}

func (t *tally) Do(worker, task int) {
	if t.busy[worker].Swap(true) {
		t.twice.Store(true)
	}
	t.done[task].Add(1)
	t.busy[worker].Store(false)
}

func TestRunDoesEveryTaskOnce(t *testing.T) {
	for _, workers := range []int{1, 2, 3, 8} {
		for _, tasks := range []int{0, 1, 2, 7, 100} {
			var q pool.Queue
			for range 20 {
				c := newTally(tasks, workers)
				q.Run(c, tasks, workers)
				for i := range c.done {
					if n := c.done[i].Load(); n != 1 {
						t.Fatalf("%d workers did task %d of %d %d times", workers, i, tasks, n)
					}
				}
				if c.twice.Load() {
					t.Fatalf("%d workers, %d tasks: two were one worker at once", workers, tasks)
				}
			}
		}
	}
}

// Queues of several goroutines, and a queue within a task, share the workers.
func TestRunsAtOnce(t *testing.T) {
	var wait sync.WaitGroup
	for range 4 {
		wait.Go(func() {
			var q pool.Queue
			for range 50 {
				q.Run(nested{}, 3, 2)
			}
		})
	}
	wait.Wait()
}

// Workers that have gone to sleep meanwhile are woken, and tasks so short that they come
// late are done without them.
func TestRunAfterSleep(t *testing.T) {
	var q pool.Queue
	for _, pause := range []time.Duration{0, pool.Spin / 2, 3 * pool.Spin} {
		for range 20 {
			c := newTally(3, 3)
			q.Run(c, 3, 3)
			for i := range c.done {
				if n := c.done[i].Load(); n != 1 {
					t.Fatalf("task %d done %d times after %v of nothing", i, n, pause)
				}
			}
			time.Sleep(pause)
		}
	}
}

// A caller that has waited too long to watch on is told when the last task is done.
func TestRunWaitsForLongTasks(t *testing.T) {
	var q pool.Queue
	for range 5 {
		var long slow
		q.Run(&long, 4, 4)
		if n := long.done.Load(); n != 4 {
			t.Fatalf("came back with %d of 4 tasks done", n)
		}
	}
}

type slow struct{ done atomic.Int64 }

func (s *slow) Do(_, task int) {
	time.Sleep(time.Duration(task) * 2 * pool.Spin)
	s.done.Add(1)
}

type nested struct{}

func (nested) Do(int, int) {
	var q pool.Queue
	q.Run(newTally(5, 4), 5, 4)
}

func TestRunAllocatesNothing(t *testing.T) {
	var q pool.Queue
	c := newTally(8, 2)
	q.Run(c, 8, 2)
	if n := testing.AllocsPerRun(100, func() { q.Run(c, 8, 2) }); n > 0 {
		t.Errorf("%v allocations", n)
	}
}
