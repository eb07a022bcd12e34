package main

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"text/tabwriter"

	"github.com/gobimt/bimt/bimt/lens"
	"github.com/gobimt/bimt/internal/atomicfile"
	"github.com/gobimt/bimt/internal/inside"
	"github.com/gobimt/bimt/internal/measure"
	"github.com/gobimt/bimt/internal/picture"
	"github.com/gobimt/bimt/internal/run"
	"github.com/urfave/cli/v2"
)

func lensCommand() *cli.Command {
	return &cli.Command{
		Name:      "lens",
		Usage:     "look for the algorithm that a network has learned",
		ArgsUsage: "RUN|FILE.safetensors",
		Description: "  bimt lens runs/modular-addition-bimt-seed0   frequencies, clock or pizza\n" +
			"  bimt lens runs/s4-bimt-seed0                 irreps of channels, the sign\n" +
			"  bimt lens runs/digits-bimt-seed0             what first neurons answer to\n" +
			"  bimt lens runs/in-context-bimt-seed0         what the residual stream holds\n\n" +
			"Of every network of tokens it also says how far single channels of the embedding stand for\n" +
			"something, and which tokens each sets apart. Beside every figure stands what chance gives.\n" +
			"JSON and pictures go to RUN/lens.",
		OnUsageError: usageError,
		Flags: []cli.Flag{
			&cli.BoolFlag{Name: "no-pictures", Usage: "draw nothing"},
			experimentFlag, jsonFlag, quietFlag,
		},
		Action: lensAction,
	}
}

func lensAction(c *cli.Context) error {
	r, err := lookInto(c)
	if err != nil {
		return err
	}
	l, err := inside.Lens(r)
	if err != nil {
		return usage(fmt.Errorf("lens: %w", err))
	}
	var files []picture.File
	if !c.Bool("no-pictures") {
		if files, err = lensPictures(r, l); err != nil {
			return usage(fmt.Errorf("lens: %w", err))
		}
	}
	if err := result(c, run.LensFolder, l, lensText(l)); err != nil {
		return err
	}
	folder, err := resultFolder(c, run.LensFolder)
	if err != nil {
		return err
	}
	for _, f := range files {
		name := filepath.Join(folder, f.Name)
		if err = atomicfile.WriteBytes(name, f.Bytes); err != nil {
			return usage(err)
		}
		if !c.Bool("quiet") && !c.Bool("json") {
			_, e := fmt.Fprintln(c.App.Writer, name)
			err = errors.Join(err, e)
		}
	}
	return err
}

// lensPictures draws what a lens has found.
func lensPictures(r *run.Run, l *inside.LensReport) (files []picture.File, err error) {
	scene := picture.Scene{Run: r}
	if only := picture.Having(scene, "features", "boundary", "neurons", "attention"); len(only) > 0 {
		if files, err = picture.Plot(scene, picture.Plan{Only: only, Formats: []string{"svg"}}); err != nil {
			return nil, err
		}
	}
	for _, f := range l.Figures() {
		b, err := picture.SVGOf(f.Figure)
		if err != nil {
			return nil, fmt.Errorf("picture %s: %w", f.Name, err)
		}
		files = append(files, picture.File{Name: f.Name + ".svg", Bytes: b})
	}
	return files, nil
}

func lensText(l *inside.LensReport) string {
	var parts []string
	if a := l.Addition; a != nil {
		parts = append(parts, additionText(a))
	}
	if s := l.Permutation; s != nil {
		parts = append(parts, s4Text(s))
	}
	if x := l.Channels; x != nil {
		parts = append(parts, channelText(x))
	}
	if x := l.Classes; x != nil {
		parts = append(parts, classText(x))
	}
	if x := l.Stream; x != nil {
		parts = append(parts, streamText(x))
	}
	return strings.Join(parts, "\n")
}

// figuresText is a table of figures beside what chance gives.
func figuresText(b *strings.Builder, figures []inside.Figure) {
	w := tabwriter.NewWriter(b, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "\tvalue\tby chance\t")
	for _, f := range figures {
		fmt.Fprintf(w, "%s\t%s\t%s\t(%s)\n", f.Name, measure.Format(float64(f.Value)), measure.Format(float64(f.Null)), f.NullOf)
	}
	_ = w.Flush() // to memory
}

func additionText(a *inside.AdditionReport) string {
	var b strings.Builder
	verdict := string(a.Verdict)
	if a.Verdict == lens.Neither {
		verdict = "neither clock nor pizza can be told"
	}
	fmt.Fprintf(&b, "a + b mod %d: right in %.4g%% of all pairs\n%s: %s\n\n", a.Modulus, 100*float64(a.Accuracy), verdict, a.Why)
	figuresText(&b, a.Figures)
	fmt.Fprintf(&b, "\nfrequencies above chance: %s\n", strings.Trim(fmt.Sprint(a.Frequencies), "[]"))
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "component\tof the variance\tfrequency\tcircularity")
	for i, g := range a.Rings {
		fmt.Fprintf(w, "%d\t%.3g%%\t%d\t%.3g\n", i+1, 100*float64(g.Variance), g.Frequency, float64(g.Circularity))
	}
	_ = w.Flush() // to memory
	return b.String()
}

func s4Text(s *inside.S4Report) string {
	var b strings.Builder
	fmt.Fprintf(&b, "products of permutations: %s (%d of %d channels are alive)\n\n", s.Why, len(s.Channels), len(s.Channels)+s.Dead)
	figuresText(&b, s.Figures)
	fmt.Fprintln(&b)
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "channel\t%s\n", strings.Join(s.Irreps, "\t"))
	for _, c := range s.Channels {
		fmt.Fprint(w, c.Name)
		for _, e := range c.Energies {
			fmt.Fprintf(w, "\t%.2f", e)
		}
		fmt.Fprintln(w)
	}
	fmt.Fprint(w, "by chance")
	for _, e := range s.Chance {
		fmt.Fprintf(w, "\t%.2f", e)
	}
	fmt.Fprintln(w)
	_ = w.Flush() // to memory
	return b.String()
}

func channelText(x *inside.ChannelReport) string {
	const shown = 8
	var b strings.Builder
	fmt.Fprintf(&b, "channels of the tokens: %d alive of %d\n\n", len(x.Channels), len(x.Channels)+x.Dead)
	figuresText(&b, x.Figures)
	fmt.Fprintln(&b)
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "channel\tkurtosis\thighest tokens (deviations)\tlowest")
	for _, c := range x.Channels[:min(shown, len(x.Channels))] {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", c.Name, measure.Format(float64(c.Kurtosis)), tokensText(c.High), tokensText(c.Low))
	}
	_ = w.Flush() // to memory
	if n := len(x.Channels); n > shown {
		fmt.Fprintf(&b, "… and %d more\n", n-shown)
	}
	return b.String()
}

func classText(x *inside.ClassReport) string {
	const shown = 12
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "weights\tpositive\tnegative\tpositive, untrained")
	for _, s := range x.Layers {
		fmt.Fprintf(w, "%s\t%.3g%%\t%.3g%%\t%.3g%%\n", s.Name, 100*float64(s.Positive), 100*float64(s.Negative), 100*float64(s.Null))
	}
	_ = w.Flush() // to memory
	fmt.Fprintf(&b, "\nwhat first neurons answer to most, of %d test rows\n", x.Rows)
	fmt.Fprintln(w, "neuron\tΣ|w|\tbest rows\ttheir classes\tof one class\tby chance")
	for _, f := range x.Features[:min(shown, len(x.Features))] {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%.0f%%\t%.0f%%\n", f.Name, measure.Format(float64(f.Size)), strings.Trim(fmt.Sprint(f.Best), "[]"), strings.Join(f.Classes, ", "), 100*float64(f.Share), 100*float64(f.Null))
	}
	_ = w.Flush() // to memory
	if n := len(x.Features); n > shown {
		fmt.Fprintf(&b, "… and %d more\n", n-shown)
	}
	return b.String()
}

func streamText(x *inside.StreamReport) string {
	var b strings.Builder
	fmt.Fprintf(&b, "residual stream, on %d test rows: the unembedding put on each stage (untrained)\n", x.Rows)
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	fmt.Fprint(w, "stage\tloss\taccuracy")
	for _, p := range x.Stages[0].Probes {
		fmt.Fprintf(w, "\t%s: R² (by chance), best channel", p.Of)
	}
	if p := x.Stages[0].Class; p != nil {
		fmt.Fprintf(w, "\tprobe of the %s: accuracy (by chance), best channel", p.Of)
	}
	fmt.Fprintln(w)
	beside := func(value, null run.Number) string {
		return fmt.Sprintf("%s (%s)", measure.Format(float64(value)), measure.Format(float64(null)))
	}
	for _, s := range x.Stages {
		fmt.Fprintf(w, "%s\t%s\t%s", s.Name, beside(s.Loss, s.Null), beside(s.Accuracy, s.AccuracyNull))
		for _, p := range s.Probes {
			fmt.Fprintf(w, "\t%.2f (%.2f), %s %.2f (%.2f)", float64(p.R2), float64(p.Null), p.Channel, float64(p.Alone), float64(p.AloneNull))
		}
		if p := s.Class; p != nil {
			fmt.Fprintf(w, "\t%.2f (%.2f), %s %.2f (%.2f)", float64(p.Accuracy), float64(p.Null), p.Channel, float64(p.Alone), float64(p.AloneNull))
		}
		fmt.Fprintln(w)
	}
	_ = w.Flush() // to memory
	headText(&b, x.Heads)
	return b.String()
}

// headText says where heads look, and why.
func headText(b *strings.Builder, heads []inside.Head) {
	fmt.Fprintln(b, "\nwhere heads look: shares of their attention, and of even attention")
	w := tabwriter.NewWriter(b, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "head\tself\tprevious\tfirst\teven\tinduction (even)")
	because := false
	for _, h := range heads {
		fmt.Fprintf(w, "%s\t%.2f\t%.2f\t%.2f\t%.2f\t%s (%s)\n", h.Name, float64(h.Self), float64(h.Previous), float64(h.First), float64(h.Even),
			measure.Format(float64(h.Induction)), measure.Format(float64(h.InductionNull)))
		because = because || h.Because != nil
	}
	_ = w.Flush() // to memory
	if !because {
		return
	}
	fmt.Fprintln(b, "\nby what their scores vary: asking–asked (untrained)")
	parts := []string{"token–token", "token–place", "place–token", "place–place"}
	fmt.Fprintf(w, "head\t%s\n", strings.Join(parts, "\t"))
	for _, h := range heads {
		if h.Because == nil {
			continue
		}
		fmt.Fprint(w, h.Name)
		for _, p := range parts {
			fmt.Fprintf(w, "\t%.2f (%.2f)", float64(h.Because[p]), float64(h.BecauseNull[p]))
		}
		fmt.Fprintln(w)
	}
	_ = w.Flush() // to memory
}

func tokensText(tokens []inside.Token) string {
	const shown = 3
	var all []string
	for _, t := range tokens[:min(shown, len(tokens))] {
		all = append(all, fmt.Sprintf("%s %+.1f", t.Name, float64(t.Value)))
	}
	return strings.Join(all, ", ")
}
