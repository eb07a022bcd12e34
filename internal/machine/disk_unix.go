//go:build linux || darwin

package machine

import "golang.org/x/sys/unix"

func diskFree(folder string) float64 {
	var s unix.Statfs_t
	if err := unix.Statfs(folder, &s); err != nil {
		return 0
	}
	return float64(s.Bavail) * float64(s.Bsize)
}
