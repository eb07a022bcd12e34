package blas

import (
	"runtime"
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
