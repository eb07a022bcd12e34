package network

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gobimt/bimt/internal/run"
	"github.com/gobimt/bimt/internal/sweep"
	"github.com/nats-io/nats.go"
)

// message is one that no worker would send.
type message struct {
	kind, id, worker, part string
	data                   []byte
}

// packed is an archive of files.
func packed(t *testing.T, heads ...tar.Header) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	w := tar.NewWriter(z)
	for _, h := range heads {
		text := []byte(h.Linkname)
		if h.Typeflag == 0 {
			h.Typeflag, h.Size, h.Linkname = tar.TypeReg, int64(len(text)), ""
		}
		h.Mode = 0o644
		if err := w.WriteHeader(&h); err != nil {
			t.Fatal(err)
		}
		if h.Typeflag == tar.TypeReg {
			if _, err := w.Write(text); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := z.Close(); err != nil { // no end of the archive
		t.Fatal(err)
	}
	return b.Bytes()
}

// repacked is the folder of a true run with some files changed; nil leaves one out.
func repacked(t *testing.T, folder string, change map[string]string) []byte {
	t.Helper()
	var heads []tar.Header
	for _, name := range []string{run.ConfigFile, run.MetricsFile, run.ModelFile, run.DataFile, run.SummaryFile} {
		b, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			t.Fatal(err)
		}
		if text, is := change[name]; is {
			b = []byte(text)
		}
		if len(b) > 0 {
			heads = append(heads, tar.Header{Name: name, Linkname: string(b)})
		}
	}
	return packed(t, heads...)
}

// hostile are messages of over 100 kinds.
func hostile(t *testing.T, id, true0 string) (all []message) {
	t.Helper()
	add := func(kind, id, worker, part string, data ...string) {
		for _, d := range data {
			all = append(all, message{kind, id, worker, part, []byte(d)})
		}
	}
	junk := []string{"", "\x00", "{}", "[]", "null", `{"attempt":1}`, strings.Repeat("9", 1000), strings.Repeat("[", 100_000), "-1", "1e9", "99999999999999999999", "../../etc/passwd", "\xff\xfe", strings.Repeat("x", 500_000)}
	for _, kind := range []string{askStep, askFail, askBlob, askHere, "delete", "over", "order"} {
		add(kind, id, "thief", "", junk...)
	}
	add(askFail, id, "thief", "", `{"attempt":1,"why":"never begun"}`)
	add(askBegin, "..", "thief", "", "")
	add(askBegin, "a.b.c", "thief", "", "")
	add(askBegin, strings.Repeat("a", 101), "thief", "", "")
	for _, worker := range []string{"", "a b", "../x", "a.b", "*", ">", strings.Repeat("w", 101), "\x1b[31m"} {
		add(askBegin, id, worker, "", "")
		add(askHere, "w", worker, "", "1")
	}
	for _, part := range []string{"", "0", "1/0", "-1/3", "0/0", "x/y", "5/9", "1/2", "0/1/2", "9223372036854775808/1"} {
		add(askPart, id, "thief", part, "x")
	}
	for _, b := range badRuns(t, true0) {
		add(askPart, id, "thief", "0/1", string(b))
	}
	return all
}

// badRuns are folders that are none of the run that was ordered.
func badRuns(t *testing.T, folder string) [][]byte {
	t.Helper()
	reg := func(name string) tar.Header { return tar.Header{Name: name, Linkname: "x"} }
	bomb := make([]byte, 1<<20)
	all := [][]byte{
		nil, []byte("x"), []byte("\x1f\x8b"), packed(t), packed(t, reg("../../stolen")), packed(t, reg("/tmp/stolen")), packed(t, reg("a/b")), packed(t, reg(".lock")),
		packed(t, reg("x.sh")), packed(t, reg(run.SummaryFile), reg(run.SummaryFile)), packed(t, tar.Header{Name: run.ModelFile, Typeflag: tar.TypeSymlink, Linkname: "/etc/passwd"}),
		packed(t, tar.Header{Name: run.ModelFile, Typeflag: tar.TypeLink, Linkname: "../../x"}), packed(t, tar.Header{Name: "d", Typeflag: tar.TypeDir}),
		packed(t, tar.Header{Name: run.ModelFile, Typeflag: tar.TypeFifo}), packed(t, tar.Header{Name: run.ModelFile, Typeflag: tar.TypeChar}),
		packed(t, tar.Header{Name: run.ModelFile, Linkname: string(bomb)}), repacked(t, folder, map[string]string{run.ModelFile: ""}),
	}
	summary, err := os.ReadFile(filepath.Join(folder, run.SummaryFile))
	if err != nil {
		t.Fatal(err)
	}
	config, err := os.ReadFile(filepath.Join(folder, run.ConfigFile))
	if err != nil {
		t.Fatal(err)
	}
	swap := func(in []byte, old, new string) string {
		if !bytes.Contains(in, []byte(old)) {
			t.Fatalf("%q is not there", old)
		}
		return strings.Replace(string(in), old, new, 1)
	}
	for file, texts := range map[string][]string{
		run.SummaryFile: {"", "{}", "null", `{"finished": tr`, `{"finished": true}`, swap(summary, `"finished": true`, `"finished": false`), swap(summary, `"seed": 0`, `"seed": 1`),
			swap(summary, `"steps": 20`, `"steps": 19`), swap(summary, `"method": "bimt"`, `"method": "l1"`), swap(summary, `"version": "`, `"version": "0`)},
		run.ConfigFile: {"", "x", "extends: /etc/passwd.yaml", swap(config, "seed: 0", "seed: 1"), swap(config, "lambda: 0.001", "lambda: 0.002"), swap(config, "width: 5", "width: 6")},
		run.DataFile:   {""}, run.MetricsFile: {""},
	} {
		for _, text := range texts {
			all = append(all, repacked(t, folder, map[string]string{file: text}))
		}
	}
	return all
}

// With the token, and yet hostile: nothing that is not a worker's comes to anything, and the sweep ends as ever.
func TestHostileMessages(t *testing.T) {
	want := alone(t, plan(t, "two-moons", "seed=0..2"))
	l := serve(t, plan(t, "two-moons", "seed=0..2"), Options{})
	at, err := parseAddress(l.at)
	if err != nil {
		t.Fatal(err)
	}
	nc, err := at.connect("thief")
	if err != nil {
		t.Fatal(err)
	}
	defer nc.Close()
	all := hostile(t, l.Runs[0].Name, filepath.Join(want.Dir, want.Runs[0].Folder))
	if len(all) < 100 {
		t.Errorf("only %d kinds", len(all))
	}
	for _, m := range all {
		msg := nats.NewMsg(subject(at.name, askSubject, m.kind, m.id))
		msg.Data = m.data
		msg.Header[workerHead], msg.Header[partHead] = []string{m.worker}, []string{m.part}
		answer, err := nc.RequestMsg(msg, 5*time.Second)
		if err != nil {
			continue // the server itself does not pass it on
		}
		if answer.Header.Get(errorHead) == "" && string(answer.Data) != answerDone && (m.kind != askPart || string(answer.Data) != answerMore) {
			t.Errorf("%s %s by %q, %.40q: %s", m.kind, m.part, m.worker, m.data, answer.Data)
		}
	}
	left, err := os.ReadDir(filepath.Join(l.Dir, sweep.RunsFolder))
	if err != nil && !os.IsNotExist(err) || len(left) > 0 {
		t.Errorf("it left %v, %v", left, err)
	}
	if n := len(l.events(sweep.Ended)) + len(l.events(sweep.Failed)) + len(l.events(sweep.Began)); n > 0 {
		t.Errorf("%d events", n)
	}
	forbidden(t, nc, at.name)
	hire(t.Context(), t, l.at, "honest", nil)
	if err := <-l.ended; err != nil {
		t.Fatal(err)
	}
	same(t, want, l.Sweep)
}

// forbidden holds the server to what workers may not do: touch the queue, or hear what is for others.
func forbidden(t *testing.T, nc *nats.Conn, name string) {
	t.Helper()
	stream := streamOf(name)
	for _, to := range []string{"$JS.API.STREAM.DELETE." + stream, "$JS.API.STREAM.PURGE." + stream, "$JS.API.CONSUMER.DELETE." + stream + "." + consumer, "$JS.API.STREAM.CREATE.x",
		"$JS.API.STREAM.MSG.GET." + stream, subject(name, orderSubject, "x", "1"), subject(name, overSubject), "$SYS.REQ.SERVER.PING", "$JS.API.INFO"} {
		if _, err := nc.Request(to, nil, 200*time.Millisecond); err == nil {
			t.Errorf("%s is answered", to)
		}
	}
	for _, from := range []string{">", subject(name, ">"), subject(name, askSubject, ">"), "$JS.API.>", "$SYS.>"} {
		sub, err := nc.SubscribeSync(from)
		if err == nil {
			_, err = sub.NextMsg(200 * time.Millisecond)
		}
		if err == nil {
			t.Errorf("%s is heard", from)
		}
	}
}

// A worker takes settings, and nothing that reaches out of its folder, or is too much for it.
func TestHostileOrders(t *testing.T) {
	o, err := sweep.NewOrders(false).Of(sweep.Task{Run: begin(t, plan(t, "two-moons", "seed=0"), t.TempDir()).Runs[0], Attempt: 1})
	if err != nil {
		t.Fatal(err)
	}
	orders := map[string]func(*sweep.Order){
		"another build":     func(o *sweep.Order) { o.Build = "v9" },
		"another id":        func(o *sweep.Order) { o.ID = strings.Repeat("a", 16) },
		"a path as its id":  func(o *sweep.Order) { o.ID = "../../x" },
		"other settings":    func(o *sweep.Order) { o.Settings = strings.Replace(o.Settings, "seed: 0", "seed: 1", 1) },
		"extends":           func(o *sweep.Order) { o.Settings = "extends: /etc/passwd.yaml\n" },
		"no settings":       func(o *sweep.Order) { o.Settings = "" },
		"junk":              func(o *sweep.Order) { o.Settings = strings.Repeat("[", 1000) },
		"too many steps":    func(o *sweep.Order) { o.Settings = strings.Replace(o.Settings, "steps: 20", "steps: 900000000", 1) },
		"too wide":          func(o *sweep.Order) { o.Settings = strings.Replace(o.Settings, "width: 5", "width: 1048576", 1) },
		"a file":            func(o *sweep.Order) { o.Settings += "init: /etc/passwd\n" },
		"a file by a sum":   func(o *sweep.Order) { o.Settings += "init: " + strings.Repeat("a", 64) + "\n" },
		"a file not said":   func(o *sweep.Order) { o.Settings += "mapping: x.yaml\n" },
		"a path for a file": func(o *sweep.Order) { o.Settings += "init: ../../x\n"; o.Files = map[string]sweep.File{"init": {}} },
	}
	src := &fake{}
	dir := t.TempDir()
	w := &sweep.Worker{Name: "w", Dir: filepath.Join(dir, "in"), Jobs: 1, Limits: sweep.Limits{Steps: 1000, Bytes: 1000}}
	for name, change := range orders {
		bad := o
		change(&bad)
		b, err := json.Marshal(bad)
		if err != nil {
			t.Fatal(err)
		}
		src.claims = append(src.claims, &fakeClaim{name: name, order: b})
	}
	for i, raw := range []string{"", "{", "null", "[]", `"x"`, "\x00", strings.Repeat("{", 1<<20), `{"settings": 3}`} {
		src.claims = append(src.claims, &fakeClaim{name: fmt.Sprint("raw ", i), order: []byte(raw)})
	}
	src.claims = append(src.claims, &fakeClaim{name: "good", order: mustJSON(t, o)})
	all := slices.Clone(src.claims)
	if err := w.Work(t.Context(), src); err != nil {
		t.Fatal(err)
	}
	for _, c := range all {
		if good := c.name == "good"; good != c.delivered || good == (c.why != "") {
			t.Errorf("%s: delivered %v, %q", c.name, c.delivered, c.why)
		}
	}
	err = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			t.Errorf("it left %s", path)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

func mustJSON(t *testing.T, v any) []byte {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
