package movie

import (
	"fmt"
	"math"
	"time"

	"github.com/gobimt/bimt/bimt/draw"
	"github.com/gobimt/bimt/internal/measure"
	"github.com/gobimt/bimt/internal/picture"
)

// Times of frames: one of a moment, each of those in which neurons move, and the last.
const (
	momentTime = 100 * time.Millisecond
	glideTime  = 50 * time.Millisecond
	lastTime   = 3 * time.Second
	glides     = 2 // frames in which neurons move to their places
)

// mostEdges keeps a frame legible, and small.
const mostEdges = 1000

// Pictures is the run as an animated picture: its network at all moments, drawn as package draw
// draws it, above its curves, with a mark at the step. Neurons that have moved are seen on their
// way.
func (r *Reel) Pictures() (draw.Movie, error) {
	var nets []draw.Network
	moments := r.Moments()
	if len(moments) < 2 {
		return draw.Movie{}, fmt.Errorf("it has no snapshots of its training: train it again with --snapshots 100")
	}
	err := r.Each(func(int, Moment) error {
		n, err := picture.Network(r.Run, picture.Title(r.Run))
		nets = append(nets, n)
		return err
	})
	if err != nil {
		return draw.Movie{}, err
	}
	largest := largestOf(nets[len(nets)/10:])
	var m draw.Movie
	for i, n := range nets {
		n.Largest, n.MaxEdges = largest, mostEdges
		moved := 0
		if i > 0 {
			moved = movedFrom(nets[i-1], n)
		}
		n.Caption = r.say(moments[i], moved)
		for k := 1; moved > 0 && k <= glides; k++ {
			between, err := draw.Between(nets[i-1], n, float64(k)/(glides+1))
			if err != nil {
				return m, err
			}
			m.Frames = append(m.Frames, r.frame(between, moments[i], glideTime))
		}
		m.Frames = append(m.Frames, r.frame(n, moments[i], momentTime))
	}
	m.Frames[len(m.Frames)-1].For = lastTime
	return m, nil
}

// frame is a network above the curves.
func (r *Reel) frame(n draw.Network, m Moment, long time.Duration) draw.Frame {
	f := draw.Frame{Figures: []draw.Figure{picture.Posed(r.Run, n)}, For: long}
	if len(r.Run.Lines) > 0 {
		c := picture.Losses(r.Run)
		c.Title = ""
		c.Marks = append(c.Marks, draw.Mark{X: float64(m.Step)})
		f.Figures = append(f.Figures, c)
	}
	return f
}

// say is the caption of a moment.
func (r *Reel) say(m Moment, moved int) string {
	text := fmt.Sprintf("Step %d of %d", m.Step, r.Run.Config.Steps)
	if m.Ended && r.Film != nil {
		text = "Cut and refitted"
	}
	if l := r.line(m.Step); l != nil && !m.Ended {
		text += fmt.Sprintf(": test loss %s, %d neurons moved", measure.Format(l.TestLoss), moved)
	}
	return text + "."
}

// largestOf is the largest |w| that is drawn.
func largestOf(nets []draw.Network) (most float64) {
	for _, n := range nets {
		for _, e := range n.Edges {
			most = math.Max(most, math.Abs(e.Weight))
		}
	}
	return most
}

// movedFrom counts the living neurons that stand elsewhere than before.
func movedFrom(before, now draw.Network) (moved int) {
	for i, l := range now.Layers {
		type who struct{ group, number int }
		at := map[who]draw.Neuron{}
		for _, v := range before.Layers[i].Neurons {
			at[who{v.Group, v.Number}] = v
		}
		for _, v := range l.Neurons {
			if b := at[who{v.Group, v.Number}]; !v.Dead && (b.X != v.X || b.Y != v.Y) {
				moved++
			}
		}
	}
	return moved
}
