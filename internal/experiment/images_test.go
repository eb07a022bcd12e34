package experiment

import (
	"context"
	"encoding/binary"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/internal/task"
)

// writeImages puts n images of 4×6 pixels in a folder, IDX files with a prefix. Image i
// has class i mod 3, and i as its first pixel.
func writeImages(t *testing.T, dir, prefix string, n int) {
	t.Helper()
	images := binary.BigEndian.AppendUint32(nil, 0x803)
	for _, d := range []uint32{uint32(n), 4, 6} {
		images = binary.BigEndian.AppendUint32(images, d)
	}
	labels := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, 0x801), uint32(n))
	for i := range n {
		images = append(append(images, byte(i)), slices.Repeat([]byte{255}, 23)...)
		labels = append(labels, byte(i%3))
	}
	for name, b := range map[string][]byte{"images-idx3-ubyte": images, "labels-idx1-ubyte": labels} {
		if err := os.WriteFile(filepath.Join(dir, prefix+name), b, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func loaded(t *testing.T, name string, set ...string) *Config {
	t.Helper()
	c, err := Load(name)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range set {
		if err := c.Set(s); err != nil {
			t.Fatal(err)
		}
	}
	return c
}

func data(t *testing.T, c *Config) *task.Data {
	t.Helper()
	d, err := c.MakeData(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestImagesOfAFolder(t *testing.T) {
	pool, parts := t.TempDir(), t.TempDir()
	writeImages(t, pool, "any-", 50)
	writeImages(t, parts, "train-", 40)
	writeImages(t, parts, "t10k-", 10)
	for _, w := range []struct {
		dir         string
		set         string
		train, test int
	}{
		{pool, "batch=0", 40, 10},
		{pool, "train_rows=30", 30, 20},
		{pool, "test_rows=5", 45, 5},
		{parts, "batch=0", 40, 10},
		{parts, "train_rows=7", 7, 10},
	} {
		d := data(t, loaded(t, "mnist", "batch=5", w.set, "path="+w.dir))
		if d.Train.Rows != w.train || d.Test.Rows != w.test || d.Classes != 3 || d.Image != [2]int{4, 6} || len(d.Outputs) != 3 {
			t.Errorf("%s of %s: %d and %d rows, %d classes, images %v", w.set, w.dir, d.Train.Rows, d.Test.Rows, d.Classes, d.Image)
		}
		seen := map[float64]bool{}
		for i := range d.Train.Rows {
			x, y := d.Train.Row(i)
			first := x[0] * 255
			if seen[first] || len(x) != 24 || x[1] != 1 || len(y) != 3 || y[int(first+0.5)%3] != 1 || d.Train.Class(i) != int(first+0.5)%3 {
				t.Fatalf("row %d is %v, %v", i, x, y)
			}
			seen[first] = true
		}
	}
	c := loaded(t, "mnist", "batch=5", "path="+pool)
	if a, b := data(t, c), data(t, c); !slices.Equal(a.Train.Pixels, b.Train.Pixels) {
		t.Error("the same seed splits otherwise")
	}
	d := data(t, c)
	n, err := c.NewNetwork(d)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := n.In.Layout().Point(7), bimt.Grid(6, 4).Point(7); n.In.Len() != 24 || !slices.Equal(got, want) || !n.In.IsFixed() {
		t.Errorf("%d pixels, the eighth at %v, want 24, %v; fixed: %v", n.In.Len(), got, want, n.In.IsFixed())
	}
}

func TestImagesThatCantBe(t *testing.T) {
	pool, parts := t.TempDir(), t.TempDir()
	writeImages(t, pool, "any-", 50)
	writeImages(t, parts, "train-", 40)
	writeImages(t, parts, "test-", 10)
	for _, w := range []struct{ dir, set, want string }{
		{pool, "train_rows=51", "50 images"},
		{pool, "train_rows=50", "50 images"},
		{pool, "train_fraction=0", "train_fraction"},
		{parts, "test_rows=11", "test_rows: 11 of 10"},
		{parts, "batch=41", "at most 40"},
		{t.TempDir(), "batch=5", "IDX"},
	} {
		_, err := loaded(t, "fashion", "path="+w.dir, "batch=5", w.set).MakeData(context.Background())
		if err == nil || !strings.Contains(err.Error(), w.want) {
			t.Errorf("%s of %s: %v, want %q", w.set, w.dir, err, w.want)
		}
	}
}

// Without a folder a set is fetched to the cache, and what goes wrong there says how to
// do without.
func TestImagesFromTheCache(t *testing.T) {
	blocked := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(blocked, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	t.Setenv("XDG_CACHE_HOME", blocked)
	for _, name := range []string{"mnist", "fashion"} {
		if _, err := loaded(t, name).MakeData(context.Background()); err == nil || !strings.Contains(err.Error(), "--data DIR") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestDigits(t *testing.T) {
	d := data(t, loaded(t, "digits"))
	if d.Train.Rows != 1437 || d.Test.Rows != 360 || d.Classes != 10 || len(d.Notes) == 0 {
		t.Errorf("%d and %d rows, %d classes, %v", d.Train.Rows, d.Test.Rows, d.Classes, d.Notes)
	}
	r := small(t, "digits", "steps=300", "log_every=300")
	res, err := r.Train(context.Background(), nil)
	if err != nil || res.Err != nil {
		t.Fatal(err, res.Err)
	}
	if res.Test.Accuracy < 0.85 || res.Lines[0].TestAccuracy != res.Test.Accuracy {
		t.Errorf("accuracy %v, want 0.85 or more after 300 steps; %v in the log", res.Test.Accuracy, res.Lines[0].TestAccuracy)
	}
}
