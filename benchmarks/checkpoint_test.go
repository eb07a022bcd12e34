package benchmarks

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/gobimt/bimt/internal/run"
)

// BenchmarkCheckpoint is one checkpoint of an experiment: its state is taken, written, synced
// and renamed, and the one before the last removed. As a share it is what a run loses by one
// every run.CheckpointEvery.
func BenchmarkCheckpoint(b *testing.B) {
	for _, name := range append(published, "modular-addition-transformer") {
		b.Run(name, func(b *testing.B) {
			c := load(b, name)
			c.Steps = 2
			r := start(b, c)
			if err := r.Train(context.Background()); err != nil {
				b.Fatal(err)
			}
			folder, err := run.Create(filepath.Join(b.TempDir(), "run"), false)
			if err != nil {
				b.Fatal(err)
			}
			defer folder.Close()
			keep := folder.Checkpoints(run.CheckpointEvery, nil)
			for b.Loop() {
				if err := keep.Keep(r); err != nil {
					b.Fatal(err)
				}
			}
			each := b.Elapsed().Seconds() / float64(b.N)
			b.ReportMetric(1e3*each, "ms/checkpoint")
			b.ReportMetric(100*each/run.CheckpointEvery.Seconds(), "%")
		})
	}
}
