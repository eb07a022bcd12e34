package run

import "testing"

// Training that made the network useless is told from training that is short, hard, or
// charged too much to fit.
func TestDiverged(t *testing.T) {
	for _, w := range []struct {
		name string
		set  []string
		want bool
	}{
		{"sharing", []string{"steps=300", "learning_rate=100"}, true},
		{"two-moons", []string{"steps=100", "learning_rate=1000", "loss=cross-entropy"}, true},
		{"sharing", []string{"steps=1"}, false},
		{"sharing", []string{"steps=300"}, false},
		{"sharing", []string{"steps=300", "lambda=100"}, false},
		{"two-moons", []string{"steps=2"}, false},
	} {
		r := small(t, w.name, w.set...)
		train(t, r)
		score, _ := scores(t, r)
		if got := r.Diverged(score); got != w.want {
			t.Errorf("%s %v: diverged %v; loss %v, began with %v, R² %v", w.name, w.set, got, score.Loss, r.First, score.R2)
		}
	}
}
