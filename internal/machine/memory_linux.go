package machine

import (
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// limits are those of the machine, of the control group and of the address space, 0 where
// there is none.
func limits() []float64 {
	return append(groupLimits("/proc/self/cgroup", "/sys/fs/cgroup"), meminfo("MemTotal"), addressSpace())
}

func available() float64 { return meminfo("MemAvailable") }

// meminfo reads a line of /proc/meminfo, in kiB: "MemTotal:       24684084 kB".
func meminfo(key string) float64 {
	b, err := os.ReadFile("/proc/meminfo")
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(b)) {
		name, rest, _ := strings.Cut(line, ":")
		if fields := strings.Fields(rest); name == key && len(fields) > 0 {
			kib, _ := strconv.ParseFloat(fields[0], 64)
			return kib * 1024
		}
	}
	return 0
}

// addressSpace is that of ulimit -v.
func addressSpace() float64 {
	var r unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_AS, &r); err != nil || r.Cur >= math.MaxInt64 {
		return 0
	}
	return float64(r.Cur)
}

// groupLimits are those of the control group that a file names, and of all groups around
// it: memory.max of version 2, memory.limit_in_bytes of version 1.
func groupLimits(self, root string) (all []float64) {
	b, err := os.ReadFile(self)
	if err != nil {
		return nil
	}
	for line := range strings.Lines(string(b)) {
		parts := strings.SplitN(strings.TrimSpace(line), ":", 3) // number:controllers:path
		if len(parts) < 3 {
			continue
		}
		switch {
		case parts[1] == "":
			all = append(all, upwards(root, parts[2], "memory.max")...)
		case strings.Contains(","+parts[1]+",", ",memory,"):
			all = append(all, upwards(filepath.Join(root, "memory"), parts[2], "memory.limit_in_bytes")...)
		}
	}
	return all
}

// upwards reads a limit in a folder and in all above it, up to the root. In a container the
// path may be that of the host; the root is the container's then.
func upwards(root, path, file string) (all []float64) {
	for at := filepath.Join("/", path); ; at = filepath.Dir(at) {
		if b, err := os.ReadFile(filepath.Join(root, at, file)); err == nil {
			if v, err := strconv.ParseFloat(strings.TrimSpace(string(b)), 64); err == nil && v < math.MaxInt64/2 { // "max" and 2⁶³ are none
				all = append(all, v)
			}
		}
		if at == "/" {
			return all
		}
	}
}
