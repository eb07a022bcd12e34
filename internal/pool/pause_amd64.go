//go:build !purego

package pool

// pause tells the processor that this is a loop that waits, so that it leaves the other
// thread of its core the room.
func pause()
