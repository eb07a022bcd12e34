package machine

import (
	"fmt"
	"math"
	"sync"
)

// Fallback is the memory that is assumed where the system does not say: 8 GiB.
const Fallback = 8 << 30

// Memory is how many bytes this process can have: the memory of the machine, or less if
// its control group or a limit of its address space allows less; Fallback if unknown.
var Memory = sync.OnceValue(func() float64 {
	least := math.Inf(1)
	for _, limit := range limits() {
		if limit > 0 {
			least = math.Min(least, limit)
		}
	}
	if math.IsInf(least, 1) {
		return Fallback
	}
	return least
})

// Available is how many bytes could be had now without swapping, 0 if unknown.
func Available() float64 { return available() }

// DiskFree is how many bytes a user may still write in a folder, 0 if unknown.
func DiskFree(folder string) float64 { return diskFree(folder) }

// Check refuses what needs more memory than there is, with the amounts; the caller adds
// what to change.
func Check(need float64) error {
	if have := Memory(); need > have {
		return fmt.Errorf("some %s of memory are needed, but this machine has %s", Bytes(need), Bytes(have))
	}
	return nil
}

// Bytes writes an amount of memory or of disk.
func Bytes(n float64) string {
	unit := 0
	for n >= 1000 && unit < 6 {
		n, unit = n/1000, unit+1
	}
	return fmt.Sprintf("%.3g %sB", n, []string{"", "k", "M", "G", "T", "P", "E"}[unit])
}
