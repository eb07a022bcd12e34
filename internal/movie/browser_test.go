package movie_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/gobimt/bimt/internal/movie"
	"github.com/gobimt/bimt/internal/page"
)

// browser is Chromium with one page, which fails the test at an error in its console.
type browser struct {
	*testing.T
	ctx context.Context

	mu    sync.Mutex
	wrong []string
}

func newBrowser(t *testing.T) *browser {
	t.Helper()
	found := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if p, err := exec.LookPath(name); err == nil && found == "" {
			found = p
		}
	}
	if found == "" {
		t.Skip("left out, since there is no browser: install chromium")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(found), chromedp.NoSandbox, chromedp.WindowSize(1000, 900), chromedp.WSURLReadTimeout(2*time.Minute))
	ctx, cancel := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	b := &browser{T: t, ctx: ctx}
	if err := chromedp.Listen(ctx, b.listen); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		if len(b.wrong) > 0 {
			t.Errorf("the console says: %s", strings.Join(b.wrong, "; "))
		}
	})
	return b
}

// listen keeps what goes wrong in the page.
func (b *browser) listen(event any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		b.wrong = append(b.wrong, fmt.Sprint(e.ExceptionDetails.Text, " ", e.ExceptionDetails.LineNumber))
	case *runtime.EventConsoleAPICalled:
		if e.Type == "error" || e.Type == "warning" {
			b.wrong = append(b.wrong, fmt.Sprint(e.Type, e.Args))
		}
	}
}

func (b *browser) do(actions ...chromedp.Action[chromedp.Void]) {
	b.Helper()
	if err := chromedp.Do(b.ctx, actions...); err != nil {
		b.Fatal(err)
	}
}

// eval is the value of an expression, which may be a promise.
func (b *browser) eval(js string) any {
	b.Helper()
	text, err := chromedp.Run(b.ctx, chromedp.Evaluate[string]("(async () => JSON.stringify((await ("+js+")) ?? null))()", chromedp.EvalAwaitPromise))
	if err != nil {
		b.Fatalf("%s: %v", js, err)
	}
	var v any
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		b.Fatal(err)
	}
	return v
}

// until waits for an expression to be true.
func (b *browser) until(js string) {
	b.Helper()
	for range 1200 {
		if b.eval(js) == true {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	b.Fatalf("it did not come to be: %s", js)
}

// press presses a key, as it is named in events, on what has the focus.
func (b *browser) press(key string) {
	b.Helper()
	b.eval(fmt.Sprintf(`document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {key: %q, bubbles: true}))`, key))
}

// open shows a document as a file and waits until it is drawn.
func (b *browser) open(d page.Document) {
	b.Helper()
	html, err := page.HTML(d)
	if err != nil {
		b.Fatal(err)
	}
	file := filepath.Join(b.TempDir(), "page.html")
	if err := os.WriteFile(file, html, 0o600); err != nil {
		b.Fatal(err)
	}
	b.do(chromedp.Navigate("file://" + file))
	b.until(`document.documentElement.dataset.ready === 'yes'`)
	b.do(func(ctx context.Context, t *chromedp.Target) (chromedp.Void, error) {
		_, err := chromedp.Evaluate[bool](helpers)(ctx, t)
		return chromedp.Void{}, err
	})
}

// helpers look at the canvas of the network, and find something on it as a pointer would.
const helpers = `
window.canvas = () => document.querySelector('.network canvas');
window.frames2 = () => new Promise((r) => requestAnimationFrame(() => requestAnimationFrame(r)));
window.seen = async () => { await frames2(); return canvas().toDataURL(); };
window.point = (kind, x, y) => { const b = canvas().getBoundingClientRect(); canvas().dispatchEvent(new PointerEvent(kind, {clientX: b.left + x, clientY: b.top + y, pointerId: 1, bubbles: true})); };
window.find = (text) => {
  const b = canvas().getBoundingClientRect();
  for (let y = 20; y < b.height; y += 7) for (let x = 20; x < b.width; x += 3) {
    point('pointermove', x, y);
    const tip = document.querySelector('.tip:not([hidden])');
    if (tip && tip.textContent.includes(text)) return [x, y, tip.textContent, tip.querySelectorAll('.spark').length];
  }
  return null;
};
true`

func viewed(t *testing.T) page.Document {
	t.Helper()
	v, err := opened(t, trained(t, filepath.Join(t.TempDir(), "run"), "independence", 12, "steps=600", "swap_every=50", "log_every=50")).View()
	if err != nil {
		t.Fatal(err)
	}
	return page.Document{Title: v.Title, Script: page.View, Data: v}
}

// A reader plays, scrubs, steps, hovers and clicks.
func TestMovieInTheBrowser(t *testing.T) {
	b := newBrowser(t)
	b.open(viewed(t))
	moment := func() string { return fmt.Sprint(b.eval(`document.querySelector('.moment').textContent`)) }
	if m := moment(); m != "step 600 of 600" {
		t.Errorf("it begins at %q", m)
	}
	end := b.eval(`seen()`)

	b.eval(`(() => { const s = document.querySelector('.player input'); s.value = 0; s.dispatchEvent(new Event('input')); return true; })()`)
	if m := moment(); m != "step 0 of 600" {
		t.Errorf("scrubbed to the start it says %q", m)
	}
	if b.eval(`seen()`) == end {
		t.Error("the network looks the same at the start and at the end")
	}

	b.eval(`document.querySelector('.play').click()`)
	b.until(`document.querySelector('.moment').textContent === 'step 600 of 600'`)
	b.until(`document.querySelector('.play').getAttribute('aria-label') === 'Play'`)
	b.eval(`document.activeElement.blur()`)
	b.press(",")
	if m := moment(); m != "step 550 of 600" {
		t.Errorf("a comma leads to %q", m)
	}

	line, _ := b.eval(`find('w = ')`).([]any)
	if len(line) != 4 || line[3] != 1.0 || !strings.Contains(line[2].(string), "→") {
		t.Errorf("hovering a wire tells %v", line)
	}
	b.eval(`point('pointerleave', 0, 0)`)
	b.eval(`new Promise((r) => setTimeout(r, 600))`)
	plain := b.eval(`seen()`)
	neuron, _ := b.eval(`(() => { const f = find('weights in'); if (f) { point('pointerdown', f[0], f[1]); point('pointerup', f[0], f[1]); point('pointerleave', 0, 0); } return f; })()`).([]any)
	if len(neuron) != 4 {
		t.Fatal("no neuron is found")
	}
	if b.eval(`seen()`) == plain {
		t.Error("a click on a neuron lights nothing")
	}
	b.eval(`canvas().focus()`)
	b.press("Escape")
	b.eval(`document.activeElement.blur()`)
	if b.eval(`seen()`) != plain {
		t.Error("Escape does not bring the picture back")
	}

	rows := b.eval(`(() => { document.querySelector('.wires').open = true; return new Promise((r) => setTimeout(() => r(document.querySelectorAll('.wires tbody tr').length), 100)); })()`)
	if n, _ := rows.(float64); n < 10 {
		t.Errorf("the table has %v rows", rows)
	}
}

// On a phone nothing sticks out; in the dark it is dark; who wants little motion has none.
func TestReadersOfAllKinds(t *testing.T) {
	b := newBrowser(t)
	b.do(chromedp.EmulateViewport(390, 800, chromedp.EmulateScale(2), chromedp.EmulateMobile), func(ctx context.Context, t *chromedp.Target) (chromedp.Void, error) {
		_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
			{Name: "prefers-color-scheme", Value: "dark"}, {Name: "prefers-reduced-motion", Value: "reduce"},
		}})
		return chromedp.Void{}, err
	})
	b.open(viewed(t))
	if wide := b.eval(`document.scrollingElement.scrollWidth`); wide != 390.0 {
		t.Errorf("on a screen of 390 pixels the page is %v wide", wide)
	}
	if paper := b.eval(`getComputedStyle(document.body).backgroundColor`); paper != "rgb(22, 24, 27)" {
		t.Errorf("in the dark the page is %v", paper)
	}
	b.press("Home")
	first := b.eval(`seen()`)
	b.eval(`new Promise((r) => setTimeout(r, 500))`)
	if b.eval(`seen()`) != first {
		t.Error("neurons glide, though little motion is wanted")
	}
}

// Small pictures are sorted, and one is enlarged.
func TestComparisonInTheBrowser(t *testing.T) {
	b := newBrowser(t)
	dir := t.TempDir()
	for _, method := range []string{"l1", "bimt"} {
		for seed := range 2 {
			trained(t, filepath.Join(dir, fmt.Sprintf("%s-seed%d", method, seed)), "independence", 0, "steps=400", "method="+method, fmt.Sprintf("seed=%d", seed))
		}
	}
	all, err := movie.Compare(t.Context(), dir, func(text string) { t.Error(text) })
	if err != nil {
		t.Fatal(err)
	}
	b.open(page.Document{Title: "runs", Script: page.View, Data: all})
	order := func() (names []string) {
		text, err := json.Marshal(b.eval(`[...document.querySelectorAll('.card b')].map((e) => e.textContent)`))
		if err == nil {
			err = json.Unmarshal(text, &names)
		}
		if err != nil {
			t.Fatal(err)
		}
		return names
	}
	choose := func(label, value string) {
		b.eval(fmt.Sprintf(`(() => { const s = document.querySelector('select[aria-label="%s"]'); s.value = '%s'; s.dispatchEvent(new Event('change')); return true; })()`, label, value))
	}
	choose("Sort by", "connection_cost")
	if names := order(); len(names) != 4 || !strings.HasPrefix(names[0], "bimt") {
		t.Errorf("by connection cost the order is %v", names)
	}
	choose("Method", "l1")
	if names := order(); len(names) != 2 || !strings.HasPrefix(names[0], "l1") || !strings.HasPrefix(names[1], "l1") {
		t.Errorf("of l1 there are %v", names)
	}
	b.eval(`document.querySelector('.card').click()`)
	b.until(`document.querySelector('.large:not([hidden]) canvas') !== null`)
	b.press("Escape")
	b.until(`document.querySelector('.large[hidden]') !== null`)
}
