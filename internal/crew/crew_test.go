package crew_test

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gobimt/bimt/internal/crew"
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

func TestShareDoesEveryTaskOnce(t *testing.T) {
	for _, workers := range []int{1, 2, 3, 8} {
		for _, tasks := range []int{0, 1, 2, 7, 100} {
			var s crew.Shift
			for range 20 {
				c := newTally(tasks, workers)
				s.Share(c, tasks, workers)
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

// Shifts of several goroutines, and a shift within a task, share the helpers.
func TestSharesAtOnce(t *testing.T) {
	var wait sync.WaitGroup
	for range 4 {
		wait.Go(func() {
			var s crew.Shift
			for range 50 {
				s.Share(nested{}, 3, 2)
			}
		})
	}
	wait.Wait()
}

// Helpers that have gone to sleep meanwhile come again, and tasks so short that they come
// too late are done without them.
func TestShareAfterSleep(t *testing.T) {
	var s crew.Shift
	for _, pause := range []time.Duration{0, crew.Watch / 2, 3 * crew.Watch} {
		for range 20 {
			c := newTally(3, 3)
			s.Share(c, 3, 3)
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
func TestShareWaitsForLongTasks(t *testing.T) {
	var s crew.Shift
	for range 5 {
		var long slow
		s.Share(&long, 4, 4)
		if n := long.done.Load(); n != 4 {
			t.Fatalf("came back with %d of 4 tasks done", n)
		}
	}
}

type slow struct{ done atomic.Int64 }

func (s *slow) Do(_, task int) {
	time.Sleep(time.Duration(task) * 2 * crew.Watch)
	s.done.Add(1)
}

type nested struct{}

func (nested) Do(int, int) {
	var s crew.Shift
	s.Share(newTally(5, 4), 5, 4)
}

func TestShareAllocatesNothing(t *testing.T) {
	var s crew.Shift
	c := newTally(8, 2)
	s.Share(c, 8, 2)
	if n := testing.AllocsPerRun(100, func() { s.Share(c, 8, 2) }); n > 0 {
		t.Errorf("%v allocations", n)
	}
}
