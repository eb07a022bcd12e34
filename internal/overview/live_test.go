package overview

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/gobimt/bimt/internal/sweep"
)

func get(t *testing.T, url, host string) (int, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	if host != "" {
		r.Host = host
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	b, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(b)
}

// The live page follows a run from its beginning to its end, with who trains it, and is told to
// nobody whom another name led there.
func TestLive(t *testing.T) {
	s := planted(t)
	last := s.Runs[len(s.Runs)-1]
	l, err := Serve("127.0.0.1:0", s)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	now := func() (d data) {
		t.Helper()
		status, text := get(t, l.URL+"data.json", "")
		if err := json.Unmarshal([]byte(text), &d); err != nil || status != http.StatusOK {
			t.Fatalf("status %d, %v", status, err)
		}
		return d
	}
	if d := now(); d.Counts[waiting] != 1 || d.Counts[finished] != 31 || d.Live == nil {
		t.Errorf("at first it says %v", d.Counts)
	}
	l.Update(sweep.Event{Kind: sweep.Joined, Worker: "b"})
	l.Update(sweep.Event{Kind: sweep.Began, Run: last, Worker: "b"})
	if d := now(); d.Counts[running] != 1 || len(d.Live.Workers) != 1 || d.Live.Workers[0].Runs[0] != last.Name {
		t.Errorf("while it runs it says %v, %+v", d.Counts, d.Live)
	}
	finish(t, last)
	l.Update(sweep.Event{Kind: sweep.Ended, Run: last, Worker: "b", Steps: 1000})
	d := now()
	if i := len(d.Runs) - 1; d.Counts[running] != 0 || d.Counts[waiting] != 0 || d.Live.Workers[0].Done != 1 || d.Live.Steps != 1000 || d.Runs[i].State == waiting {
		t.Errorf("in the end it says %v, %+v", d.Counts, d.Live.Workers[0])
	}
	if status, page := get(t, l.URL, ""); status != http.StatusOK || !strings.Contains(page, `"live":{`) {
		t.Errorf("the page has status %d, and lacks what is live", status)
	}
	if status, _ := get(t, l.URL+"data.json", "evil.example"); status != http.StatusForbidden {
		t.Errorf("asked for by another name, it answers with status %d", status)
	}
	if status, _ := get(t, l.URL+"sweep.json", ""); status != http.StatusNotFound {
		t.Errorf("other files have status %d", status)
	}
}

func TestLiveIsLocal(t *testing.T) {
	for _, address := range []string{"0.0.0.0:0", ":0", "192.0.2.1:80", "example.com:80", "127.0.0.1"} {
		if l, err := Serve(address, planted(t)); err == nil {
			l.Close()
			t.Errorf("%s is served", address)
		}
	}
}
