package site_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/gobimt/bimt/internal/site"
)

// built is the site, compiled once for all tests.
var built = sync.OnceValues(func() (site.Files, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return nil, err
	}
	m, err := site.Build(context.Background(), filepath.Join(cache, "bimt", "playground"), func(string) {})
	if err != nil {
		return nil, err
	}
	return site.New(m)
})

// chromium is the browser, "" if there is none.
var chromium = sync.OnceValue(func() string {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
})

var endBrowser = func() {}

// browser is one for all tests, each of which has a tab of its own.
var browser = sync.OnceValue(func() context.Context {
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(chromium()), chromedp.NoSandbox, chromedp.WSURLReadTimeout(2*time.Minute))
	alloc, end := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, _ := chromedp.NewContext(alloc) // ends with alloc
	if err := chromedp.Do(ctx); err != nil {
		end()
		return ctx // the first tab says why
	}
	endBrowser = end
	return ctx
})

func TestMain(m *testing.M) {
	code := m.Run()
	endBrowser()
	os.Exit(code)
}

// tab is a page in a browser, with what went wrong in it.
type tab struct {
	*testing.T
	ctx  context.Context
	mu   sync.Mutex
	errs []string
}

// open opens the playground at a link.
func open(t *testing.T, link string, width, height int64) *tab {
	t.Helper()
	if chromium() == "" {
		t.Skip("there is no Chromium here: the tests of the page are left out")
	}
	if testing.Short() {
		t.Skip("-short: the page is compiled and opened in Chromium")
	}
	f, err := built()
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(f.Handler())
	t.Cleanup(server.Close)
	ctx, cancel := chromedp.NewContext(browser())
	t.Cleanup(cancel)
	ctx, cancel = context.WithTimeout(ctx, 8*time.Minute) // for a machine that is busy
	t.Cleanup(cancel)
	b := &tab{T: t, ctx: ctx}
	messages := chromedp.Console(ctx)
	go func() {
		for m, err := range messages {
			if err != nil {
				return
			}
			if m.IsException() || m.Type == "error" {
				b.mu.Lock()
				b.errs = append(b.errs, m.String())
				b.mu.Unlock()
			}
		}
	}()
	t.Cleanup(func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		for _, e := range b.errs {
			t.Error("in the console:", e)
		}
	})
	b.do(chromedp.EmulateViewport(width, height))
	b.do(chromedp.Navigate(server.URL + "/#" + link))
	b.wait("document.documentElement.dataset.play")
	js[bool](b, still)
	return b
}

func (b *tab) do(actions ...chromedp.Action[chromedp.Void]) {
	b.Helper()
	if err := chromedp.Do(b.ctx, actions...); err != nil {
		b.Fatal(err)
	}
}

// js gives the value of an expression, which may be a promise.
func js[T any](b *tab, expression string) (v T) {
	b.Helper()
	v, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		b.Fatalf("%s: %v", expression, err)
	}
	return v
}

// wait waits until an expression is true.
func (b *tab) wait(expression string) {
	b.Helper()
	for end := time.Now().Add(5 * time.Minute); ; time.Sleep(50 * time.Millisecond) {
		if js[bool](b, "!!("+expression+")") {
			return
		}
		if time.Now().After(end) {
			b.Fatalf("waited for %s; the page says %q", expression, js[string](b, "document.querySelector('.says').textContent"))
		}
	}
}

// still waits until nothing that the mouse could aim at has moved for three frames, at most a second: a page that plays
// goes on moving.
const still = `(async () => {
	const spots = () => [...document.querySelectorAll('button, input, select, canvas')].map((e) => Object.values(e.getBoundingClientRect().toJSON())).join();
	for (let frame = 0, same = 0, before = ''; frame < 60 && same < 3; frame++) {
		await new Promise(requestAnimationFrame);
		const now = spots();
		same = now === before ? same + 1 : 0;
		before = now;
	}
	return true;
})()`

// press clicks what has a name: an accessible one, or its text. The page may move it while the mouse is on its way, as from
// under a user's hand; who sees that a click missed clicks again.
func (b *tab) press(name string) {
	b.Helper()
	quoted, _ := json.Marshal(name)
	aim := fmt.Sprintf(`(() => {
		const e = [...document.querySelectorAll('button, [role=tab]')].find((e) => (e.ariaLabel === %[1]s || e.textContent.trim() === %[1]s) && e.offsetParent);
		if (!e) return [];
		e.scrollIntoView({block: 'center'});
		window.met = false;
		e.addEventListener('click', () => { window.met = true; }, {once: true, capture: true});
		const r = e.getBoundingClientRect();
		return [r.x + r.width / 2, r.y + r.height / 2];
	})()`, quoted)
	for range 5 {
		js[bool](b, still)
		where := js[[]float64](b, aim)
		if len(where) == 0 {
			b.Fatalf("there is no button %q", name)
		}
		b.do(chromedp.MouseClickXY(where[0], where[1]))
		if js[bool](b, "window.met") {
			return
		}
	}
	b.Fatalf("five clicks missed the button %q", name)
}

// pick chooses an option of a list, or types into a field, by its id or its accessible name.
func (b *tab) pick(field, value string) {
	b.Helper()
	f, _ := json.Marshal(field)
	v, _ := json.Marshal(value)
	if !js[bool](b, fmt.Sprintf(`(() => {
		const e = document.getElementById(%[1]s) ?? [...document.querySelectorAll('input, select, textarea')].find((e) => (e.ariaLabel ?? '').startsWith(%[1]s));
		if (!e) return false;
		e.value = %[2]s;
		e.dispatchEvent(new Event('input', {bubbles: true}));
		e.dispatchEvent(new Event('change', {bubbles: true}));
		return true;
	})()`, f, v)) {
		b.Fatalf("there is no field %q", field)
	}
}

func (b *tab) figure(name string) float64 {
	b.Helper()
	return js[float64](b, "playground.engine.figures."+name)
}

func (b *tab) says() string { return js[string](b, "document.querySelector('.says').textContent") }

const tiny = "experiment=independence&width=6&steps=600&swap_every=50&train_rows=40&test_rows=30"

const answers = "playground.engine.call('probe', {}).then((p) => p.answer)"

// far says whether answers differ by more than rounding.
func far(a, b []float64) bool {
	for i := range a {
		if d := a[i] - b[i]; d > 1e-9 || d < -1e-9 {
			return true
		}
	}
	return len(a) != len(b)
}

// Interaction 1: play, pause, a step, scrubbing back, and on from there to the same bits; and 4: a relocation.
func TestPlayAndScrub(t *testing.T) {
	b := open(t, tiny, 1280, 800)
	first := 0.0
	b.press("Step")
	b.wait("playground.engine.figures.done === 1")
	first = b.figure("loss")
	b.press("▶ Play")
	b.wait("playground.engine.figures.done === 600")
	last := b.figure("loss")
	if last >= first/2 {
		t.Errorf("the loss went from %v to %v", first, last)
	}
	end := js[[]float64](b, answers)
	b.pick("Step:", "300")
	b.wait("playground.engine.figures.done === 300")
	if back := js[[]float64](b, answers); !far(end, back) {
		t.Error("scrubbing back changed no answer")
	}
	wire := b.figure("wire")
	before := js[[]float64](b, answers)
	b.press("Relocate: let neurons swap places now (r)")
	b.wait("/moves|No neuron/.test(document.querySelector('.says').textContent)")
	if after := b.figure("wire"); after > wire {
		t.Errorf("relocation raised Σ|w|·d from %v to %v", wire, after)
	}
	if far(before, js[[]float64](b, answers)) {
		t.Error("relocation changed answers")
	}
	b.press("▶ Play")
	b.wait("playground.engine.figures.done === 600")
}

// Interaction 2: a price is changed while it trains, by the mouse's event and by an arrow key.
func TestSliders(t *testing.T) {
	b := open(t, strings.Replace(tiny, "steps=600", "steps=100000", 1), 1280, 800)
	b.press("▶ Play")
	b.wait("playground.engine.figures.done > 20")
	b.pick("λ:", "200")
	b.wait("playground.engine.figures.lambda > 0.5")
	b.do(chromedp.Focus(chromedp.CSS(`input[aria-label^="λ:"]`)), chromedp.KeyEvent(kb.ArrowLeft))
	value := js[float64](b, "playground.settings.lambda")
	if value < 0.5 || !strings.Contains(js[string](b, "location.hash"), "lambda=") {
		t.Errorf("λ is %v, the link %s", value, js[string](b, "location.hash"))
	}
	b.press("❚❚ Pause")
	b.wait("!playground.engine.playing")
}

// at is where a neuron is drawn, in pixels of the page.
func (b *tab) at(axis, number int) (x, y float64) {
	b.Helper()
	js[bool](b, still)
	p := js[[]float64](b, fmt.Sprintf(`(() => {
		const c = playground.view.canvas;
		c.scrollIntoView({block: 'center'});
		const r = c.getBoundingClientRect(), p = playground.view.at({axis: %d, number: %d});
		return [r.x + p[0], r.y + p[1]];
	})()`, axis, number))
	return p[0], p[1]
}

// Interaction 3: a neuron that is dragged changes the cost, and no answer; what it would cost is said meanwhile.
func TestDrag(t *testing.T) {
	b := open(t, tiny, 1280, 800)
	before, wire := js[[]float64](b, answers), b.figure("wire")
	x, y := b.at(1, 0)
	to, _ := b.at(1, 5)
	mouse := func(kind input.DispatchMouseEventType, x, y float64) {
		b.do(chromedp.MouseEvent(kind, x, y, chromedp.ButtonLeft, func(p *input.DispatchMouseEventParams) { p.Buttons, p.ClickCount = 1, 1 }))
	}
	mouse(chromedp.MousePressed, x, y)
	mouse(chromedp.MouseMoved, (x+to)/2, y-10)
	mouse(chromedp.MouseMoved, to, y-5)
	b.wait("document.querySelector('.says').textContent.startsWith('Let go here')")
	promised := b.says()
	mouse(chromedp.MouseReleased, to, y-5)
	b.wait("/moved, with its wires/.test(document.querySelector('.says').textContent)")
	if after := b.figure("wire"); after == wire {
		t.Errorf("Σ|w|·d is %v as before; it said %q", after, promised)
	}
	if far(before, js[[]float64](b, answers)) {
		t.Error("dragging a neuron changed answers")
	}
}

// Interactions 5 and 7: hovering a wire tells of it; clicked, it is cut, frozen and set.
func TestWire(t *testing.T) {
	b := open(t, tiny+"&method=none", 1280, 800)
	p := js[[]float64](b, `(() => {
		const v = playground.view, l = v.lines[v.lines.length - 1], w = v.net.wires[l.wire];
		const a = v.at({axis: w.from, number: l.col}), z = v.at({axis: w.to, number: l.row}), r = v.canvas.getBoundingClientRect();
		return [r.x + (a[0] + z[0]) / 2, r.y + (a[1] + z[1]) / 2];
	})()`)
	b.do(chromedp.MouseEvent(chromedp.MouseMoved, p[0], p[1]))
	b.wait("!document.querySelector('.tip').hidden && /price/.test(document.querySelector('.tip').textContent)")
	b.do(chromedp.MouseClickXY(p[0], p[1]))
	b.wait("document.querySelector('.inspector').textContent.includes('length')")
	b.press("Cut it: hold it at 0")
	b.wait("/w = 0 /.test(document.querySelector('.inspector').textContent)")
	b.press("▶ Play")
	b.wait("playground.engine.figures.done === 600")
	b.wait("/w = 0 /.test(document.querySelector('.inspector').textContent)")
	b.pick("value of the weight", "1.5")
	b.press("Freeze it at this value")
	b.wait("/w = 1.5 /.test(document.querySelector('.inspector').textContent)")
	b.press("Let it be trained again")
	b.wait("playground.engine.call('held').then((h) => h.length === 0)")
}

// Interactions 6 and 7: a neuron that is clicked shows what it does; knocked out, answers change and the old ones stay as a
// ghost; healed, they come back.
func TestKnockOut(t *testing.T) {
	b := open(t, tiny, 1280, 800)
	before := js[[]float64](b, answers)
	x, y := b.at(2, 1)
	b.do(chromedp.MouseClickXY(x, y))
	b.wait("document.querySelector('canvas.neuron') && !document.querySelector('canvas.neuron').hidden")
	b.press("Knock it out")
	b.wait("playground.view.marked.size === 1")
	if !far(before, js[[]float64](b, answers)) {
		t.Error("knocking a neuron out changed no answer")
	}
	b.press("Heal it")
	b.wait("playground.view.marked.size === 0")
	if far(before, js[[]float64](b, answers)) {
		t.Error("healed, it answers otherwise than before")
	}
}

// Interactions 8 and 9: three methods from one start, in step; nine seeds, sorted by modularity, one of which is opened.
func TestRaceAndSeeds(t *testing.T) {
	b := open(t, strings.Replace(tiny, "steps=600", "steps=100", 1), 1280, 800)
	b.press("Race")
	b.press("Race")
	if !js[bool](b, "document.getElementById('panel-race').hidden") {
		t.Error("a second press leaves the panel open")
	}
	b.press("Race")
	b.press("Start the race")
	b.wait("[...document.querySelectorAll('.lane .figures')].filter((l) => l.textContent.startsWith('step 100 ')).length === 3")
	b.press("Nine seeds")
	b.press("Train nine seeds")
	b.wait("[...document.querySelectorAll('.seeds .card .figures')].filter((l) => l.textContent.startsWith('Q ')).length === 9")
	qs := js[[]float64](b, "[...document.querySelectorAll('.seeds .card .figures')].map((l) => Number(l.textContent.split(' ')[1]))")
	for i := 1; i < len(qs); i++ {
		if qs[i] > qs[i-1] {
			t.Errorf("modularities %v are not sorted", qs)
		}
	}
	b.press("seed 4")
	b.wait("playground.engine.shape.seed === 4")
}

// Interactions 10 and 11: the knee of pruning; the formulas, whose terms light their inputs.
func TestPruningAndFormula(t *testing.T) {
	b := open(t, "experiment=formula&inputs=a;b&formulas=a%5E2&width=6&depth=1&steps=800&learning_rate=0.02&method=l1&lambda=0.0001", 1280, 800)
	b.press("▶ Play")
	b.wait("playground.engine.figures.done === 800")
	b.press("Prune")
	b.press("Try all thresholds")
	b.wait("/weights are left/.test(document.querySelector('#panel-pruning').textContent)")
	b.press("Formula")
	b.press("Find the formulas")
	b.wait("document.querySelector('.term')")
	b.do(chromedp.Focus(chromedp.CSS(".term")))
	if js[bool](b, "document.querySelector('.term').textContent.includes('a')") {
		b.wait("playground.view.marked.size > 0")
	}
}

// Interaction 12: formulas, a table and points of one's own; nothing leaves the page.
func TestOwnData(t *testing.T) {
	csv := filepath.Join(t.TempDir(), "mine.csv")
	text := "u,v,w\n"
	for i := range 60 {
		text += fmt.Sprintf("%d,%d,%.3f\n", i%9, i%7, 0.371*float64(i%9)+0.113*float64(i%7)+0.001*float64(i))
	}
	if err := os.WriteFile(csv, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	b := open(t, tiny, 1280, 800)
	b.press("Your own data")
	b.pick("inputs", "p, q")
	b.pick("formulas", "p*q")
	b.press("Learn these formulas")
	b.wait("playground.engine.shape.data.inputs.join() === 'p,q' && document.querySelector('.says').textContent === ''")
	b.do(chromedp.SetUploadFiles(chromedp.CSS("input[type=file]"), []string{csv}))
	b.wait("document.querySelector('.columns button')")
	b.press("Train on this table")
	b.wait("playground.engine.shape.data.outputs.join() === 'w'")
	b.press("Step")
	b.wait("playground.engine.figures.done === 1")
	pad := js[[]float64](b, "(() => { const e = document.querySelector('.pad'); e.scrollIntoView({block: 'center'}); const r = e.getBoundingClientRect(); return [r.x, r.y, r.width]; })()")
	for i := range 12 {
		if i == 6 {
			b.press("Draw orange points")
		}
		b.do(chromedp.MouseClickXY(pad[0]+pad[2]*(0.1+0.07*float64(i)), pad[1]+pad[2]*(0.2+0.05*float64(i%6))))
	}
	b.press("Train on these points")
	b.wait("playground.engine.shape.data.outputs.join() === 'blue,orange' || playground.engine.shape.data.classes === 2")
	b.press("Step")
	b.wait("playground.engine.figures.done === 1")
}

// Interaction 13: a link brings the settings back; the command line is that of the same run.
func TestShare(t *testing.T) {
	b := open(t, tiny+"&seed=5&method=l1", 1280, 800)
	b.press("Share")
	link := js[string](b, "document.querySelector('input[aria-label^=link]').value")
	if !strings.Contains(link, "seed=5") || !strings.Contains(link, "method=l1") {
		t.Error(link)
	}
	command := js[string](b, "document.querySelector('input.code').value")
	if !strings.HasPrefix(command, "bimt train independence --method l1 --seed 5 ") || !strings.Contains(command, "--set width=6") {
		t.Error(command)
	}
	if n := js[int](b, "playground.engine.call('save').then((s) => atob(s).length)"); n < 1000 {
		t.Errorf("a file of weights of %d bytes", n)
	}
	b.do(chromedp.Navigate("about:blank"), chromedp.Navigate(link))
	b.wait("document.documentElement.dataset.play")
	if seed := js[int](b, "playground.engine.shape.seed"); seed != 5 {
		t.Errorf("the link opens seed %d", seed)
	}
}

// Interaction 14: the walk; a prediction, then what came of it; a teacher's link hides controls.
func TestWalk(t *testing.T) {
	b := open(t, tiny+"&hide=seed,race", 1280, 800)
	if js[bool](b, "!!document.getElementById('seed').offsetParent || !!document.getElementById('tab-race').offsetParent") {
		t.Error("what the link hides is seen")
	}
	b.press("The walk in seven scenes")
	for scene := 1; scene < 5; scene++ {
		b.wait(fmt.Sprintf("document.querySelector('.story').textContent.startsWith('%d of 7')", scene))
		b.press("The next scene")
	}
	b.wait("document.querySelector('.story').textContent.startsWith('5 of 7') && document.querySelector('.says').textContent === ''")
	b.press("2")
	b.wait("document.querySelector('.choices button[aria-pressed=true]')")
	b.press("End the walk")
	b.wait("document.querySelector('.story').hidden")
}

// Interaction 15: a phone, without a mouse: nothing is wider than the screen, keys do all, and a table says
// what the picture shows.
func TestPhoneAndKeyboard(t *testing.T) {
	b := open(t, tiny, 390, 844)
	if wide := js[int](b, "document.documentElement.scrollWidth"); wide > 390 {
		t.Errorf("the page is %d pixels wide", wide)
	}
	b.do(chromedp.KeyEvent("s"))
	b.wait("playground.engine.figures.done === 1")
	b.do(chromedp.KeyEvent(" "))
	b.wait("playground.engine.figures.done === 600")
	b.do(chromedp.KeyEvent("r"))
	b.wait("/moves|No neuron/.test(document.querySelector('.says').textContent)")
	b.do(chromedp.Focus(chromedp.CSS(".network canvas")), chromedp.KeyEvent(kb.ArrowUp), chromedp.KeyEvent(kb.Enter))
	b.press("Table")
	b.wait("document.querySelectorAll('#panel-wires tbody tr').length > 0")
}

// Interaction 15: places on lines, rings and grids, of which the latter lie in space and are turned by the mouse; colours of
// parts.
func TestPlacesAndParts(t *testing.T) {
	b := open(t, strings.Replace(tiny, "width=6", "width=9", 1), 1280, 800)
	spots := func() []float64 {
		return js[[]float64](b, "playground.view.net.axes.flatMap((a, axis) => [...a.places.keys()].flatMap((number) => playground.view.at({axis, number})))")
	}
	inks := func() int { // colours of neurons
		return js[int](b, `new Promise((r) => requestAnimationFrame(() => requestAnimationFrame(() => {
			const v = playground.view, c = v.canvas.getContext('2d'), dense = v.canvas.width / v.element.clientWidth, seen = new Set();
			v.net.axes.forEach((a, axis) => a.places.forEach((_, number) => {
				const [x, y] = v.at({axis, number});
				seen.add(c.getImageData(x * dense, y * dense, 1, 1).data.join());
			}));
			r(seen.size);
		})))`)
	}
	line := spots()
	for _, geometry := range []string{"ring", "grid"} {
		b.pick("geometry", geometry)
		b.wait("playground.engine.shape.network.axes[1].places.some((p) => p[1] !== playground.engine.shape.network.axes[1].places[0][1])")
		b.wait("document.querySelector('.says').textContent === ''")
		before := spots()
		if !far(line, before) {
			t.Errorf("%s: neurons stand where they stood on a line", geometry)
		}
		x, y := b.at(0, 0)
		mouse := func(kind input.DispatchMouseEventType, x, y float64) {
			b.do(chromedp.MouseEvent(kind, x, y, chromedp.ButtonLeft, func(p *input.DispatchMouseEventParams) { p.Buttons, p.ClickCount = 1, 1 }))
		}
		mouse(chromedp.MousePressed, x-40, y+30)
		mouse(chromedp.MouseMoved, x+60, y+30)
		mouse(chromedp.MouseReleased, x+60, y+30)
		if !far(before, spots()) {
			t.Errorf("%s: dragging turned nothing", geometry)
		}
	}
	b.pick("geometry", "")
	b.wait("playground.engine.shape.network.axes[1].places.every((p) => p[1] === playground.engine.shape.network.axes[1].places[0][1])")
	b.wait("document.querySelector('.says').textContent === ''")
	// two halves, planted: no wire leads from one to the other
	js[bool](b, `(() => {
		const v = playground.view, half = (axis, place) => place < v.net.axes[axis].places.length / 2;
		for (const w of v.net.wires) if (w.weights && w.from >= 0)
			w.weights = w.weights.map((_, k) => Number(half(w.to, Math.floor(k / w.cols)) === half(w.from, k % w.cols)));
		v.refresh();
		return true;
	})()`)
	if n := inks(); n != 1 {
		t.Errorf("neurons have %d colours, and none were asked for", n)
	}
	b.press("Colours of parts that share no wire")
	if n := inks(); n != 2 {
		t.Errorf("the neurons of two parts have %d colours", n)
	}
}
