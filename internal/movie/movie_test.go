package movie_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image/gif"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gobimt/bimt/internal/movie"
	"github.com/gobimt/bimt/internal/picture"
	"github.com/gobimt/bimt/internal/run"
	"github.com/gobimt/bimt/internal/sweep"
)

// trained leaves a short run in a folder.
func trained(t *testing.T, folder, experiment string, snapshots int, set ...string) string {
	t.Helper()
	c, err := run.Load(experiment)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range set {
		if err := c.Set(s); err != nil {
			t.Fatal(err)
		}
	}
	r, err := run.New(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	f, err := run.Create(folder, false)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := sweep.Record(t.Context(), f, r, sweep.Leave{Pictures: picture.None, Snapshots: snapshots}); err != nil {
		t.Fatal(err)
	}
	return folder
}

func opened(t *testing.T, folder string) *movie.Reel {
	t.Helper()
	r, err := movie.Open(t.Context(), folder)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// A reel shows each moment and leaves the network as it was.
func TestEach(t *testing.T) {
	reel := opened(t, trained(t, filepath.Join(t.TempDir(), "run"), "independence", 4, "steps=200", "swap_every=20", "log_every=50", "finish=20"))
	before := fmt.Sprint(reel.Run.Network.Params.All()[0].Float64s())
	var steps []int
	seen := map[string]bool{}
	err := reel.Each(func(_ int, m movie.Moment) error {
		steps = append(steps, m.Step)
		seen[fmt.Sprint(reel.Run.Network.Params.All()[0].Float64s())] = true
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if fmt.Sprint(steps) != "[0 50 100 150 200 200]" || len(seen) != 6 || !reel.Moments()[5].Ended {
		t.Errorf("moments %v, %d of them different; the last should be the network cut and refitted", steps, len(seen))
	}
	if after := fmt.Sprint(reel.Run.Network.Params.All()[0].Float64s()); after != before {
		t.Error("the network is another after it")
	}
}

// Pages and pictures of one run are the same bytes each time.
func TestDeterministic(t *testing.T) {
	folder := trained(t, filepath.Join(t.TempDir(), "run"), "s4", 2, "group=3", "embedding_width=4", "width=6", "steps=30", "log_every=10", "swap_every=10")
	var pages, pictures [2][]byte
	for i := range 2 {
		reel := opened(t, folder)
		v, err := reel.View()
		if err != nil {
			t.Fatal(err)
		}
		if pages[i], err = json.Marshal(v); err != nil {
			t.Fatal(err)
		}
		m, err := reel.Pictures()
		if err != nil {
			t.Fatal(err)
		}
		m.DPI = 30
		var b bytes.Buffer
		if err := m.WriteGIF(&b); err != nil {
			t.Fatal(err)
		}
		pictures[i] = b.Bytes()
	}
	if !bytes.Equal(pages[0], pages[1]) || !bytes.Equal(pictures[0], pictures[1]) {
		t.Error("the second time it is other bytes")
	}
	g, err := gif.DecodeAll(bytes.NewReader(pictures[0]))
	if err != nil || len(g.Image) < 3 {
		t.Errorf("%d frames, %v", len(g.Image), err)
	}
	if !strings.Contains(string(pages[0]), `"group":"operand 2"`) {
		t.Error("the page lacks the second operand")
	}
}

// A run without snapshots has a page that does not play, and no pictures.
func TestWithoutSnapshots(t *testing.T) {
	reel := opened(t, trained(t, filepath.Join(t.TempDir(), "run"), "independence", 0, "steps=20"))
	v, err := reel.View()
	if err != nil || v.Film != nil || len(v.Network.Wires) != 3 {
		t.Errorf("film %v, error %v", v.Film, err)
	}
	if _, err := reel.Pictures(); err == nil || !strings.Contains(err.Error(), "--snapshots") {
		t.Errorf("pictures: %v", err)
	}
}

// Every kind of network that runs can have is shown.
func TestNetworks(t *testing.T) {
	for experiment, set := range map[string][]string{
		"in-context": {"width=8", "heads=2", "train_rows=20", "test_rows=5", "batch=8"},
		"digits":     {"width=9", "batch=20", "train_rows=50", "test_rows=10"},
	} {
		reel := opened(t, trained(t, filepath.Join(t.TempDir(), "run"), experiment, 1, append(set, "steps=2", "log_every=1")...))
		v, err := reel.View()
		if err != nil {
			t.Errorf("%s: %v", experiment, err)
			continue
		}
		kinds := map[string]int{}
		for _, w := range v.Network.Wires {
			kinds[string(w.Kind)]++
		}
		if kinds["weight"] == 0 || (experiment == "in-context") != (kinds["skip"] > 0 && kinds["attention"] > 0) || len(v.Film.Steps) != 2 {
			t.Errorf("%s: wires %v, steps %v", experiment, kinds, v.Film.Steps)
		}
	}
}
