package main

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"

	core "github.com/gobimt/bimt/bimt" // the tests have a function bimt
	"github.com/gobimt/bimt/graph/blas"
	"github.com/gobimt/bimt/internal/run"
	"github.com/gobimt/bimt/transformer/pretrained"
	"github.com/urfave/cli/v2"
)

// mostDouble is the most weights that are relocated in float64; more are in float32.
const mostDouble = 1 << 22

// relocatePretrained relocates a transformer from elsewhere and writes it in its form.
func relocatePretrained(c *cli.Context, path string) error {
	for _, flag := range []string{"mapping", "data", "set"} {
		if c.IsSet(flag) {
			return usage(fmt.Errorf("relocate: --%s is for networks of an experiment, and %s is a transformer that says itself what it is", flag, path))
		}
	}
	how := core.Relocation{Strategy: core.Strategy(c.String("strategy")), Locality: 1, LeastGain: c.Float64("least-gain")}
	if c.IsSet("locality") {
		how.Locality = c.Float64("locality")
	}
	if c.IsSet("only") {
		how.Only = strings.Split(c.String("only"), ",")
		if !c.IsSet("strategy") {
			how.Strategy = core.Assignment
		}
	}
	if err := (run.Move{Strategy: string(how.Strategy), Locality: how.Locality, LeastGain: how.LeastGain}).Check(); err != nil {
		return usage(err)
	}
	out, err := outOfPretrained(c, path)
	if err != nil {
		return usage(err)
	}
	if err := blas.Use("auto"); err != nil {
		return err
	}
	file, err := pretrained.Open(path)
	if err != nil {
		return usage(err)
	}
	if file.Weights() > mostDouble { // memory counts for more than the time to collect it
		if !c.IsSet("least-gain") && how.Strategy != core.Greedy {
			how.LeastGain = leastGain
		}
		defer debug.SetGCPercent(debug.SetGCPercent(20))
		defer debug.SetMemoryLimit(debug.SetMemoryLimit(4 * 4 * int64(file.Weights())))
	}
	n, err := file.Load(file.Weights() > mostDouble)
	if err != nil {
		return usage(err)
	}
	say := func(string) {}
	if n.Weights() > mostDouble && !c.Bool("quiet") { // it takes a minute or more
		say = saying(c)
	}
	t, err := tidy(n, how, c.Bool("rotate"), say)
	if err != nil {
		return usage(err)
	}
	folder, err := run.Create(out, c.Bool("force"))
	if err != nil {
		return usage(err)
	}
	defer folder.Close() // nothing is written to the lock
	return leaveTidied(c, n, t, folder)
}

// leaveTidied writes a relocated transformer and says what was done.
func leaveTidied(c *cli.Context, n *pretrained.Network, t *tidied, folder *run.Folder) error {
	if n.Weights() > mostDouble {
		debug.FreeOSMemory() // what moving took
	}
	if err := n.Save(folder.Path, n.Model); err != nil {
		return err
	}
	if t.Rotated != nil {
		if err := t.readBack(n, folder.Path); err != nil {
			return err
		}
	}
	b, err := run.JSON(run.RelocateFile, t)
	if err == nil {
		err = folder.Write(run.RelocateFile, b)
	}
	switch {
	case err != nil || c.Bool("quiet") && !c.Bool("json"):
		return err
	case c.Bool("json"):
		_, err = c.App.Writer.Write(b)
		return err
	}
	if err := reportRows(c, tidyRows(t), folder); err != nil {
		return err
	}
	fmt.Fprintf(c.App.Writer, "%s: the model, as it came\n", folder.Path)
	return nil
}

// readBack compares the written model with the one at hand: rotated weights are rounded to
// the type of the file.
func (t *tidied) readBack(n *pretrained.Network, dir string) error {
	path := dir
	if info, err := os.Stat(n.Path); err == nil && !info.IsDir() {
		path = filepath.Join(dir, filepath.Base(n.Path))
	}
	written, err := pretrained.Load(path, t.DType == "float32")
	if err != nil {
		return err
	}
	have, err := n.Probe()
	if err != nil {
		return err
	}
	now, err := written.Probe()
	if err != nil {
		return err
	}
	change := run.Number(pretrained.Apart(have, now))
	t.WrittenChange = &change
	return nil
}

// outOfPretrained is the folder to write to, which is not to hold another model.
func outOfPretrained(c *cli.Context, path string) (string, error) {
	suffix := "-relocated-" + c.String("strategy")
	info, err := os.Stat(path)
	if err != nil {
		return "", fmt.Errorf("relocate: %w", err)
	}
	out, from := path+suffix, path
	if !info.IsDir() {
		out, from = filepath.Join("runs", strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))+suffix), filepath.Dir(path)
	}
	if c.IsSet("out") {
		out = c.String("out")
	}
	there, err := os.Stat(out)
	if err != nil {
		return out, nil // it is made
	}
	if source, err := os.Stat(from); err == nil && os.SameFile(there, source) {
		return "", fmt.Errorf("relocate: %s holds the model itself: name another folder with --out", out)
	}
	file := filepath.Join(out, filepath.Base(path))
	if _, err := os.Stat(file); !c.Bool("force") && (pretrained.Recognise(out) || err == nil && !info.IsDir()) {
		return "", fmt.Errorf("relocate: %s holds a model already: choose another folder with --out, or overwrite it with --force", out)
	}
	return out, nil
}
