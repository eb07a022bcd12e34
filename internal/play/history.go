package play

import (
	"fmt"
	"sort"

	"github.com/gobimt/bimt/internal/run"
)

// history is what a run was at some of its steps, whole, so that it can go on from there to
// the same bits.
type history struct {
	every  int // steps between two states
	states []*run.State
}

// A history has at most mostStates, and takes about mostBytes; when it is full, every other one goes.
const (
	firstEvery = 50
	mostStates = 320
	mostBytes  = 64 << 20
)

// after keeps the state after a step, if it is time.
func (h *history) after(r *run.Run) error {
	if r.Done%max(firstEvery, h.every) != 0 && r.Done != r.Config.Steps {
		return nil
	}
	return h.keep(r)
}

// keep adds the state of now.
func (h *history) keep(r *run.Run) error {
	s, err := r.Save()
	if err != nil {
		return err
	}
	h.every = max(h.every, firstEvery)
	h.states = append(h.states, s)
	if len(h.states) > mostStates || len(h.states)*3*8*r.Network.Params.Len() > mostBytes && len(h.states) > 8 {
		h.thin()
	}
	return nil
}

// thin leaves out every other state, but the first and the last.
func (h *history) thin() {
	h.every *= 2
	kept := h.states[:1]
	for i := 2; i < len(h.states)-1; i += 2 {
		kept = append(kept, h.states[i])
	}
	h.states = append(kept, h.states[len(h.states)-1])
}

// cut forgets the states behind a step: what comes after it comes anew.
func (h *history) cut(step int) {
	h.states = h.states[:sort.Search(len(h.states), func(i int) bool { return h.states[i].Done > step })]
}

// Kept are the steps that Scrub can go to.
func (t *Training) Kept() []int {
	kept := []int{}
	for _, s := range t.history.states {
		kept = append(kept, s.Done)
	}
	return kept
}

// Scrub brings the run to the last state kept at a step or before it, from which it can be trained on.
// What came later stays within reach until then.
func (t *Training) Scrub(step int) error {
	h := t.history.states
	i := sort.Search(len(h), func(i int) bool { return h[i].Done > step }) - 1
	if i < 0 {
		return fmt.Errorf("scrub: there is no step %d: the first that is kept is %d", step, h[0].Done)
	}
	t.free()
	if err := t.run.Restore(h[i]); err != nil {
		return err
	}
	t.findHeld()
	if n := len(t.run.Lines); n > 0 {
		t.loss = t.run.Lines[n-1].TrainLoss
	}
	return nil
}
