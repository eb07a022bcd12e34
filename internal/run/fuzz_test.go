package run

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// smallFolder has the files of a run that takes no time.
func smallFolder(t testing.TB) map[string][]byte {
	t.Helper()
	c, err := Load("independence")
	if err == nil {
		err = c.Set("width=2", "depth=1", "steps=1", "train_rows=3", "test_rows=2")
	}
	if err != nil {
		t.Fatal(err)
	}
	folder, err := Create(filepath.Join(t.TempDir(), "run"), false)
	if err != nil {
		t.Fatal(err)
	}
	defer folder.Close()
	r, err := New(context.Background(), c)
	if err == nil {
		err = r.Train(context.Background())
	}
	if err == nil {
		err = folder.WriteConfig(c)
	}
	if err == nil {
		err = folder.WriteModel(r, nil)
	}
	if err == nil {
		err = folder.WriteData(r.Data)
	}
	if err == nil {
		err = folder.Write(SummaryFile, []byte(`{"steps": 1, "finished": true}`))
	}
	if err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{}
	for _, name := range []string{ConfigFile, DataFile, SummaryFile, ModelFile} {
		if files[name], err = os.ReadFile(folder.path(name)); err != nil {
			t.Fatal(err)
		}
	}
	return files
}

// FuzzFolder opens a run's folder in which one file is anything: it opens or says in one
// line what is wrong.
func FuzzFolder(f *testing.F) {
	files := smallFolder(f)
	names := []string{DataFile, SummaryFile, ModelFile, ConfigFile}
	for i, name := range names {
		f.Add(i, files[name])
		f.Add(i, []byte("null"))
		f.Add(i, []byte(`{"input_shape":[4],"output_shape":[1000000000],"image":[1,1],"classes":-1}`))
	}
	folder := f.TempDir()
	write := func(name string, b []byte) {
		if err := os.WriteFile(filepath.Join(folder, name), b, 0o644); err != nil {
			f.Fatal(err)
		}
	}
	for name, b := range files {
		write(name, b)
	}
	f.Fuzz(func(t *testing.T, i int, b []byte) {
		name := names[(i%len(names)+len(names))%len(names)]
		write(name, b)
		defer write(name, files[name])
		if name == ConfigFile { // what is large may be wanted
			c, err := Decode(b, name)
			if err != nil || c.Width > 100 || c.Depth > 10 || c.EmbeddingWidth > 100 || c.MLPFactor > 10 {
				return
			}
		}
		r, err := Open(context.Background(), folder, WithoutRows)
		if err != nil {
			if strings.Contains(strings.TrimSpace(err.Error()), "\n") {
				t.Errorf("%s: an error of several lines: %v", name, err)
			}
			return
		}
		if r.Network == nil || r.Data == nil {
			t.Errorf("%s: it is opened without a network", name)
		}
	})
}

// FuzzSet changes a setting in any way: it is read back as it is written, or refused in one
// line.
func FuzzSet(f *testing.F) {
	for _, s := range []string{"width=3", "inputs=!!binary aaaa", "lambda_changes=[{at: 0.5, factor: 2}]", "data=spirals", "a=b=c", "=", "formulas=[x1]", "range=&a [*a]", "made_with={a: 1}", "seed=18446744073709551615"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, assignment string) {
		c, err := Load("independence")
		if err != nil {
			t.Fatal(err)
		}
		if err := c.Set(assignment); err != nil {
			if strings.Contains(err.Error(), "\n") {
				t.Errorf("an error of several lines: %v", err)
			}
			return
		}
		if c.Check() != nil {
			return
		}
		b, err := c.Encode()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Decode(b, "again.yaml"); err != nil && !strings.ContainsAny(assignment, "\"\\|>'\r") {
			t.Errorf("%q: what is written can't be read: %v", assignment, err)
		}
	})
}
