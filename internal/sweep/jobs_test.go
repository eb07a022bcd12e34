package sweep

import (
	"testing"

	"github.com/gobimt/bimt/internal/run"
)

// The runs of a plan of 1,000, with their ids.
func BenchmarkJobs(b *testing.B) {
	base := config(b, "two-moons", "steps=200")
	for b.Loop() {
		if _, err := (&Plan{Bases: []*run.Config{base}, Vary: []string{"seed=0..99", "lambda=1e-4..1e-2:log:10"}}).Jobs(); err != nil {
			b.Fatal(err)
		}
	}
}
