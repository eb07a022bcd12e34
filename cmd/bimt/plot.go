package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/gobimt/bimt/bimt/draw"
	"github.com/gobimt/bimt/internal/atomicfile"
	"github.com/gobimt/bimt/internal/measure"
	"github.com/gobimt/bimt/internal/picture"
	"github.com/gobimt/bimt/internal/run"
	"github.com/urfave/cli/v2"
)

func plotCommand() *cli.Command {
	return &cli.Command{
		Name:      "plot",
		Usage:     "draw the pictures of a run again, with options",
		ArgsUsage: "RUN|FILE.safetensors",
		Description: "  bimt plot runs/two-moons-bimt-seed0 --only network,boundary --size 89mm\n" +
			"  bimt plot runs/independence-bimt-seed0 --by scores.csv\n" +
			"  bimt plot runs/digits-bimt-seed0 --3d --turn 30 --tilt 40\n\n" +
			"Neurons in scores.csv have the names of `bimt ablate`: hidden1[3], inputs and outputs by their\n" +
			"own too. Colours are in one direction if no value is below 0, else in two around a white 0.\n" +
			"Equal runs and options give equal bytes; pictures go to RUN/plots, or where --out says.",
		OnUsageError: usageError,
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "only", Usage: "`NAMES` of pictures, by commas (every one, if not given)"},
			thresholdFlag(run.ActiveAbove),
			&cli.StringFlag{Name: "size", Usage: "`SIZE` such as 89mm, 12cmx8cm, 6.5in or 640x480 (px)"},
			&cli.StringFlag{Name: "labels", Value: "all", Usage: "`WHICH` inputs and outputs are named: all, none, inputs, outputs, or names by commas"},
			&cli.StringFlag{Name: "by", Usage: "`FILE.csv` of numbers to colour neurons by"},
			&cli.StringFlag{Name: "format", Value: "svg", Usage: "`FORMATS` by commas: svg, png, pdf"},
			&cli.BoolFlag{Name: "3d", Usage: "layers as planes in space too, of any network"},
			&cli.Float64Flag{Name: "turn", Usage: "`DEGREES` by which planes in space are turned"},
			&cli.Float64Flag{Name: "tilt", Value: 30, Usage: "`DEGREES` from 5 to 85 above planes in space, from which they are seen"},
			&cli.IntFlag{Name: "example", Usage: "`ROW` of the test data whose attention is drawn"},
			&cli.StringFlag{Name: "out", Usage: "`DIR` for the pictures (RUN/plots, if not given)"},
			experimentFlag, quietFlag,
		},
		Action: plot,
	}
}

func plot(c *cli.Context) error {
	plan := picture.Plan{Only: namesIn(c.String("only")), Formats: namesIn(c.String("format"))}
	if text := c.String("size"); text != "" {
		var err error
		if plan.Width, plan.Height, err = draw.ParseSize(text); err != nil {
			return usage(err)
		}
	}
	if len(plan.Formats) == 0 {
		return usage(fmt.Errorf("format: name one of %s", strings.Join(picture.Endings(), ", ")))
	}
	s, err := scene(c)
	if err != nil {
		return err
	}
	files, err := picture.Plot(s, plan)
	if err != nil {
		return usage(fmt.Errorf("plot: %w", err))
	}
	if len(files) == 0 {
		return usage(fmt.Errorf("plot: there is nothing to be seen"))
	}
	folder, err := plotFolder(c)
	if err != nil {
		return err
	}
	return writePictures(c, folder, files)
}

// writePictures puts pictures in a folder, and names them.
func writePictures(c *cli.Context, folder string, files []picture.File) error {
	for _, f := range files {
		name := filepath.Join(folder, f.Name)
		if err := atomicfile.WriteBytes(name, f.Bytes); err != nil {
			return usage(err)
		}
		if c.Bool("quiet") {
			continue
		}
		if _, err := fmt.Fprintln(c.App.Writer, name); err != nil {
			return err
		}
	}
	return nil
}

// scene is the run with its log and summary, where it has them, and the options.
func scene(c *cli.Context) (s picture.Scene, err error) {
	if s.Run, err = lookInto(c); err != nil {
		return s, err
	}
	folder := c.Args().First()
	if info, err := os.Stat(folder); err == nil && info.IsDir() {
		if s.Lines, err = run.ReadLines(folder); err != nil {
			return s, usage(err)
		}
		if s.Summary, err = measure.Read(folder); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return s, usage(err)
		}
	}
	threshold := c.Float64("threshold")
	s.Example, s.Threshold, s.Labels = c.Int("example"), &threshold, namesIn(c.String("labels"))
	if n := s.Data.Test.Rows; s.Network.Transformer != nil && (s.Example < 0 || s.Example >= n) {
		return s, usage(fmt.Errorf("example: there is no test row %d: give a number from 0 to %d", s.Example, n-1))
	}
	if err := viewFrom(c, &s); err != nil {
		return s, usage(err)
	}
	if name := c.String("by"); name != "" {
		if err := colours(&s, name); err != nil {
			return s, usage(err)
		}
	}
	return s, nil
}

// viewFrom sets from where planes are seen. Without --turn and --tilt it is the published view.
func viewFrom(c *cli.Context, s *picture.Scene) error {
	aside := c.IsSet("turn") || c.IsSet("tilt")
	if !c.Bool("3d") {
		if aside {
			return fmt.Errorf("plot: --turn and --tilt are of planes in space: say --3d too")
		}
		return nil
	}
	s.View = &draw.View{}
	if aside {
		s.View.Turn, s.View.Tilt = c.Float64("turn"), c.Float64("tilt")
	}
	return s.View.Check()
}

func colours(s *picture.Scene, name string) error {
	file, err := os.Open(name)
	if err != nil {
		return fmt.Errorf("by: %w", err)
	}
	defer file.Close()
	s.Scored = strings.TrimSuffix(filepath.Base(name), filepath.Ext(name))
	s.By, err = picture.ReadScores(s.Run, file, name)
	return err
}

func plotFolder(c *cli.Context) (string, error) {
	out := c.String("out")
	if out == "" {
		return resultFolder(c, run.PlotsFolder)
	}
	if err := os.MkdirAll(out, 0o755); err != nil {
		return "", usage(fmt.Errorf("out: %w", err))
	}
	return out, nil
}

// namesIn are what stands between commas; nil of an empty text.
func namesIn(text string) []string {
	var all []string
	for _, w := range strings.Split(text, ",") {
		if w = strings.TrimSpace(w); w != "" {
			all = append(all, w)
		}
	}
	return all
}
