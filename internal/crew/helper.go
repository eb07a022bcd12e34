package crew

import (
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// helper is a goroutine that takes part in any shift.
type helper struct {
	offer  atomic.Pointer[Shift] // nil while it is idle, accepted while it works
	asleep atomic.Bool
	alarm  chan struct{}
}

// accepted stands in a helper's offer for the shift that it works in.
var accepted = new(Shift)

// The helpers of all shifts: a list that only grows, replaced under the lock.
var (
	helpers atomic.Pointer[[]*helper]
	hiring  sync.Mutex
)

// atLeast gives all helpers, n or more of them.
func atLeast(n int) []*helper {
	if all := helpers.Load(); all != nil && len(*all) >= n {
		return *all
	}
	hiring.Lock()
	defer hiring.Unlock()
	var all []*helper
	if old := helpers.Load(); old != nil {
		all = slices.Clone(*old)
	}
	for len(all) < n {
		h := &helper{alarm: make(chan struct{}, 1)}
		all = append(all, h)
		go h.serve()
	}
	helpers.Store(&all)
	return all
}

func (h *helper) serve() {
	for {
		s := h.next()
		s.work()
		h.offer.Store(nil)
		s.leave()
	}
}

// next waits for an offer and accepts it. One that is withdrawn meanwhile is forgotten.
func (h *helper) next() *Shift {
	for {
		if !watch(func() bool { return h.offer.Load() != nil }) {
			h.sleep()
		}
		if s := h.offer.Load(); s != nil && h.offer.CompareAndSwap(s, accepted) {
			return s
		}
	}
}

// sleep returns once there was an offer.
func (h *helper) sleep() {
	h.asleep.Store(true)
	if h.offer.Load() != nil && h.asleep.CompareAndSwap(true, false) {
		return // it came just before
	}
	<-h.alarm
}

// wake ends the helper's sleep, if it sleeps.
func (h *helper) wake() {
	if h.asleep.CompareAndSwap(true, false) {
		h.alarm <- struct{}{}
	}
}

// watch looks until there is what it waits for, and gives up after Watch.
func watch(there func() bool) bool {
	const looks = 64 // between two looks at the clock
	var start time.Time
	for {
		for range looks {
			if there() {
				return true
			}
			pause()
		}
		if now := time.Now(); start.IsZero() {
			start = now
		} else if now.Sub(start) > Watch {
			return false
		}
	}
}
