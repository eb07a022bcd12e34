package main

import (
	"errors"
	"fmt"
	"image"
	"os"
	"path/filepath"
	"slices"

	"github.com/gobimt/bimt/bimt/draw"
	"github.com/gobimt/bimt/graph/blas"
	"github.com/gobimt/bimt/internal/atomicfile"
	"github.com/gobimt/bimt/internal/movie"
	"github.com/gobimt/bimt/internal/nearest"
	"github.com/gobimt/bimt/internal/run"
	"github.com/urfave/cli/v2"
)

// movieEndings are what `bimt movie` writes, in this order.
var movieEndings = []string{"html", "gif", "mp4"}

func movieCommand() *cli.Command {
	return &cli.Command{
		Name:      "movie",
		Usage:     "show how a network came to be: movie.html, .gif and .mp4",
		ArgsUsage: "RUN",
		Description: "  bimt movie runs/independence-bimt-seed0\n" +
			"  bimt movie runs/s4-bimt-seed0 --format html --out talk\n\n" +
			"The movie plays the snapshots that training kept (bimt train --snapshots N). movie.html is\n" +
			"one file that needs nothing else: play, pause, scrub, speed; hover a wire for its value and\n" +
			"history, click a neuron to light its paths. movie.mp4 is written where ffmpeg is installed.",
		OnUsageError: usageError,
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "format", Usage: "`FORMATS` by commas: html, gif, mp4 (all, if not given)"},
			&cli.Float64Flag{Name: "dpi", Value: 80, Usage: "`N` dots per inch of GIF and MP4, which are 6.5 inches wide"},
			&cli.StringFlag{Name: "out", Usage: "`DIR` to write to (RUN, if not given)"},
			quietFlag,
		},
		Action: makeMovie,
	}
}

func makeMovie(c *cli.Context) error {
	if c.NArg() != 1 {
		return usage(fmt.Errorf("movie: name the folder of one run"))
	}
	formats := namesIn(c.String("format"))
	for _, f := range formats {
		if !slices.Contains(movieEndings, f) {
			return usage(nearest.Unknown("format", f, movieEndings))
		}
	}
	if dpi := c.Float64("dpi"); !(dpi >= 20 && dpi <= 400) {
		return usage(fmt.Errorf("dpi: %v: give a number from 20 to 400", dpi))
	}
	if err := blas.Use("auto"); err != nil {
		return err
	}
	reel, err := movie.Open(c.Context, c.Args().First())
	if err != nil {
		return usage(err)
	}
	if reel.Film == nil {
		return usage(fmt.Errorf("%s: it has no %s: train it again, with --snapshots N where the default keeps none", c.Args().First(), run.SnapshotsFile))
	}
	m := movieMaker{Context: c, reel: reel, all: len(formats) == 0, formats: formats}
	return m.write()
}

// movieMaker writes the movies of a run.
type movieMaker struct {
	*cli.Context
	reel    *movie.Reel
	all     bool // every format that can be written
	formats []string
}

func (m *movieMaker) wants(format string) bool { return m.all || slices.Contains(m.formats, format) }

func (m *movieMaker) write() error {
	out := m.String("out")
	if out == "" {
		out = m.Args().First()
	}
	if err := os.MkdirAll(out, 0o755); err != nil {
		return usage(err)
	}
	name := func(ending string) string { return filepath.Join(out, run.MovieFile+"."+ending) }
	if m.wants("html") {
		html, err := runPage(m.reel)
		if err == nil {
			err = writePage(m.Context, name("html"), html)
		}
		if err != nil {
			return err
		}
	}
	if !m.wants("gif") && !m.wants("mp4") {
		return nil
	}
	mp4, err := m.encoder(name("mp4"))
	if err != nil {
		return err
	}
	return m.draw(mp4, name)
}

// encoder is that of the MP4; nil where it is not wanted, or can't be had and was not asked for.
func (m *movieMaker) encoder(file string) (*movie.MP4, error) {
	if !m.wants("mp4") {
		return nil, nil
	}
	mp4, err := movie.NewMP4(m.Context.Context, file)
	switch {
	case err != nil && m.all:
		return nil, m.note(fmt.Sprintf("%s is left out: %v", file, err))
	case err != nil:
		return nil, usage(fmt.Errorf("movie: mp4: %w", err))
	}
	return mp4, nil
}

// draw draws each frame once, for all that want it.
func (m *movieMaker) draw(mp4 *movie.MP4, name func(ending string) string) error {
	pictures, err := m.reel.Pictures()
	if err != nil {
		return err
	}
	pictures.DPI = m.Float64("dpi")
	var g draw.GIF
	err = pictures.Each(func(f draw.Frame, img *image.RGBA) error {
		var failed error
		if m.wants("gif") {
			failed = g.Add(f, img)
		}
		if mp4 != nil {
			failed = errors.Join(failed, mp4.Add(f, img))
		}
		return errors.Join(failed, m.Context.Context.Err())
	})
	if mp4 != nil {
		err = errors.Join(err, mp4.Close())
	}
	if err != nil {
		return err
	}
	if m.wants("gif") {
		if err := atomicfile.Write(name("gif"), g.Write); err != nil {
			return err
		}
		if err := m.said(name("gif")); err != nil {
			return err
		}
	}
	if mp4 == nil {
		return nil
	}
	return m.said(name("mp4"))
}

// said names what was written.
func (m *movieMaker) said(name string) error {
	if m.Bool("quiet") {
		return nil
	}
	_, err := fmt.Fprintln(m.App.Writer, name)
	return err
}

func (m *movieMaker) note(text string) error {
	if m.Bool("quiet") {
		return nil
	}
	_, err := fmt.Fprintln(m.App.ErrWriter, text)
	return err
}
