package run

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gobimt/bimt/internal/atomicfile"
	"github.com/gobimt/bimt/nn"
)

// CheckpointFolder holds the last checkpoints of a run that is not finished.
const CheckpointFolder = "checkpoint"

// CheckpointEvery is the usual time between two of them.
const CheckpointEvery = 30 * time.Second

// keptCheckpoints is how many are kept: should the last be damaged, there is one before.
const keptCheckpoints = 2

const checkpointEnding = ".safetensors"

// Checkpoints writes the state of a run to its folder while it is trained.
type Checkpoints struct {
	// Before, if not nil, writes what must not be older than a checkpoint. An error is told of
	// and keeps no checkpoint from being written.
	Before func(*Run) error

	folder *Folder
	every  time.Duration
	say    func(string)
	last   time.Time // of the last try
	failed error     // of the last try
	before error     // of the last call of Before
	held   *State    // after the last step, until it is written
}

// Checkpoints begins to keep the states of a run: one whenever so much time has passed, 0
// for never. say, which may be nil, is told of what fails.
func (f *Folder) Checkpoints(every time.Duration, say func(string)) *Checkpoints {
	return &Checkpoints{folder: f, every: every, say: say, last: time.Now()}
}

// Hook writes a checkpoint after the first step at which it is time for one. One that can't
// be written is told of, and tried again when it is time for the next; a folder that is
// gone ends the run.
func (c *Checkpoints) Hook(r *Run, t *nn.Trainer) {
	if c.every <= 0 {
		return
	}
	t.After(func(*nn.Step) bool { return time.Since(c.last) >= c.every }, func(*nn.Step) error {
		if err := c.Keep(r); err != nil {
			return c.folder.lost()
		}
		return nil
	})
}

// Due says whether the last is older than d, of checkpoints that are written by time.
func (c *Checkpoints) Due(d time.Duration) bool { return c.every > 0 && time.Since(c.last) >= d }

// Keep writes the state of a run as it is now.
func (c *Checkpoints) Keep(r *Run) error {
	s, err := r.Save()
	if err != nil {
		return err
	}
	return c.write(r, s)
}

// Hold has the state after the last step in hand, for Flush: what is done to the network
// from here on is no part of it.
func (c *Checkpoints) Hold(r *Run) (err error) {
	c.held, err = r.Save()
	return err
}

// Flush writes the state that is held, if any, once.
func (c *Checkpoints) Flush(r *Run) error {
	s := c.held
	if s == nil {
		return nil
	}
	err := c.write(r, s)
	if err == nil {
		c.held = nil
	}
	return err
}

// write writes a state of a run, and removes all but the last checkpoints.
func (c *Checkpoints) write(r *Run, s *State) error {
	if c.Before != nil {
		err := c.Before(r)
		if err != nil && c.before == nil && c.say != nil {
			c.say(err.Error() + "; training goes on")
		}
		c.before = err
	}
	err := c.folder.addCheckpoint(r, s)
	if err != nil {
		err = fmt.Errorf("checkpoint after step %d: %w", s.Done, err)
		if c.failed == nil && c.say != nil {
			c.say(err.Error() + "; training goes on, and it will be tried again")
		}
	}
	c.last, c.failed = time.Now(), err
	return err
}

func (f *Folder) addCheckpoint(r *Run, s *State) error {
	if err := f.lost(); err != nil {
		return err
	}
	if err := os.Mkdir(f.path(CheckpointFolder), 0o755); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	there, err := f.checkpoints()
	if err != nil {
		return err
	}
	next := 1
	if len(there) > 0 {
		next += there[0]
	}
	if err := r.writeCheckpoint(f.path(checkpointPath(next)), s); err != nil {
		return err
	}
	for i := keptCheckpoints - 1; i < len(there); i++ {
		if err := os.Remove(f.path(checkpointPath(there[i]))); err != nil {
			return err
		}
	}
	return nil
}

// CanGoOn says whether a checkpoint of this run is in the folder.
func (f *Folder) CanGoOn() bool {
	there, err := f.checkpoints()
	return err == nil && len(there) > 0 && f.lost() == nil
}

// checkpointPath is that of a checkpoint below the folder of its run: the higher the number,
// the later it was written.
func checkpointPath(number int) string {
	return filepath.Join(CheckpointFolder, fmt.Sprintf("%06d%s", number, checkpointEnding))
}

// checkpoints lists the numbers of those of a folder, the last one first.
func (f *Folder) checkpoints() ([]int, error) { return checkpointsIn(f.Path) }

func checkpointsIn(folder string) (all []int, err error) {
	entries, err := os.ReadDir(filepath.Join(folder, CheckpointFolder))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	for _, e := range entries {
		name, is := strings.CutSuffix(e.Name(), checkpointEnding)
		if n, err := strconv.Atoi(name); is && err == nil && n > 0 {
			all = append(all, n)
		}
	}
	slices.SortFunc(all, func(a, b int) int { return cmp.Compare(b, a) })
	return all, nil
}

// Forget removes all checkpoints: of a run that is finished, or begun anew.
func (f *Folder) Forget() error {
	if err := f.lost(); err != nil {
		return err
	}
	there, err := f.checkpoints()
	for _, n := range there {
		err = errors.Join(err, os.Remove(f.path(checkpointPath(n))))
	}
	folder := f.path(CheckpointFolder)
	if err = errors.Join(err, atomicfile.Sweep(folder, 0)); err != nil {
		return err
	}
	if left, err := os.ReadDir(folder); err != nil || len(left) > 0 {
		return nil // there is none, or something of somebody else's is in it
	}
	return os.Remove(folder)
}
