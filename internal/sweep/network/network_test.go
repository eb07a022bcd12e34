package network

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gobimt/bimt/internal/measure"
	"github.com/gobimt/bimt/internal/run"
	"github.com/gobimt/bimt/internal/sweep"
)

// plan varies tiny runs.
func plan(t testing.TB, name string, vary string, set ...string) *sweep.Plan {
	t.Helper()
	c, err := run.Load(name)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Set(append([]string{"steps=20", "width=5", "log_every=10", "blas=go"}, set...)...); err != nil {
		t.Fatal(err)
	}
	p := &sweep.Plan{Bases: []*run.Config{c}, Vary: []string{vary}}
	if err := p.Prepare(t.Context()); err != nil {
		t.Fatal(err)
	}
	return p
}

func begin(t testing.TB, p *sweep.Plan, dir string) *sweep.Sweep {
	t.Helper()
	s, err := sweep.Begin(p, dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// alone trains a sweep on this machine.
func alone(t testing.TB, p *sweep.Plan) *sweep.Sweep {
	t.Helper()
	s := begin(t, p, t.TempDir())
	if err := s.Run(t.Context(), sweep.Local{Jobs: 2}, nil); err != nil {
		t.Fatal(err)
	}
	return s
}

// led is a sweep that waits for workers.
type led struct {
	*sweep.Sweep
	at    string
	ended chan error
	mu    sync.Mutex
	seen  []sweep.Event
}

func (l *led) events(kind sweep.Kind) (all []sweep.Event) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, e := range l.seen {
		if e.Kind == kind {
			all = append(all, e)
		}
	}
	return all
}

// serve leads a sweep on a server of its own.
func serve(t testing.TB, p *sweep.Plan, o Options) *led {
	t.Helper()
	l := &led{Sweep: begin(t, p, t.TempDir()), ended: make(chan error, 1)}
	o.Dir, o.Listen = l.Dir, "127.0.0.1:0"
	server, err := Serve(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	ready := make(chan string)
	by := &Runner{Server: server, Lease: time.Second, Ready: func(at string) { ready <- at }}
	go func() {
		l.ended <- l.Run(t.Context(), by, func(e sweep.Event) {
			l.mu.Lock()
			defer l.mu.Unlock()
			l.seen = append(l.seen, e)
		})
	}()
	select {
	case l.at = <-ready:
	case err := <-l.ended:
		t.Fatal(err)
	}
	return l
}

// hire has a worker work until the sweep ends or the context does.
func hire(ctx context.Context, t testing.TB, at, name string, change func(*sweep.Worker)) (ended chan error) {
	t.Helper()
	ended = make(chan error, 1)
	from, err := Dial(ctx, at, name, time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(from.Close)
	w := &sweep.Worker{Name: name, Dir: t.TempDir(), Jobs: 1, Limits: sweep.DefaultLimits()}
	if change != nil {
		change(w)
	}
	go func() { ended <- w.Work(ctx, from) }()
	return ended
}

// same holds two sweeps to the same bytes, but for times.
func same(t testing.TB, a, b *sweep.Sweep) {
	t.Helper()
	x, y := files(t, a), files(t, b)
	for name, text := range x {
		if y[name] != text {
			t.Errorf("%s differs:\n%s\n%s", name, text, y[name])
		}
		delete(y, name)
	}
	for name := range y {
		t.Errorf("%s is too much", name)
	}
}

func files(t testing.TB, s *sweep.Sweep) map[string]string {
	t.Helper()
	if _, err := s.Write(); err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	paths, err := filepath.Glob(filepath.Join(s.Dir, sweep.RunsFolder, "*", "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range append(paths, filepath.Join(s.Dir, sweep.TableFile)) {
		if filepath.Base(path) == ".lock" {
			continue
		}
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		name, err := filepath.Rel(s.Dir, path)
		if err != nil {
			t.Fatal(err)
		}
		lines := slices.DeleteFunc(strings.Split(string(b), "\n"), func(l string) bool {
			return filepath.Base(path) == run.SummaryFile && (strings.Contains(l, `"seconds"`) || strings.Contains(l, `"ms_per_`))
		})
		all[name] = strings.Join(lines, "\n")
	}
	return all
}

// Three workers, encrypted, make the bytes that one machine makes, of data in a file too, and go home at the end.
func TestSameBytes(t *testing.T) {
	blobPart = 1 << 10
	table := filepath.Join(t.TempDir(), "points.csv")
	var rows strings.Builder
	for i := range 400 { // more than one part
		fmt.Fprintf(&rows, "%d,%d\n", i%17, i%17*i%5)
	}
	if err := os.WriteFile(table, []byte("a,b\n"+rows.String()), 0o644); err != nil {
		t.Fatal(err)
	}
	vary := "seed=0..4"
	make := func() *sweep.Plan {
		return plan(t, "table", vary, "path="+table, "outputs=[b]", "batch=8", "train_fraction=0.5")
	}
	want := alone(t, make())
	l := serve(t, make(), Options{TLS: true})
	if !strings.HasPrefix(l.at, "tls://worker:") || !strings.Contains(l.at, "?key=") {
		t.Fatalf("the address is %s", l.at)
	}
	var workers []chan error
	for i := range 3 {
		workers = append(workers, hire(t.Context(), t, l.at, fmt.Sprintf("w%d", i), nil))
	}
	if err := <-l.ended; err != nil {
		t.Fatal(err)
	}
	for _, w := range workers {
		if err := <-w; err != nil {
			t.Error(err)
		}
	}
	same(t, want, l.Sweep)
	if n := len(l.events(sweep.Ended)); n != 5 {
		t.Errorf("%d runs have ended, of 5", n)
	}
}

// What fails is tried again, and told with the worker's name.
func TestFailsOnce(t *testing.T) {
	l := serve(t, plan(t, "two-moons", "seed=0..2"), Options{})
	var once sync.Once
	ended := hire(t.Context(), t, l.at, "w", func(w *sweep.Worker) {
		w.Train = func(ctx context.Context, folder string, j sweep.Job, leave sweep.Leave) (s *measure.Summary, err error) {
			once.Do(func() { err = errors.New("out of order") })
			if err != nil {
				return nil, err
			}
			return sweep.TrainIn(ctx, folder, j, leave)
		}
	})
	if err := <-l.ended; err != nil {
		t.Fatal(err)
	}
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if f := l.events(sweep.Failed); len(f) != 1 || f[0].Worker != "w" || f[0].Err.Error() != "out of order" {
		t.Errorf("%+v", f)
	}
	if c := l.Counts(); c.Finished != 3 {
		t.Errorf("%+v", c)
	}
}

// A worker leaves what it has failed at to others, but not for ever.
func TestLeavesToOthers(t *testing.T) {
	task := sweep.Task{Run: begin(t, plan(t, "two-moons", "seed=0"), t.TempDir()).Runs[0], Attempt: 2, Avoid: []string{"w"}}
	o, err := sweep.NewOrders(false).Of(task)
	if err != nil {
		t.Fatal(err)
	}
	src := &fake{}
	for range 5 {
		src.claims = append(src.claims, &fakeClaim{order: mustJSON(t, o)})
	}
	all := slices.Clone(src.claims)
	w := &sweep.Worker{Name: "w", Dir: t.TempDir(), Jobs: 1, Limits: sweep.DefaultLimits()}
	if err := w.Work(t.Context(), src); err != nil {
		t.Fatal(err)
	}
	for i, c := range all {
		if last := i == 4; c.returned == last || c.delivered != last {
			t.Errorf("%d: %+v", i, c)
		}
	}
}

// A run that is to end early is ended where it is trained, and its worker goes on with another.
func TestEndsEarly(t *testing.T) {
	s := begin(t, plan(t, "two-moons", "seed=0,1"), t.TempDir())
	s.EndEarly = func(e sweep.Event) string {
		if e.Kind == sweep.Stepped && e.Run.Config.Seed == 0 {
			return "enough"
		}
		return ""
	}
	server, err := Serve(Options{Dir: s.Dir, Listen: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	ready := make(chan string, 1)
	ended := make(chan error, 1)
	go func() {
		ended <- s.Run(t.Context(), &Runner{Server: server, Lease: time.Second, Ready: func(at string) { ready <- at }}, nil)
	}()
	hire(t.Context(), t, <-ready, "w", func(w *sweep.Worker) {
		w.Train = func(ctx context.Context, folder string, j sweep.Job, l sweep.Leave) (*measure.Summary, error) {
			for j.Config.Seed == 0 && ctx.Err() == nil { // until it is told
				l.Report(run.Progress{Line: run.Line{Step: 1}})
				time.Sleep(10 * time.Millisecond)
			}
			return sweep.TrainIn(ctx, folder, j, l)
		}
	})
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	if c := s.Counts(); c != (sweep.Counts{Runs: 2, Finished: 1, Early: 1}) {
		t.Errorf("%+v", c)
	}
}

// Whoever has not the token gets in nowhere; nor does one without the right key.
func TestWithoutToken(t *testing.T) {
	for _, o := range []Options{{}, {TLS: true}} {
		l := serve(t, plan(t, "two-moons", "seed=0"), o)
		at, err := parseAddress(l.at)
		if err != nil {
			t.Fatal(err)
		}
		for what, change := range map[string]func(*address){
			"no token":      func(a *address) { a.token = "" },
			"another token": func(a *address) { a.token = "worker:" + strings.Repeat("0", 32) },
			"a lead":        func(a *address) { a.token = "lead:" + strings.TrimPrefix(at.token, "worker:") },
			"a token alone": func(a *address) { a.token = strings.TrimPrefix(at.token, "worker:") },
		} {
			other := at
			change(&other)
			if nc, err := other.connect("thief"); err == nil {
				nc.Close()
				t.Errorf("%s: let in", what)
			} else if strings.Contains(err.Error(), strings.TrimPrefix(at.token, "worker:")) {
				t.Errorf("%s: the error tells the token: %v", what, err)
			}
		}
		if o.TLS {
			other := at
			other.key = strings.Repeat("0", 64)
			if nc, err := other.connect("dupe"); err == nil {
				nc.Close()
				t.Error("another certificate is trusted")
			}
			other.key, other.server = "", strings.Replace(at.server, "tls:", "nats:", 1)
			if nc, err := other.connect("plain"); err == nil {
				nc.Close()
				t.Error("a connection without TLS is let in, or a certificate that nobody knows is trusted")
			}
		}
		info, err := os.Stat(filepath.Join(l.Dir, keptFile))
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("the token's file: %v, %v", info.Mode(), err)
		}
	}
}

func TestAddresses(t *testing.T) {
	for _, text := range []string{"", "nats://", "http://x/y", "host:4222", "nats://h:1/a/b", "nats://h:1/", "nats://%zz"} {
		if _, err := Dial(t.Context(), text, "w", 0); err == nil || !strings.Contains(err.Error(), "bimt sweep --serve") {
			t.Errorf("%q: %v", text, err)
		}
	}
	at, err := parseAddress("tls://worker:secret@10.0.0.1:4222/name?key=ab")
	if err != nil || at != (address{"tls://10.0.0.1:4222", "worker:secret", "name", "ab"}) || at.withName("name") != "tls://worker:secret@10.0.0.1:4222/name?key=ab" {
		t.Errorf("%+v, %v, %s", at, err, at.withName("name"))
	}
	for _, listen := range []string{"x", ":70000", "1.2.3.4", ":-1"} {
		if _, err := Serve(Options{Dir: t.TempDir(), Listen: listen}); err == nil || !strings.Contains(err.Error(), "listen") {
			t.Errorf("%q: %v", listen, err)
		}
	}
}
