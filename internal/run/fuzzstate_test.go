package run

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gobimt/bimt/internal/safetensors"
)

// tiny is a run that takes no time, trained, with the bytes of a checkpoint of it and of
// its snapshots.
func tiny(t testing.TB) (r *Run, checkpoint, snapshots []byte) {
	t.Helper()
	c, err := Load("independence")
	if err == nil {
		err = c.Set("width=2", "depth=1", "steps=2", "train_rows=3", "test_rows=2", "batch=2", "on_nan=rewind")
	}
	if err != nil {
		t.Fatal(err)
	}
	folder, err := Create(filepath.Join(t.TempDir(), "run"), false)
	if err != nil {
		t.Fatal(err)
	}
	defer folder.Close()
	if r, err = New(context.Background(), c); err != nil {
		t.Fatal(err)
	}
	film := folder.Snapshots(r, 2)
	if err := r.Train(context.Background(), film.Hook); err != nil {
		t.Fatal(err)
	}
	if err := film.Write(r); err != nil {
		t.Fatal(err)
	}
	if err := folder.Checkpoints(0, nil).Keep(r); err != nil {
		t.Fatal(err)
	}
	if checkpoint, err = os.ReadFile(folder.path(checkpointPath(1))); err != nil {
		t.Fatal(err)
	}
	if snapshots, err = os.ReadFile(folder.path(SnapshotsFile)); err != nil {
		t.Fatal(err)
	}
	return r, checkpoint, snapshots
}

// FuzzCheckpoint restores a run from a checkpoint in which anything may stand, with the
// checksum that this would have: it is restored or says in one line what is wrong.
func FuzzCheckpoint(f *testing.F) {
	r, good, _ := tiny(f)
	f.Add(good)
	f.Add(bytes.Replace(good, []byte(`\"steps\":2`), []byte(`\"steps\":-`), 1))
	f.Fuzz(func(t *testing.T, b []byte) {
		file, err := safetensors.Read(bytes.NewReader(b), int64(len(b)), "fuzz")
		if err != nil || file.Metadata == nil {
			return
		}
		var all []safetensors.Tensor
		for _, name := range file.Names() {
			x, err := file.Tensor(name)
			if err != nil {
				return
			}
			all = append(all, x)
		}
		file.Metadata[sumKey] = checksum(all, file.Metadata)
		tensors, err := intact(file)
		if err != nil {
			return
		}
		s, err := decodeState(tensors, "", file.Metadata)
		if err == nil {
			err = r.Restore(s)
		}
		if err != nil && strings.Contains(err.Error(), "\n") {
			t.Errorf("an error of several lines: %v", err)
		}
	})
}

// FuzzSnapshots shows every snapshot of a file in which anything may stand.
func FuzzSnapshots(f *testing.F) {
	r, _, good := tiny(f)
	f.Add(good)
	f.Fuzz(func(t *testing.T, b []byte) {
		file, err := safetensors.Read(bytes.NewReader(b), int64(len(b)), "fuzz")
		if err != nil {
			return
		}
		film := &Film{bytes: map[string][]byte{}}
		if err := film.read(file); err != nil {
			return
		}
		for i := range film.Steps {
			if err := film.Show(r, i); err != nil && strings.Contains(err.Error(), "\n") {
				t.Errorf("an error of several lines: %v", err)
			}
		}
	})
}
