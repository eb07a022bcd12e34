package main

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// peakResident is the most memory the process had in use, in bytes, as Linux says; 0
// elsewhere.
func peakResident() int64 {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0 // not Linux
	}
	for line := range strings.Lines(string(status)) {
		if f := strings.Fields(line); len(f) == 3 && f[0] == "VmHWM:" && f[2] == "kB" {
			if kb, err := strconv.ParseInt(f[1], 10, 64); err == nil {
				return kb << 10
			}
		}
	}
	return 0
}

// forgetPeak begins peakResident anew, where Linux lets it.
func forgetPeak() { _ = os.WriteFile("/proc/self/clear_refs", []byte("5"), 0) } // else it is that of the whole process

// scratch makes a folder for data.
func scratch() (folder string, remove func(), err error) {
	folder, err = os.MkdirTemp("", "bimt-measure-")
	if err != nil {
		return "", nil, fmt.Errorf("folder for random images: %w", err)
	}
	return folder, func() { os.RemoveAll(folder) }, nil
}

// writeRandomImages writes images of 28×28 random pixels and random classes in the files
// of MNIST: 10,000 to train on, 1,000 for the test.
func writeRandomImages(folder string) error {
	const side, classes = 28, 10
	rng := rand.New(rand.NewPCG(1, 2))
	for _, part := range []struct {
		name string
		rows int
	}{{"train", 10000}, {"t10k", 1000}} {
		images := idxHeader(part.rows, side, side)
		for range part.rows * side * side {
			images = append(images, byte(rng.UintN(256)))
		}
		labels := idxHeader(part.rows)
		for range part.rows {
			labels = append(labels, byte(rng.UintN(classes)))
		}
		for name, b := range map[string][]byte{part.name + "-images-idx3-ubyte": images, part.name + "-labels-idx1-ubyte": labels} {
			if err := os.WriteFile(filepath.Join(folder, name), b, 0o600); err != nil {
				return fmt.Errorf("random images: %w", err)
			}
		}
	}
	return nil
}

// idxHeader begins an IDX file of bytes: two zeros, the type, the rank, the sizes.
func idxHeader(sizes ...int) []byte {
	b := []byte{0, 0, 8, byte(len(sizes))}
	for _, n := range sizes {
		b = binary.BigEndian.AppendUint32(b, uint32(n))
	}
	return b
}
