package draw

import (
	"image"
	"image/color"
	"math"

	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
	"pgregory.net/rapid"
)

// A spy is a canvas that notes where texts end up and what lines are drawn.
type spy struct {
	w, h  vg.Length
	stack []matrix
	color color.Color
	texts []spiedText
	// lines counts the lines and curves stroked, by colour without opacity.
	lines          map[color.NRGBA]int
	curves, images int
}

type spiedText struct {
	text string
	quad []vg.Point
}

// matrix is the affine map (x, y) → (a·x+c·y+e, b·x+d·y+f).
type matrix struct{ a, b, c, d, e, f float64 }

func (m matrix) apply(p vg.Point) vg.Point {
	x, y := float64(p.X), float64(p.Y)
	return vg.Point{X: vg.Length(m.a*x + m.c*y + m.e), Y: vg.Length(m.b*x + m.d*y + m.f)}
}

func (m matrix) then(n matrix) matrix { // n first, then m
	return matrix{
		m.a*n.a + m.c*n.b, m.b*n.a + m.d*n.b, m.a*n.c + m.c*n.d, m.b*n.c + m.d*n.d,
		m.a*n.e + m.c*n.f + m.e, m.b*n.e + m.d*n.f + m.f,
	}
}

func spyOn(t rapid.TB, p *Picture) *spy {
	t.Helper()
	s := &spy{w: p.width, h: p.height, stack: []matrix{{a: 1, d: 1}}, lines: map[color.NRGBA]int{}}
	if err := p.render(s); err != nil {
		t.Fatal(err)
	}
	if len(s.stack) != 1 {
		t.Fatalf("%d canvas states were pushed and not popped", len(s.stack)-1)
	}
	return s
}

func (s *spy) top() *matrix                       { return &s.stack[len(s.stack)-1] }
func (s *spy) Size() (w, h vg.Length)             { return s.w, s.h }
func (s *spy) SetLineWidth(vg.Length)             {}
func (s *spy) SetLineDash([]vg.Length, vg.Length) {}
func (s *spy) SetColor(c color.Color)             { s.color = c }
func (s *spy) Push()                              { s.stack = append(s.stack, *s.top()) }
func (s *spy) Pop()                               { s.stack = s.stack[:len(s.stack)-1] }
func (s *spy) Fill(vg.Path)                       {}

func (s *spy) Rotate(r float64) {
	sin, cos := math.Sincos(r)
	*s.top() = s.top().then(matrix{a: cos, b: sin, c: -sin, d: cos})
}

func (s *spy) Translate(p vg.Point) {
	*s.top() = s.top().then(matrix{a: 1, d: 1, e: float64(p.X), f: float64(p.Y)})
}

func (s *spy) Scale(x, y float64) { *s.top() = s.top().then(matrix{a: x, d: y}) }

func (s *spy) Stroke(p vg.Path) {
	c := color.NRGBAModel.Convert(s.color).(color.NRGBA)
	c.A = 0xFF
	for _, comp := range p {
		if comp.Type == vg.CurveComp {
			s.curves++
		}
		if comp.Type == vg.LineComp || comp.Type == vg.CurveComp {
			s.lines[c]++
		}
	}
}

// FillString notes the box from descender to capital height.
func (s *spy) FillString(f font.Face, at vg.Point, text string) {
	w, size := f.Width(text), f.Font.Size
	box := vg.Rectangle{Min: vg.Point{X: at.X, Y: at.Y - 0.2*size}, Max: vg.Point{X: at.X + w, Y: at.Y + 0.73*size}}
	quad := corners(box)
	for i := range quad {
		quad[i] = s.top().apply(quad[i])
	}
	s.texts = append(s.texts, spiedText{text, quad})
}

func (s *spy) DrawImage(vg.Rectangle, image.Image) { s.images++ }

// has tells whether a text was drawn.
func (s *spy) has(text string) bool {
	for _, t := range s.texts {
		if t.text == text {
			return true
		}
	}
	return false
}

// apart tells whether a line parallel to a side of either quad parts the two.
func apart(a, b []vg.Point) bool {
	for _, q := range [][]vg.Point{a, b} {
		for i := range 2 {
			side := q[i+1].Sub(q[i])
			length := vg.Length(math.Sqrt(float64(side.Dot(side))))
			if length == 0 {
				continue
			}
			normal := vg.Point{X: -side.Y / length, Y: side.X / length}
			alo, ahi := extent(a, normal)
			blo, bhi := extent(b, normal)
			if ahi <= blo+0.1 || bhi <= alo+0.1 {
				return true
			}
		}
	}
	return false
}

func extent(q []vg.Point, normal vg.Point) (lo, hi vg.Length) {
	lo, hi = vg.Length(math.Inf(1)), vg.Length(math.Inf(-1))
	for _, p := range q {
		d := p.Dot(normal)
		lo, hi = min(lo, d), max(hi, d)
	}
	return lo, hi
}

// checkTexts fails if a text leaves the picture or lies on another.
func (s *spy) checkTexts(t rapid.TB) {
	t.Helper()
	for i, a := range s.texts {
		for _, p := range a.quad {
			if p.X < 0 || p.Y < 0 || p.X > s.w || p.Y > s.h {
				t.Errorf("%q reaches to (%.1f, %.1f), out of the picture of %.1f × %.1f", a.text, p.X, p.Y, s.w, s.h)
				break
			}
		}
		for _, b := range s.texts[:i] {
			if !apart(a.quad, b.quad) {
				t.Errorf("%q and %q overlap, at (%.1f, %.1f)", a.text, b.text, a.quad[0].X, a.quad[0].Y)
			}
		}
	}
}
