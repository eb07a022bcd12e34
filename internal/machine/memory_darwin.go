package machine

import "golang.org/x/sys/unix"

// limits is the memory of the machine.
func limits() []float64 {
	total, err := unix.SysctlUint64("hw.memsize")
	if err != nil {
		return nil
	}
	return []float64{float64(total)}
}

func available() float64 { return 0 }
