package draw

import (
	"bytes"
	"image"
	"image/color"
	"image/gif"
	"strings"
	"testing"
	"time"
)

// moving is a movie of a network in which two neurons change places.
func moving(t *testing.T) Movie {
	t.Helper()
	before, after := trees(), trees()
	for l := range before.Layers {
		for i := range before.Layers[l].Neurons {
			before.Layers[l].Neurons[i].Number, after.Layers[l].Neurons[i].Number = i, i
		}
	}
	hidden := after.Layers[1].Neurons
	hidden[0].Number, hidden[1].Number = 1, 0
	hidden[0].Dead, hidden[1].Dead = false, false
	m := Movie{DPI: 40}
	for _, part := range []float64{0, 0.5, 1} {
		n, err := Between(before, after, part)
		if err != nil {
			t.Fatal(err)
		}
		m.Frames = append(m.Frames, Frame{Figures: []Figure{n, losses()}, For: 50 * time.Millisecond})
	}
	m.Frames = append(m.Frames, Frame{Figures: []Figure{after, losses()}})
	return m
}

// A GIF shows, frame for frame, what the frames are, and equal movies are equal bytes.
func TestMovieGIF(t *testing.T) {
	m := moving(t)
	var a, b bytes.Buffer
	for _, w := range []*bytes.Buffer{&a, &b} {
		if err := m.WriteGIF(w); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(a.Bytes(), b.Bytes()) {
		t.Error("the same movie is other bytes the second time")
	}
	g, err := gif.DecodeAll(&a)
	if err != nil {
		t.Fatal(err)
	}
	if len(g.Image) != 4 || g.Delay[0] != 5 || g.Delay[3] != 10 {
		t.Fatalf("%d frames with delays %v; want 4 with 5, 5, 5, 10", len(g.Image), g.Delay)
	}
	screen := image.NewRGBA(image.Rect(0, 0, g.Config.Width, g.Config.Height))
	i := 0
	err = m.Each(func(_ Frame, img *image.RGBA) error {
		put(screen, g.Image[i])
		if far := pixelsApart(screen, img); far > 40 {
			t.Errorf("frame %d: a pixel is %d of 255 from the picture's", i, far)
		}
		i++
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// put draws a frame over what is there.
func put(screen *image.RGBA, frame *image.Paletted) {
	for y := frame.Rect.Min.Y; y < frame.Rect.Max.Y; y++ {
		for x := frame.Rect.Min.X; x < frame.Rect.Max.X; x++ {
			if c := color.NRGBAModel.Convert(frame.At(x, y)).(color.NRGBA); c.A > 0 {
				screen.Set(x, y, c)
			}
		}
	}
}

// pixelsApart is the largest difference of a channel.
func pixelsApart(a, b *image.RGBA) (most int) {
	for y := range a.Rect.Dy() {
		for x := range a.Rect.Dx() {
			p, q := a.RGBAAt(x, y), b.RGBAAt(b.Rect.Min.X+x, b.Rect.Min.Y+y)
			for _, d := range []int{int(p.R) - int(q.R), int(p.G) - int(q.G), int(p.B) - int(q.B)} {
				most = max(most, d, -d)
			}
		}
	}
	return most
}

// A neuron half on its way is between its places; its edges stay with it.
func TestBetween(t *testing.T) {
	m := moving(t)
	first, half, last := m.Frames[0].Figures[0].(Network), m.Frames[1].Figures[0].(Network), m.Frames[2].Figures[0].(Network)
	if a, b := first.Layers[1].Neurons[0].X, last.Layers[1].Neurons[0].X; a == b {
		t.Fatal("nothing moves")
	} else if x := half.Layers[1].Neurons[0].X; x != (a+b)/2 {
		t.Errorf("half-way between %v and %v it is at %v", a, b, x)
	}
	other := trees()
	other.Layers = other.Layers[:2]
	if _, err := Between(other, trees(), 0.5); err == nil || !strings.Contains(err.Error(), "layers") {
		t.Errorf("networks of other layers: %v", err)
	}
}

func TestMovieRefuses(t *testing.T) {
	for want, m := range map[string]Movie{
		"without frames": {},
		"has 1 figures":  {Frames: []Frame{{Figures: []Figure{trees(), losses()}}, {Figures: []Figure{trees()}}}},
		"no layers":      {Frames: []Frame{{Figures: []Figure{Network{Title: "empty"}}}}},
	} {
		if err := m.WriteGIF(&bytes.Buffer{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want an error with %q", err, want)
		}
	}
	if err := (&GIF{}).Write(&bytes.Buffer{}); err == nil {
		t.Error("a GIF of nothing was written")
	}
}
