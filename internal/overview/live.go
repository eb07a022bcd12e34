package overview

import (
	"encoding/json"
	"fmt"
	"html/template"
	"math"
	"net"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/gobimt/bimt/internal/sweep"
)

// Live is the page of a sweep while it runs, at a loopback address.
type Live struct {
	URL string

	overview *Overview
	server   *http.Server
	began    time.Time

	mu      sync.Mutex
	data    data // as of the last event
	of      map[*sweep.Run]int
	workers []*liveWorker
	begin   int // runs that had ended before
	steps   int
}

// liveData is what is only known while a sweep runs.
type liveData struct {
	Elapsed   float64       `json:"elapsed"`   // seconds
	Remaining float64       `json:"remaining"` // seconds; 0 if nobody knows
	Steps     int           `json:"steps"`
	Workers   []*liveWorker `json:"workers"`
}

type liveWorker struct {
	Name   string   `json:"name"`
	Done   int      `json:"done"`
	Failed int      `json:"failed"`
	Runs   []string `json:"runs"`
}

// Serve shows a sweep at an address of this machine, such as 127.0.0.1:0, until Close. Have
// Update called with every event.
func Serve(address string, s *sweep.Sweep) (*Live, error) {
	host, _, err := net.SplitHostPort(address)
	if ip := net.ParseIP(host); err != nil || host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return nil, fmt.Errorf("live: %q: give an address of this machine, such as 127.0.0.1:8080: whoever reaches it may read all", address)
	}
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return nil, fmt.Errorf("live: %w", err)
	}
	o := New(s)
	l := &Live{URL: "http://" + listener.Addr().String() + "/", overview: o, began: time.Now(), data: o.data(), of: map[*sweep.Run]int{}}
	l.begin = len(s.Runs) - l.data.Counts[waiting]
	for i, r := range s.Runs {
		l.of[r] = i
	}
	l.server = &http.Server{Handler: l.local(listener.Addr().String()), ReadHeaderTimeout: 5 * time.Second}
	go func() { _ = l.server.Serve(listener) }() // it ends with Close
	return l, nil
}

// Close ends the page.
func (l *Live) Close() error { return l.server.Close() }

// local answers who asks for this machine by its address, and nobody whom a name led here.
func (l *Live) local(address string) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", l.page)
	mux.HandleFunc("GET /data.json", l.json)
	_, port, _ := net.SplitHostPort(address)
	hosts := []string{address, "localhost:" + port}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !slices.Contains(hosts, r.Host) {
			http.Error(w, "ask for "+address, http.StatusForbidden)
			return
		}
		w.Header().Set("X-Content-Type-Options", "nosniff")
		mux.ServeHTTP(w, r)
	})
}

// Update has the page show what has happened. It is for Sweep.Run, which calls it by one
// goroutine at a time.
func (l *Live) Update(e sweep.Event) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.steps = e.Steps
	if e.Run == nil {
		l.joinOrLeave(e)
		return
	}
	w, was := l.worker(e.Worker), &l.data.Runs[l.of[e.Run]]
	state := waiting
	switch e.Kind {
	case sweep.Began, sweep.Stepped:
		state = running
	case sweep.Ended:
		w.Done++
	case sweep.Failed:
		w.Failed++
	}
	w.Runs = slices.DeleteFunc(w.Runs, func(name string) bool { return name == was.Name })
	if state == running {
		w.Runs = append(w.Runs, was.Name)
	}
	l.change(e.Run, state)
}

// change has a run be in another state.
func (l *Live) change(r *sweep.Run, state string) {
	i := l.of[r]
	now := l.overview.run(i, l.data.Measures)
	if now.State == finished && l.unheard(r) {
		counts := l.data.Counts
		l.data.Measures = l.overview.data().Measures
		for k := range l.data.Runs {
			l.data.Runs[k].Figures = l.overview.run(k, l.data.Measures).Figures
		}
		l.data.Counts, now = counts, l.overview.run(i, l.data.Measures)
	}
	if state == running {
		now.State = running
	}
	l.data.Counts[l.data.Runs[i].State]--
	l.data.Counts[now.State]++
	l.data.Runs[i] = now
}

// unheard says whether a run has a measure that none had before.
func (l *Live) unheard(r *sweep.Run) bool {
	n := 0
	for _, m := range sweep.Measures() {
		if !math.IsNaN(r.Summary.Value(m.Key)) {
			n++
		}
	}
	for _, m := range l.data.Measures {
		if !math.IsNaN(r.Summary.Value(m.Key)) {
			n--
		}
	}
	return n > 0
}

func (l *Live) joinOrLeave(e sweep.Event) {
	if e.Kind == sweep.Left {
		l.workers = slices.DeleteFunc(l.workers, func(w *liveWorker) bool { return w.Name == e.Worker && w.Done+w.Failed == 0 })
		l.worker(e.Worker).Runs = []string{}
		return
	}
	l.worker(e.Worker)
}

func (l *Live) worker(name string) *liveWorker {
	for _, w := range l.workers {
		if w.Name == name {
			return w
		}
	}
	w := &liveWorker{Name: name, Runs: []string{}}
	l.workers = append(l.workers, w)
	return w
}

// now gives what is known as f writes it.
func (l *Live) now(f func(data) ([]byte, error)) ([]byte, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	d := l.data
	elapsed := time.Since(l.began).Seconds()
	d.Live = &liveData{Elapsed: elapsed, Steps: l.steps, Workers: l.workers}
	left := d.Counts[waiting] + d.Counts[running]
	if done := len(d.Runs) - left - l.begin; done > 0 {
		d.Live.Remaining = elapsed / float64(done) * float64(left)
	}
	return f(d)
}

func (l *Live) page(w http.ResponseWriter, _ *http.Request) {
	p := page{Title: l.overview.heading(), Command: l.overview.command(), Script: template.JS(pageScript)}
	l.answer(w, "text/html; charset=utf-8", p.html)
}

func (l *Live) json(w http.ResponseWriter, _ *http.Request) {
	l.answer(w, "application/json", func(d data) ([]byte, error) { return json.Marshal(d) })
}

func (l *Live) answer(w http.ResponseWriter, kind string, f func(data) ([]byte, error)) {
	b, err := l.now(f)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", kind)
	_, _ = w.Write(b) // who has gone needs no answer
}
