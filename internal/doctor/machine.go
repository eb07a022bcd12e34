package doctor

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"strings"

	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/graph/vec"
	"github.com/gobimt/bimt/internal/machine"
	"github.com/gobimt/bimt/internal/run"
	"golang.org/x/sys/cpu"
)

// program says what is examined.
func program(context.Context, string) (string, error) {
	return fmt.Sprintf("bimt %s, %s, %s/%s", run.Version(), runtime.Version(), runtime.GOOS, runtime.GOARCH), nil
}

// processor says what computes.
func processor(context.Context, string) (string, error) {
	parts := []string{fmt.Sprintf("%d cores, %d used", runtime.NumCPU(), graph.Workers())}
	if m := model(); m != "" {
		parts = append([]string{m}, parts...)
	}
	if f := features(); len(f) > 0 {
		parts = append(parts, strings.Join(f, " "))
	}
	return strings.Join(append(parts, "kernels for vectors: "+vec.Name()), "; "), nil
}

// features are those that kernels are chosen by.
func features() (names []string) {
	for _, f := range []struct {
		name string
		has  bool
	}{
		{"AVX2", cpu.X86.HasAVX2}, {"FMA", cpu.X86.HasFMA}, {"BMI2", cpu.X86.HasBMI2}, {"AVX-512F", cpu.X86.HasAVX512F},
		{"AVX-512DQ", cpu.X86.HasAVX512DQ}, {"AVX-512VL", cpu.X86.HasAVX512VL}, {"NEON", cpu.ARM64.HasASIMD},
	} {
		if f.has {
			names = append(names, f.name)
		}
	}
	return names
}

// model is the processor's name, where Linux says it.
func model() string {
	b, _ := os.ReadFile("/proc/cpuinfo")
	for line := range strings.Lines(string(b)) {
		if key, name, _ := strings.Cut(line, ":"); strings.TrimSpace(key) == "model name" {
			return strings.TrimSpace(name)
		}
	}
	return ""
}

// leastMemory is what the published experiments train in.
const leastMemory = 256 << 20

func memory(context.Context, string) (string, error) {
	total, free := machine.Memory(), machine.Available()
	found := machine.Bytes(total) + " for this program"
	if free > 0 {
		found += ", " + machine.Bytes(free) + " available now"
		total = min(total, free)
	}
	if total < leastMemory {
		return "", fmt.Errorf("%s: the published experiments take up to %s", found, machine.Bytes(leastMemory))
	}
	return found, nil
}

// leastDisk is what a hundred runs take.
const leastDisk = 200 << 20

func disk(_ context.Context, folder string) (string, error) {
	free := machine.DiskFree(folder)
	switch {
	case free == 0:
		return "the room in this folder is not known", nil
	case free < leastDisk:
		return "", fmt.Errorf("%s free in this folder: a hundred runs take up to %s", machine.Bytes(free), machine.Bytes(leastDisk))
	}
	return machine.Bytes(free) + " free in this folder", nil
}
