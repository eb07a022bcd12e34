package draw

import (
	"fmt"
	"image/color"
	"math"
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	xfont "golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/font/liberation"
	"gonum.org/v1/plot/vg"
	vgdraw "gonum.org/v1/plot/vg/draw"
)

// Sizes of text, in points, for a picture printed at its own size.
const (
	titleSize vg.Length = 11
	textSize  vg.Length = 8.5
	smallSize vg.Length = 7.5
)

// fonts holds Liberation, which gonum/plot carries; parsed when first needed.
var fonts = sync.OnceValue(func() *font.Cache { return font.NewCache(liberation.Collection()) })

func sans(size vg.Length) font.Font {
	return font.Font{Typeface: "Liberation", Variant: "Sans", Size: size}
}

// A lettering says how a text is drawn: its size, colour and turn, and which part
// of it lies on the point given: alongX 0 its left end, ½ its middle, 1 its
// right end; alongY 0 its lowest descender, ½ its middle, 1 its top.
type lettering struct {
	size           vg.Length
	color          color.Color
	bold           bool
	turn           float64 // radians, counterclockwise
	alongX, alongY float64
}

func (l lettering) face() font.Face {
	f := sans(l.size)
	if l.bold {
		f.Weight = xfont.WeightBold
	}
	return fonts().Lookup(f, l.size)
}

// Heights of Liberation Sans above and below the baseline, in parts of its size;
// text is laid out by these, so that no accent or descender sticks out.
const (
	ascent  = 0.905
	descent = 0.212
	height  = ascent + descent
)

func (l lettering) width(s string) vg.Length {
	f := l.face()
	return f.Width(s)
}

func (l lettering) height() vg.Length { return l.size * height }

// write draws one line of text at a point.
func (p pen) write(l lettering, at vg.Point, s string) {
	if s == "" {
		return
	}
	clr := l.color
	if clr == nil {
		clr = ink
	}
	p.Push()
	defer p.Pop()
	p.SetColor(clr)
	p.Translate(at)
	if l.turn != 0 {
		p.Rotate(l.turn)
	}
	p.FillString(l.face(), vg.Point{
		X: -vg.Length(l.alongX) * l.width(s),
		Y: l.size*descent - vg.Length(l.alongY)*l.height(),
	}, s)
}

// pen draws on a canvas.
type pen struct{ vgdraw.Canvas }

// substitutes are written for common signs that Liberation Sans lacks.
var substitutes = strings.NewReplacer(
	"⁰", "^0", "⁹", "^9", "⁻", "^−", "⁺", "^+", "⁽", "(", "⁾", ")", "ₙ", "_n",
	"∘", "°", "∈", " in ", "␣", "_", "⏎", "\\n", "✓", "√", "◆", "◊", "⊗", "×", "ℝ", "R",
)

// clean makes a label printable: control characters and signs that the font lacks
// are written as escapes, so that nothing is dropped and the SVG stays valid XML.
func clean(s string) string {
	if strings.Trim(s, " ") == "" {
		s = strings.ReplaceAll(s, " ", "_") // a token of spaces only
	}
	s = strings.ReplaceAll(substitutes.Replace(s), "  ", "\u00a0\u00a0") // SVG joins plain spaces
	face := fonts().Lookup(sans(10), 10)
	var buf sfnt.Buffer
	var out strings.Builder
	for len(s) > 0 {
		r, n := utf8.DecodeRuneInString(s)
		glyph, err := face.Face.GlyphIndex(&buf, r)
		switch {
		case r == utf8.RuneError && n == 1:
			fmt.Fprintf(&out, `\x%02x`, s[0])
		case !unicode.IsGraphic(r) || err != nil || glyph == 0:
			out.WriteString(strings.Trim(strconv.QuoteToASCII(string(r)), `"`))
		default:
			out.WriteRune(r)
		}
		s = s[n:]
	}
	return out.String()
}

// shorten cleans a text and cuts it to at most a width, with an ellipsis in its middle: what
// tells names and formulas apart is as often at their ends.
func (l lettering) shorten(s string, most vg.Length) string {
	s = clean(s)
	if l.width(s) <= most {
		return s
	}
	runes := []rune(s)
	for n := len(runes) - 1; n > 0; n-- {
		end := len(runes) - n/2
		if cut := strings.TrimRight(string(runes[:n-n/2]), " ") + "…" + strings.TrimLeft(string(runes[end:]), " "); l.width(cut) <= most {
			return cut
		}
	}
	return "…"
}

// listed is the most texts that a caption gives in full.
const listed = 12

// inFull is a sentence with the texts that were shortened, in their order.
func inFull(shortened []string) string {
	if len(shortened) == 0 {
		return ""
	}
	more := ""
	if n := len(shortened) - listed; n > 0 {
		shortened, more = shortened[:listed], fmt.Sprintf("; and %d more", n)
	}
	return "In full: " + strings.Join(shortened, ";  ") + more + "."
}

// wrap cleans a text and breaks it into lines of at most a width: at spaces but not at those
// inside a number, and words that are longer than a line anywhere.
func (l lettering) wrap(s string, most vg.Length) []string {
	var lines []string
	line := ""
	for _, word := range strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == '\n' || r == '\t' }) {
		word = clean(word)
		for l.width(word) > most {
			n := len([]rune(word)) - 1
			for n > 1 && l.width(string([]rune(word)[:n])) > most {
				n--
			}
			if line != "" {
				lines, line = append(lines, line), ""
			}
			lines, word = append(lines, string([]rune(word)[:n])), string([]rune(word)[n:])
		}
		if line != "" && l.width(line+" "+word) > most {
			lines = append(lines, line)
			line = ""
		}
		line = strings.TrimLeft(line+" "+word, " ")
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}

// number writes a value with three significant digits and a real minus sign.
func number(v float64) string {
	s := strconv.FormatFloat(v, 'g', 3, 64)
	if a := math.Abs(v); a >= 1000 && a < 1e6 {
		s = strconv.FormatFloat(v, 'f', 0, 64)
	}
	s = strings.NewReplacer("e-0", "e-", "e+0", "e", "e+", "e").Replace(s)
	return strings.ReplaceAll(s, "-", "−")
}

// count writes a whole number in groups of three digits, as in 12 345.
func count(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0 && n >= 10000; i -= 3 {
		s = s[:i] + "\u00a0" + s[i:]
	}
	return s
}
