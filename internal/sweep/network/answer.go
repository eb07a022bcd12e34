package network

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/gobimt/bimt/internal/sweep"
	"github.com/nats-io/nats.go"
)

// receive answers a request on a goroutine of its own.
func (l *lead) receive(m *nats.Msg) {
	l.busy <- struct{}{}
	go func() {
		defer func() { <-l.busy }()
		answer := nats.NewMsg("")
		b, err := l.answer(m, answer.Header)
		answer.Data = b
		if err != nil {
			answer.Header.Set(errorHead, oneLine(err))
		}
		if m.Reply != "" {
			_ = m.RespondMsg(answer) // who does not get it asks again
		}
	}()
}

// oneLine is an error as a head can hold it.
func oneLine(err error) string {
	text := strings.Join(strings.Fields(err.Error()), " ")
	return text[:min(len(text), 1000)]
}

// answer checks a request, obeys it, and says what came of it.
func (l *lead) answer(m *nats.Msg, head nats.Header) ([]byte, error) {
	kind, id, ok := strings.Cut(strings.TrimPrefix(m.Subject, subject(l.name, askSubject)+"."), ".")
	worker := m.Header.Get(workerHead)
	if !ok || !sweep.IsPlain(id) || !sweep.IsPlain(worker) {
		return nil, errors.New("it is no request of a worker")
	}
	if kind == askBlob {
		return l.blob(id, m.Data, head)
	}
	if kind == askHere {
		n, err := strconv.Atoi(string(m.Data))
		if err != nil || n < 0 || n > 1<<16 || id != worker {
			return nil, errors.New("it does not say how many runs the worker has in hand")
		}
		l.here(worker, n)
		return []byte(answerGo), nil
	}
	l.mu.Lock()
	o := l.open[id]
	l.mu.Unlock()
	if o == nil {
		return []byte(answerDone), nil // or never ordered: nobody needs it
	}
	return l.about(kind, id, worker, o, m)
}

// about answers what is asked of an open order.
func (l *lead) about(kind, id, worker string, o *open, m *nats.Msg) ([]byte, error) {
	l.mu.Lock()
	if kind == askBegin && len(o.began) < mostOnWay {
		o.began[worker] = true
	}
	began := o.began[worker]
	l.mu.Unlock()
	if !began && kind != askPart { // of whom led before, a run may come
		return nil, errors.New("the worker has not begun this run")
	}
	switch kind {
	case askBegin:
		l.here(worker, -1)
		l.tell(sweep.Event{Kind: sweep.Began, Run: o.Run, Worker: worker}, nil)
		return []byte(answerGo), nil
	case askStep:
		at := sweep.Progress{Step: -1}
		if err := json.Unmarshal(m.Data, &at); err != nil || at.Step < 0 || at.Step > o.Config.Steps {
			return nil, errors.New("it does not say how many steps are done")
		}
		if l.tell(sweep.Event{Kind: sweep.Stepped, Run: o.Run, Worker: worker, Step: at.Step, Loss: float64(at.Loss)}, nil) != "" {
			l.close(id)
			return []byte(answerEarly), nil
		}
		return []byte(answerGo), nil
	case askPart:
		return l.part(id, worker, o, m)
	case askFail:
		return l.fail(id, worker, o, m.Data)
	}
	return nil, fmt.Errorf("there is no request %q", kind)
}

// failure is what a worker says of a run that it could not make.
type failure struct {
	Attempt int    `json:"attempt"`
	Why     string `json:"why"`
}

func (l *lead) fail(id, worker string, o *open, b []byte) ([]byte, error) {
	var f failure
	if err := json.Unmarshal(b, &f); err != nil || f.Why == "" {
		return nil, errors.New("it does not say why")
	}
	if f.Attempt == o.Attempt && l.close(id) != nil { // else it is told again
		l.tell(sweep.Event{Kind: sweep.Failed, Run: o.Run, Worker: worker, Err: errors.New(f.Why)}, nil)
	}
	return []byte(answerDone), nil
}

// parts are those of a packed folder that have come.
type parts struct {
	bytes.Buffer
	next int
}

const (
	mostFolder = 1 << 28 // bytes of a run, packed and unpacked
	mostOnWay  = 1 << 10 // folders
)

// part takes in a part of a folder; with the last one the run has ended.
func (l *lead) part(id, worker string, o *open, m *nats.Msg) ([]byte, error) {
	a, b, _ := strings.Cut(m.Header.Get(partHead), "/")
	i, err1 := strconv.Atoi(a)
	n, err2 := strconv.Atoi(b)
	if err1 != nil || err2 != nil || i < 0 || i >= n {
		return nil, errors.New("it does not say which part it is")
	}
	whole, err := l.collect(id+" "+worker, i, i == n-1, m.Data)
	if err != nil || whole == nil {
		return []byte(answerMore), err
	}
	summary, err := sweep.Receive(l.dir, o.Run, func(folder string) error {
		z, err := gzip.NewReader(bytes.NewReader(whole))
		if err != nil {
			return fmt.Errorf("it is not packed: %w", err)
		}
		return sweep.Unpack(z, folder, sweep.IsRunFile, mostFolder)
	})
	if err != nil {
		return nil, fmt.Errorf("the run is refused: %w", err)
	}
	if l.close(id) != nil {
		l.tell(sweep.Event{Kind: sweep.Ended, Run: o.Run, Worker: worker}, summary)
	}
	return []byte(answerDone), nil
}

// collect adds a part to those that came before; the whole is nil until the last.
func (l *lead) collect(key string, i int, last bool, data []byte) (whole []byte, err error) {
	if i == 0 && last {
		return data, nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	p := l.parts[key]
	if i == 0 && (p != nil || len(l.parts) < mostOnWay) {
		p = &parts{}
		l.parts[key] = p
	}
	if p == nil || p.next != i || p.Len()+len(data) > mostFolder {
		delete(l.parts, key)
		return nil, errors.New("it is not the next part: begin anew")
	}
	p.next++
	p.Write(data)
	if !last {
		return nil, nil
	}
	delete(l.parts, key)
	return p.Bytes(), nil
}

// blobPart is how much of a file is sent at once.
var blobPart = 1 << 19

// blob gives a part of a file that settings name.
func (l *lead) blob(sum string, offset []byte, head nats.Header) ([]byte, error) {
	at, err := strconv.ParseInt(string(offset), 10, 64)
	if err != nil || at < 0 {
		return nil, errors.New("it does not say from where on")
	}
	path, err := l.packed(sum)
	if err != nil {
		return nil, err
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, errors.New("there is no such file")
	}
	defer f.Close()
	b := make([]byte, blobPart)
	n, err := f.ReadAt(b, at)
	if errors.Is(err, io.EOF) {
		head.Set(lastHead, "true")
		err = nil
	}
	return b[:n], err
}

// packed is the path of a packed file, which is packed when it is first asked for.
func (l *lead) packed(sum string) (string, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	from, known := l.orders.Blobs[sum]
	if !known {
		return "", errors.New("there is no such file")
	}
	path := filepath.Join(l.blobs(), sum)
	if _, err := os.Stat(path); err == nil {
		return path, nil
	}
	if err := os.MkdirAll(l.blobs(), 0o700); err != nil {
		return "", errors.New("it can't be packed")
	}
	f, err := os.CreateTemp(l.blobs(), "half-")
	if err != nil {
		return "", errors.New("it can't be packed")
	}
	err = errors.Join(sweep.Pack(f, from), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	return path, err
}
