package main

import (
	"bytes"
	"context"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime/debug"
	"time"

	"github.com/gobimt/bimt/internal/run"
	"github.com/gobimt/bimt/internal/settings"
	"github.com/gobimt/bimt/nn"
)

// size is the language model of shakespeare made larger.
type size struct{ width, depth, heads, length int }

// sizes are timed without relocations and without test loss, by the names of the peer's.
var sizes = map[string]size{
	"size-64":  {64, 2, 4, 64},
	"size-128": {128, 4, 4, 128},
	"size-256": {256, 6, 8, 128},
	"size-512": {512, 6, 8, 128},
}

// put changes the settings of shakespeare, and writes a text into the folder. Steps take as
// long on random characters as on any.
func (s size) put(c *run.Config, folder string) error {
	c.Width, c.Depth, c.Heads = s.width, s.depth, s.heads
	c.SwapEvery, c.LogEvery, c.Steps = 0, 1<<30, 1<<30
	if err := settings.Put(c, "length", s.length); err != nil {
		return err
	}
	path := filepath.Join(folder, "text.txt")
	if err := settings.Put(c, "path", path); err != nil {
		return err
	}
	const characters, length = 65, 200_000
	text, rng := new(bytes.Buffer), rand.New(rand.NewPCG(1, 2))
	for i := range length {
		c := rng.IntN(characters)
		if i < characters {
			c = i // each at least once
		}
		text.WriteByte(byte('0' + c))
	}
	return os.WriteFile(path, text.Bytes(), 0o600)
}

// warmUp is how many steps are made before those of a size are timed.
const warmUp = 2

// steps trains for about so many seconds, and no less than three steps. What the making of
// the network leaves behind is given back first, so that the peak is that of steps.
func steps(ctx context.Context, r *run.Run, seconds float64) error {
	debug.FreeOSMemory()
	forgetPeak()
	for _, s := range []struct {
		least   int
		seconds float64
	}{{warmUp, 0}, {3, seconds}} {
		r.Record = run.Record{}
		start := time.Now()
		err := r.Train(ctx, func(r *run.Run, t *nn.Trainer) {
			t.After(nn.Always, func(n *nn.Step) error {
				if n.Index+1 >= s.least && time.Since(start).Seconds() >= s.seconds {
					return nn.ErrStop
				}
				return nil
			})
		})
		if err != nil {
			return err
		}
	}
	return nil
}
