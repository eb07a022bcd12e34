package blas

import "sync"

// stock keeps what is needed again. A sync.Pool would be emptied by the garbage collector, and its users would
// then allocate in the middle of a run.
type stock[T any] struct {
	mu   sync.Mutex
	free []*T
}

// get takes one from the stock, or a new zero value.
func (s *stock[T]) get() *T {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := len(s.free)
	if n == 0 {
		return new(T)
	}
	t := s.free[n-1]
	s.free = s.free[:n-1]
	return t
}

// put gives t back.
func (s *stock[T]) put(t *T) {
	s.mu.Lock()
	s.free = append(s.free, t)
	s.mu.Unlock()
}
