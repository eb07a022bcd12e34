package answer

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"sync"

	"github.com/gobimt/bimt/internal/run"
)

// Store is a file of outcomes, a JSON object a line, that is added to as runs end: they may be
// stopped and started again.
type Store struct {
	path string
	done map[string]outcome
}

// outcome is a line of the file.
type outcome struct {
	Run     string                `json:"run"`
	Figures map[string]run.Number `json:"figures"`
	Failed  string                `json:"failed,omitempty"` // it diverged, say
}

// Job is a run to be made.
type Job struct {
	Run string // its name in the store
	// Do makes it. A NaN or an infinity on the way is an outcome, any other error ends all runs.
	Do func(context.Context) (map[string]float64, error)
	// Needs is a figure that an outcome must have not to be made again; empty: any will do.
	Needs string
}

// Open reads a file of outcomes; one that isn't there holds none.
func Open(path string) (*Store, error) {
	s := &Store{path: path, done: map[string]outcome{}}
	f, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		return s, nil
	}
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // it was only read
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for n := 1; lines.Scan(); n++ {
		var o outcome
		if err := json.Unmarshal(lines.Bytes(), &o); err != nil {
			return nil, fmt.Errorf("%s:%d: %w", path, n, err)
		}
		s.done[o.Run] = o
	}
	return s, lines.Err()
}

// Figure is one of a run; NaN if the run failed, and not ok if it wasn't made.
func (s *Store) Figure(name, figure string) (v float64, ok bool) {
	o, ok := s.done[name]
	if !ok {
		return math.NaN(), false
	}
	n, has := o.Figures[figure]
	if !has {
		return math.NaN(), o.Failed != ""
	}
	return float64(n), true
}

func (s *Store) has(j Job) bool {
	o, ok := s.done[j.Run]
	if !ok || o.Failed != "" || j.Needs == "" {
		return ok
	}
	_, ok = o.Figures[j.Needs]
	return ok
}

// Do makes the runs that the store does not hold yet, some at a time.
func (s *Store) Do(ctx context.Context, jobs []Job, atOnce int) error {
	f, err := os.OpenFile(s.path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	todo := make(chan Job)
	var mu sync.Mutex
	var wait sync.WaitGroup
	var failed error
	for range atOnce {
		wait.Go(func() {
			for j := range todo {
				o, err := j.outcome(ctx)
				mu.Lock()
				if err == nil {
					err = json.NewEncoder(f).Encode(o)
					s.done[j.Run] = o
				}
				failed = errors.Join(failed, err)
				mu.Unlock()
			}
		})
	}
	for _, j := range jobs {
		mu.Lock()
		skip := s.has(j) || failed != nil || ctx.Err() != nil
		mu.Unlock()
		if !skip {
			todo <- j
		}
	}
	close(todo)
	wait.Wait()
	return errors.Join(failed, ctx.Err(), f.Close())
}

func (j Job) outcome(ctx context.Context) (outcome, error) {
	o := outcome{Run: j.Run, Figures: map[string]run.Number{}}
	figures, err := j.Do(ctx)
	if run.IsNonFinite(err) {
		o.Failed = err.Error()
		return o, nil
	}
	if err != nil {
		return o, fmt.Errorf("%s: %w", j.Run, err)
	}
	for k, v := range figures {
		if math.IsInf(v, 0) {
			v = math.NaN() // as the file has it
		}
		o.Figures[k] = run.Number(v)
	}
	return o, nil
}
