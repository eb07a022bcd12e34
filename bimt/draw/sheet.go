package draw

import (
	"strings"

	"gonum.org/v1/plot/vg"
)

// A sheet is a page of panels in rows and columns, all of one size, their frames
// aligned.
type sheet struct {
	page
	panels  []*panel // by rows
	columns int
	// aspect is the height of a frame in parts of its width; tallest bounds it.
	aspect  float64
	tallest vg.Length
	// bar, if any, is a colour bar right of all panels.
	bar *colorBar
}

const panelGap vg.Length = 14

// layOut finds the size of the frames from the width of the page, then the place
// of each. The legend and the caption are set by finish, before or after.
func (s *sheet) layOut() {
	if s.width == 0 {
		s.width = pageWidth
	}
	s.columns = max(1, min(s.columns, len(s.panels)))
	rows := (len(s.panels) + s.columns - 1) / s.columns
	side := make([]vg.Length, s.columns)
	guess := s.frameHeight((s.width - 2*margin) / vg.Length(s.columns) * 0.8)
	for i, p := range s.panels {
		p.fitY(guess)
		side[i%s.columns] = max(side[i%s.columns], p.beside)
	}
	room := s.width - 2*margin - panelGap*vg.Length(s.columns-1) - 8
	if s.bar != nil {
		room -= s.bar.width()
	}
	for _, w := range side {
		room -= w
	}
	width := room / vg.Length(s.columns)
	if s.tallest > 0 && vg.Length(s.aspect)*width > s.tallest && s.aspect == 1 {
		width = s.tallest // keep squares square
	}
	height := s.frameHeight(width)
	s.place(rows, width, height, side)
}

func (s *sheet) frameHeight(width vg.Length) vg.Length {
	h := vg.Length(s.aspect) * width
	if s.tallest > 0 {
		h = min(h, s.tallest)
	}
	return h
}

// place sets the frames from the top row down and the body height.
func (s *sheet) place(rows int, width, height vg.Length, side []vg.Length) {
	used := panelGap*vg.Length(s.columns-1) + width*vg.Length(s.columns)
	for _, w := range side {
		used += w
	}
	if s.bar != nil {
		used += s.bar.width()
	}
	left := (s.width - used) / 2
	above, below := make([]vg.Length, rows), make([]vg.Length, rows)
	for i, p := range s.panels {
		p.fitX(width)
		above[i/s.columns] = max(above[i/s.columns], p.top())
		below[i/s.columns] = max(below[i/s.columns], p.under)
	}
	y := vg.Length(0)
	for r := range rows {
		y -= above[r] + height
		x := left
		for c := range s.columns {
			x += side[c]
			if i := r*s.columns + c; i < len(s.panels) {
				s.panels[i].box = vg.Rectangle{Min: vg.Point{X: x, Y: y}, Max: vg.Point{X: x + width, Y: y + height}}
			}
			x += width + panelGap
		}
		y -= below[r]
		if r < rows-1 {
			y -= panelGap / 2
		}
	}
	s.body = -y
	for _, p := range s.panels {
		p.box = p.box.Add(vg.Point{Y: s.body})
	}
	if s.bar != nil {
		first, last := s.panels[0].box, s.panels[min(s.columns, len(s.panels))-1].box
		s.bar.place(vg.Point{X: last.Max.X, Y: first.Max.Y}, first.Size().Y)
	}
}

// cut are the titles of panels that were shortened, in full.
func (s *sheet) cut() (titles []string) {
	for _, p := range s.panels {
		if !strings.HasPrefix(p.head, clean(p.title)) {
			titles = append(titles, p.title)
		}
	}
	return titles
}

// picture returns the sheet as a Picture.
func (s *sheet) picture() *Picture {
	return &Picture{width: s.width, height: s.height(), title: s.title, paint: func(c pen) {
		bottom := s.drawPage(c)
		c.Push()
		c.Translate(vg.Point{Y: bottom})
		for _, p := range s.panels {
			p.draw(c)
		}
		if s.bar != nil {
			s.bar.draw(c)
		}
		c.Pop()
	}}
}
