package experiment

import (
	"context"
	"sync"
	"testing"
)

// Networks are built and trained side by side; the race detector looks on in .ci/run.
func TestRunsSideBySide(t *testing.T) {
	losses := make([]float64, 6)
	var wait sync.WaitGroup
	for i := range losses {
		wait.Go(func() {
			c, err := Load([]string{"independence", "s4", "in-context"}[i%3])
			if err != nil {
				t.Error(err)
				return
			}
			c.Steps, c.Width, c.Depth, c.SwapEvery = 2, 8, 1, 1
			run, err := Build(context.Background(), c)
			if err != nil {
				t.Error(err)
				return
			}
			result, err := run.Train(context.Background(), nil)
			if err != nil {
				t.Error(err)
				return
			}
			losses[i] = result.Test.Loss
		})
	}
	wait.Wait()
	for i := range 3 {
		if losses[i] != losses[i+3] || losses[i] == 0 {
			t.Errorf("the same run gives test loss %v and %v", losses[i], losses[i+3])
		}
	}
}
