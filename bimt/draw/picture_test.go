package draw

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"gonum.org/v1/plot/vg"
)

func TestSave(t *testing.T) {
	dir := t.TempDir()
	svg, png := filepath.Join(dir, "a.svg"), filepath.Join(dir, "A.PNG")
	for range 2 { // the second time over the first
		if err := Save(lone(), svg, png); err != nil {
			t.Fatal(err)
		}
	}
	for path, head := range map[string]string{svg: "<?xml", png: "\x89PNG"} {
		got, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.HasPrefix(got, []byte(head)) {
			t.Errorf("%s begins with %q", path, got[:8])
		}
	}
	for path, want := range map[string]string{
		filepath.Join(dir, "a.gif"):       "use .svg, .png or .pdf",
		filepath.Join(dir, "no", "a.svg"): "no such file",
	} {
		if err := Save(lone(), path); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: the error is %v, want one with %q", path, err, want)
		}
	}
	if files, _ := os.ReadDir(dir); len(files) != 2 {
		t.Errorf("the folder holds %v, want the two pictures alone", files)
	}
}

// A panic of the library below becomes an error that names the picture.
func TestNoPanicLeaves(t *testing.T) {
	p := &Picture{width: 10, height: 10, title: "odd", paint: func(pen) { panic("no such font") }}
	var b bytes.Buffer
	if err := p.WriteSVG(&b); err == nil || !strings.Contains(err.Error(), `"odd" could not be drawn: no such font`) {
		t.Errorf("the error is %v", err)
	}
	if b.Len() > 0 {
		t.Errorf("%d bytes were written", b.Len())
	}
}

func TestConcurrentWrites(t *testing.T) {
	p, err := losses().Picture()
	if err != nil {
		t.Fatal(err)
	}
	var docs [4]bytes.Buffer
	var wg sync.WaitGroup
	for i := range docs {
		wg.Go(func() {
			if err := p.WriteSVG(&docs[i]); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	for i := range docs {
		if !bytes.Equal(docs[i].Bytes(), docs[0].Bytes()) {
			t.Errorf("writer %d wrote other bytes than writer 0", i)
		}
	}
}

func TestSVGIsReadableAnywhere(t *testing.T) {
	n := lone()
	n.Title = `a < b & "c"`
	p, err := n.Picture()
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := p.WriteSVG(&b); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"<title>a &lt; b &amp; &#34;c&#34;</title>", "font-family:'Liberation Sans',Arial,Helvetica,sans-serif"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("the document lacks %s", want)
		}
	}
	if p, err = moons(2).Picture(); err != nil {
		t.Fatal(err)
	}
	b.Reset()
	if err := p.WriteSVG(&b); err != nil {
		t.Fatal(err)
	}
	want := `preserveAspectRatio="none" style="image-rendering:pixelated" xlink:href="data:image/png;base64,iVBOR`
	if got, images := strings.Count(b.String(), want), strings.Count(b.String(), "<image"); got != 4 || images != 4 {
		t.Errorf("%d of %d images are told how to be drawn, want all 4", got, images)
	}
}

// Long titles, captions and names stay on the page: cut with an ellipsis or wrapped.
func TestLongTexts(t *testing.T) {
	long := strings.Repeat("a rather long name ", 20)
	n := trees()
	n.Title, n.Caption, n.Layers[1].Name = long, long, long
	c := losses()
	c.Title, c.Caption, c.Lines[0].Name, c.Lines[2].Axis, c.XLabel, c.Marks[0].Text = long, long, long, long, long, long
	s := spreads()
	s.Title, s.Metrics[0].Name, s.Metrics[1].Unit = long, long, long
	s.Methods = []string{long, "l1", long, long, long}
	h := attention([]string{long, "b", long}, 1, 3)
	h.Label, h.XLabel, h.YLabel, h.Panels[1].Name = long, long, long, long
	m := methods()
	m.Columns[0], m.Rows[1].Name, m.Rows[1].Cells[1].Lines[0] = long, long, long
	p := pareto()
	p.Methods[0].Name, p.Methods[1].Name, p.YLabel = long, long, long
	b := moons(2)
	b.Classes[0], b.XLabel = long, long
	for _, f := range []Figure{n, Stack{n}, c, s, h, m, p, b} {
		t.Run(fmt.Sprintf("%T", f), func(t *testing.T) {
			p, err := f.Picture()
			if err != nil {
				t.Fatal(err)
			}
			spyOn(t, p).checkTexts(t)
		})
	}
}

func TestClean(t *testing.T) {
	for in, want := range map[string]string{
		"(x1+x3)³":         "(x1+x3)³",
		"√((x1−x2)²)·π":    "√((x1−x2)²)·π",
		"e⁻⁹":              "e^−^9",
		"a\nb\x00":         `a\nb\x00`,
		"\xff":             `\xff`,
		" ":                "_",
		"two  words":       "two\u00a0\u00a0words",
		"two words":        "two words",
		"汉":                `\u6c49`,
		"x∈ℝ":              "x in R",
		"\u202eevil\u200b": `\u202eevil\u200b`,
	} {
		if got := clean(in); got != want {
			t.Errorf("clean(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestShortenAndWrap(t *testing.T) {
	l := lettering{size: 8}
	for _, most := range []vg.Length{1, 20, 60, 300} {
		if s := l.shorten("x1² + x2² + x3²", most); l.width(s) > most && s != "…" {
			t.Errorf("%q is %v wide, more than %v", s, l.width(s), most)
		}
	}
	if s := l.shorten("x1² + x2²", 300); s != "x1² + x2²" {
		t.Errorf("a text that fits became %q", s)
	}
	lines := l.wrap("one two three four\nfive 12\u00a0345", 40)
	if got := strings.Join(lines, "|"); got != "one two|three four|five 12\u00a0345" && len(lines) < 3 {
		t.Errorf("wrapped as %q", got)
	}
	for _, line := range lines {
		if l.width(line) > 40 {
			t.Errorf("the line %q is wider than 40", line)
		}
	}
	if strings.Join(strings.Fields(strings.Join(lines, " ")), " ") != strings.Join(strings.Fields("one two three four five 12\u00a0345"), " ") {
		t.Errorf("words were lost: %q", lines)
	}
}

func TestNumbers(t *testing.T) {
	for v, want := range map[float64]string{0: "0", 2.3: "2.3", -0.0123456: "−0.0123", 123456: "123456", 1e-7: "1e−7", 12.345e12: "1.23e13"} {
		if got := number(v); got != want {
			t.Errorf("number(%v) = %q, want %q", v, got, want)
		}
	}
	for n, want := range map[int]string{0: "0", 999: "999", 9999: "9999", 89400: "89\u00a0400", 1234567: "1\u00a0234\u00a0567"} {
		if got := count(n); got != want {
			t.Errorf("count(%d) = %q, want %q", n, got, want)
		}
	}
}
