package run

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/gobimt/bimt/internal/atomicfile"
)

// ErrOther says that a folder holds an interrupted run of other settings, ErrDone that it
// holds a finished one.
var (
	ErrOther = errors.New("it holds a run of other settings that was interrupted")
	ErrDone  = errors.New("a finished run")
)

// Renew makes the run of settings that were read from its folder, before its first step;
// GoOn brings it to where it was interrupted. The weights that it began with need not be
// there any more, if the folder has a checkpoint and the data are not a table.
func Renew(ctx context.Context, c *Config, folder string) (*Run, error) {
	there, err := checkpointsIn(folder)
	if err != nil {
		return nil, err
	}
	if len(there) == 0 {
		return New(ctx, c)
	}
	d, err := c.MakeData(ctx)
	if err != nil {
		return nil, err
	}
	plain := *c
	plain.InitConfig, plain.FreezeZeros = InitConfig{}, false // masks are in the checkpoint
	r, err := assemble(&plain, d)
	if err != nil {
		return nil, err
	}
	if err := r.compile(); err != nil {
		return nil, err
	}
	r.Config = c
	return r, nil
}

// GoOn takes over the folder that a new run is to be trained in, as Create does. Where a
// run of the same settings was interrupted there, the new one is brought to its last
// checkpoint that can be read, the start if there is none: Train then ends with the bits
// of a run that was never stopped. The folder's notes say what was found. Errors are
// ErrDone and ErrOther, and those of Create.
func GoOn(path string, r *Run, further ...string) (*Folder, error) {
	f, err := Hold(path)
	if err != nil {
		return nil, err
	}
	if err := f.goOn(r, further); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

func (f *Folder) goOn(r *Run, further []string) error {
	if done, err := Finished(f.Path); err == nil && done {
		return errors.Join(refuse(f.Path), f.Forget()) // it may have been killed between the summary and this
	}
	before, err := os.ReadFile(f.path(ConfigFile))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return f.anew(further)
	case err != nil:
		return err
	}
	there, err := f.checkpoints()
	if err != nil {
		return err
	}
	was, err := Decode(before, f.path(ConfigFile))
	if err != nil {
		return f.anew(further) // of another version, maybe
	}
	differ, err := differences(was, r.Config)
	switch {
	case err != nil:
		return err
	case len(differ) > 0:
		return f.other(differ, len(there) > 0, further)
	case len(there) == 0:
		return f.again(further)
	}
	if made := versions(); was.MadeWith["bimt"] != made["bimt"] || was.MadeWith["go"] != made["go"] {
		f.Notes = append(f.Notes, fmt.Sprintf("it was begun by version %s (%s), this is %s (%s): its bits may differ from those of a run that was never stopped",
			was.MadeWith["bimt"], was.MadeWith["go"], made["bimt"], made["go"]))
	}
	if err := atomicfile.Sweep(f.Path, 0); err != nil {
		return err
	}
	return f.restore(r, there)
}

// anew is what Create does.
func (f *Folder) anew(further []string) error {
	if err := refuse(f.Path); err != nil {
		return err
	}
	return f.clear(further)
}

// again begins a run of the same settings once more: it was killed before its first
// checkpoint, and will have the same bits. One that has saved its network, as earlier
// versions did of interrupted runs, is refused.
func (f *Folder) again(further []string) error {
	e, err := readEnd(f.Path)
	if err := unlessMissing(err); err != nil {
		return err
	}
	_, relocated := os.Stat(f.path(RelocateFile))
	if _, saved := os.Stat(f.path(ModelFile)); relocated == nil || saved == nil && e.Error == Interrupted(e.Steps) {
		return f.anew(further)
	}
	if step, err := lastStep(f.Path); err == nil && step > 0 {
		f.Notes = append(f.Notes, fmt.Sprintf("it ended after step %d, before its first checkpoint: it begins anew", step))
	}
	return f.clear(further)
}

// other refuses a run of other settings that is worth keeping.
func (f *Folder) other(differ []string, kept bool, further []string) error {
	e, err := readEnd(f.Path)
	if err := unlessMissing(err); err != nil {
		return err
	}
	failed := e.Error != "" && e.Error != Interrupted(e.Steps)
	if refused := refuse(f.Path); !failed && (kept || refused != nil) {
		step, err := lastStep(f.Path)
		if err != nil {
			return err
		}
		return fmt.Errorf("%s: %w at step %d (%s): choose another folder with --out; `bimt resume %s` goes on with that run, --force begins this one in its place",
			f.Path, ErrOther, max(step, e.Steps), strings.Join(differ, ", "), f.Path)
	}
	return f.clear(further)
}

// restore brings a run to the last checkpoint that can be read.
func (f *Folder) restore(r *Run, there []int) error {
	for _, n := range there {
		s, err := r.readCheckpoint(f.path(checkpointPath(n)))
		if later, changed := (*laterError)(nil), (*changedError)(nil); errors.As(err, &later) || errors.As(err, &changed) {
			return err
		}
		if err == nil && (s.Done < 0 || s.Done > r.Config.Steps) {
			err = fmt.Errorf("%s: it is of step %d of %d", f.path(checkpointPath(n)), s.Done, r.Config.Steps)
		}
		if err == nil {
			if err := r.Restore(s); err != nil {
				return fmt.Errorf("%s: %w", f.path(checkpointPath(n)), err)
			}
			f.Notes = append(f.Notes, fmt.Sprintf("goes on from step %d of %d", s.Done, r.Config.Steps))
			return nil
		}
		if unread := (*fs.PathError)(nil); errors.As(err, &unread) {
			return err // it may be whole
		}
		f.Notes = append(f.Notes, fmt.Sprintf("%v: it is left out and removed", err))
		if err := os.Remove(f.path(checkpointPath(n))); err != nil {
			return err
		}
	}
	f.Notes = append(f.Notes, "no checkpoint can be read: the run begins anew")
	return nil
}

// settingsText is what config.yaml says of the run, but for versions.
func (r *Run) settingsText() (string, error) { return settingsText(r.Config) }

func settingsText(c *Config) (string, error) {
	full := Resolved(c)
	full.MadeWith = nil
	b, err := full.Encode()
	return string(b), err
}

// differences says in words in what settings two runs differ.
func differences(was, now *Config) ([]string, error) {
	a, err := settingsText(was)
	if err != nil {
		return nil, err
	}
	b, err := settingsText(now)
	if err != nil || a == b {
		return nil, err
	}
	before, after := settingLines(a), settingLines(b)
	var differ []string
	for _, l := range before {
		if !slices.Contains(after, l) {
			differ = append(differ, l+" there")
		}
	}
	for _, l := range after {
		if !slices.Contains(before, l) {
			differ = append(differ, l+" here")
		}
	}
	return differ, nil
}

// settingLines are the settings of a file in YAML without comments.
func settingLines(text string) []string {
	var lines []string
	for _, l := range strings.Split(text, "\n") {
		l, _, _ = strings.Cut(l, " #")
		if l = strings.TrimSpace(l); l != "" && !strings.HasPrefix(l, "#") {
			lines = append(lines, l)
		}
	}
	return lines
}
