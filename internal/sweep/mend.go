package sweep

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/gobimt/bimt/internal/measure"
	"github.com/gobimt/bimt/internal/picture"
	"github.com/gobimt/bimt/internal/run"
)

// Mend makes again what a finished run has lost of what was made of its network: the
// description of its data, its pictures, its text. They have the bytes that they had. What
// is there stays as it is, and Folder.Files names what was made.
func Mend(ctx context.Context, f *run.Folder, l Leave) error {
	if whole, err := hasAll(ctx, f.Path, l); err != nil || whole {
		return err
	}
	r, err := run.Open(ctx, f.Path)
	if err != nil {
		return fmt.Errorf("something of what was made of the network is lost, and can't be made again: %w", err)
	}
	scene := picture.Scene{Run: r, Example: l.Example}
	if scene.Summary, err = measure.Read(f.Path); err != nil {
		return err
	}
	if scene.Lines, err = run.ReadLines(f.Path); err != nil {
		return err
	}
	var failed []error
	if lost(f.Path, run.DataFile) {
		failed = append(failed, f.WriteData(r.Data))
	}
	failed = append(failed, picture.DrawLost(f, scene, l.Pictures))
	if lost(f.Path, run.SampleFile) {
		failed = append(failed, f.WriteSample(ctx, r))
	}
	return errors.Join(failed...)
}

// hasAll says whether a finished run has all that can be made again, without its rows, which need
// not be there any more.
func hasAll(ctx context.Context, folder string, l Leave) (bool, error) {
	if lost(folder, run.DataFile) {
		return false, nil
	}
	r, err := run.Open(ctx, folder, run.WithoutRows)
	if err != nil {
		return false, err
	}
	if t := r.Network.Transformer; t != nil && t.Config.Causal && r.Data.Decode != nil && r.Config.SampleLength > 0 && lost(folder, run.SampleFile) {
		return false, nil
	}
	if r.Lines, err = run.ReadLines(folder); err != nil {
		return false, err
	}
	return len(picture.Lost(folder, picture.Scene{Run: r, Example: l.Example}, l.Pictures)) == 0, nil
}

func lost(folder, name string) bool {
	_, err := os.Stat(filepath.Join(folder, name))
	return errors.Is(err, fs.ErrNotExist)
}
