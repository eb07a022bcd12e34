package movie

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"fmt"
	"math"

	"github.com/gobimt/bimt/internal/measure"
	"github.com/gobimt/bimt/internal/picture"
	"github.com/gobimt/bimt/internal/run"
	"github.com/gobimt/bimt/internal/safetensors"
	"github.com/gobimt/bimt/internal/scene"
)

// View is what the page of a run is made of: src/view.js of package page reads its JSON.
type View struct {
	Kind    string         `json:"kind"` // run
	Title   string         `json:"title"`
	Facts   []string       `json:"facts"`
	Unit    string         `json:"unit"` // of the losses
	Network *scene.Network `json:"network"`
	Film    *Film          `json:"film,omitempty"`
	Log     Log            `json:"log"`
}

// Film is the moments of a run in compact form.
type Film struct {
	Steps []int `json:"steps"`
	Ended bool  `json:"ended,omitempty"` // the last moment is the network as the run ended, cut and refitted
	// Moving are axes whose places are trained, by their index in the network.
	Moving []int `json:"moving,omitempty"`
	// Data are, gzipped and little-endian: for each moment the numbers of the neurons at the
	// places of all axes (uint32) and the coordinates of those that move (float32); then for each
	// moment the weights of all wires that have any and of all biases (IEEE 754 half), the low
	// bytes of all moments before the high ones.
	Data []byte `json:"data"`
}

// Log is metrics.csv by column.
type Log struct {
	Step     []int        `json:"step"`
	Train    []run.Number `json:"train"`
	Test     []run.Number `json:"test"`
	Accuracy []run.Number `json:"accuracy,omitempty"`
	Cost     []run.Number `json:"cost"`
	Lambda   []run.Number `json:"lambda"`
	Active   []int        `json:"active"`
}

// View is the run with all its moments.
func (r *Reel) View() (*View, error) {
	net, err := Network(r.Run)
	if err != nil {
		return nil, err
	}
	v := &View{Kind: "run", Title: picture.Title(r.Run), Facts: r.facts(), Unit: r.Run.Data.Loss.Unit, Network: net, Log: logOf(r.Run.Lines)}
	if moments := r.Moments(); len(moments) > 1 {
		if v.Film, err = r.film(moments); err != nil {
			return nil, err
		}
	}
	return v, nil
}

// Network is the network of a run as it is now, with the names of its inputs and outputs.
func Network(r *run.Run) (*scene.Network, error) {
	f, err := r.Flow()
	if err != nil {
		return nil, err
	}
	return scene.Read(f, picture.Labels(r))
}

// facts says in words how good the network is and how large.
func (r *Reel) facts() (facts []string) {
	s := r.Summary
	if s == nil {
		return []string{fmt.Sprintf("%d of %d steps done", r.Run.Done, r.Run.Config.Steps)}
	}
	if s.Has("test_accuracy") {
		facts = append(facts, "test accuracy "+measure.Format(s.Value("test_accuracy")))
	}
	return append(facts,
		"test loss "+measure.Format(s.Value("test_loss")),
		fmt.Sprintf("%.0f of %.0f weights above %v", s.Value("active_weights"), s.Value("total_weights"), run.ActiveAbove),
		"connection cost "+measure.Format(s.Value("connection_cost")))
}

func logOf(lines []run.Line) (l Log) {
	accurate := false
	for _, x := range lines {
		l.Step, l.Active = append(l.Step, x.Step), append(l.Active, x.Active)
		l.Train, l.Test = append(l.Train, run.Number(x.TrainLoss)), append(l.Test, run.Number(x.TestLoss))
		l.Cost, l.Lambda = append(l.Cost, run.Number(x.Cost)), append(l.Lambda, run.Number(x.Lambda))
		l.Accuracy = append(l.Accuracy, run.Number(x.TestAccuracy))
		accurate = accurate || !math.IsNaN(x.TestAccuracy)
	}
	if !accurate {
		l.Accuracy = nil
	}
	return l
}

// film packs the moments.
func (r *Reel) film(moments []Moment) (*Film, error) {
	net, err := Network(r.Run) // one of its own, since it changes
	if err != nil {
		return nil, err
	}
	f := &Film{Ended: moments[len(moments)-1].Ended, Moving: moving(net)}
	p := packer{net: net, moving: f.Moving}
	err = r.Each(func(_ int, m Moment) error {
		f.Steps = append(f.Steps, m.Step)
		return p.add()
	})
	if err != nil {
		return nil, err
	}
	f.Data, err = p.zip()
	return f, err
}

// moving are the axes whose places are trained.
func moving(net *scene.Network) (all []int) {
	for i, a := range net.Axes {
		if a.Of.Places() != nil {
			all = append(all, i)
		}
	}
	return all
}

// packer writes moments one after the other.
type packer struct {
	net            *scene.Network
	moving         []int
	wide, low, top []byte // numbers and coordinates; bytes of halves
}

func (p *packer) add() error {
	if err := p.net.Update(); err != nil {
		return err
	}
	for _, a := range p.net.Axes {
		for _, n := range a.Numbers {
			p.wide = binary.LittleEndian.AppendUint32(p.wide, uint32(n))
		}
	}
	for _, i := range p.moving {
		for _, at := range p.net.Axes[i].Places {
			for _, x := range at {
				p.wide = binary.LittleEndian.AppendUint32(p.wide, math.Float32bits(float32(x)))
			}
		}
	}
	for _, w := range p.net.Wires {
		if err := p.halves(w.Weights); err != nil {
			return err
		}
	}
	for _, b := range p.net.Biases {
		if err := p.halves(b.Weights); err != nil {
			return err
		}
	}
	return nil
}

func (p *packer) halves(v scene.Values) error {
	wide := make([]float64, len(v))
	for i, x := range v {
		wide[i] = float64(x)
	}
	t, err := safetensors.FromValues("", safetensors.F16, []int{len(v)}, wide)
	for i := 0; i+1 < len(t.Data); i += 2 {
		p.low, p.top = append(p.low, t.Data[i]), append(p.top, t.Data[i+1])
	}
	return err
}

func (p *packer) zip() ([]byte, error) {
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	for _, part := range [][]byte{p.wide, p.low, p.top} {
		if _, err := z.Write(part); err != nil {
			return nil, err
		}
	}
	err = z.Close()
	return b.Bytes(), err
}
