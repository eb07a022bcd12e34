package graph

import "github.com/gobimt/bimt/internal/pool"

// SetWorkers sets how many goroutines share what one step computes: blocks of a batch,
// large products, the updates of an optimizer. n < 1 means GOMAXPROCS, the start value.
// No result depends on it, to the last bit.
func SetWorkers(n int) { pool.SetWorkers(n) }

// Workers is the number that [SetWorkers] set.
func Workers() int { return pool.Workers() }
