package network

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/gobimt/bimt/internal/sweep"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// Source is a sweep that is led elsewhere.
type Source struct {
	nc       *nats.Conn
	js       jetstream.JetStream
	name     string
	worker   string
	patience time.Duration
	inHand   atomic.Int64
	heard    atomic.Int64 // when the lead last answered, in nanoseconds
	over     chan struct{}
	stop     context.CancelFunc
}

// Dial finds the sweep of an address. A server that is not there yet is waited for, and so is
// one that is gone, for as long as patience lasts.
func Dial(ctx context.Context, url, worker string, patience time.Duration) (*Source, error) {
	at, err := parseAddress(url)
	if err != nil {
		return nil, err
	}
	if !sweep.IsPlain(at.name) {
		return nil, &addressError{url}
	}
	if err := sweep.CheckWorker(worker); err != nil {
		return nil, err
	}
	s := &Source{name: at.name, worker: worker, patience: patience, over: make(chan struct{})}
	if s.nc, err = s.dial(ctx, at); err != nil {
		return nil, err
	}
	if s.js, err = jetstream.New(s.nc); err != nil {
		return nil, err
	}
	ended := new(atomic.Bool)
	if _, err = s.nc.Subscribe(subject(s.name, overSubject), func(*nats.Msg) {
		if ended.CompareAndSwap(false, true) {
			close(s.over)
		}
	}); err != nil {
		return nil, err
	}
	s.heard.Store(time.Now().UnixNano())
	ctx, s.stop = context.WithCancel(ctx)
	go s.beats(ctx)
	return s, nil
}

// dial connects, as soon as there is a server.
func (s *Source) dial(ctx context.Context, at address) (*nats.Conn, error) {
	for began := time.Now(); ; {
		nc, err := at.connect(s.worker)
		if err == nil || errors.Is(err, nats.ErrAuthorization) || time.Since(began) > s.patience || !errors.Is(err, nats.ErrNoServers) {
			return nc, err
		}
		if !pause(ctx) {
			return nil, context.Cause(ctx)
		}
	}
}

// Close hangs up.
func (s *Source) Close() {
	s.stop()
	s.nc.Close()
}

// pause waits a moment; false if the context ends.
func pause(ctx context.Context) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(500 * time.Millisecond):
		return true
	}
}

// beats say that the worker is there.
func (s *Source) beats(ctx context.Context) {
	for ctx.Err() == nil {
		_, _ = s.ask(ctx, askHere, s.worker, []byte(strconv.FormatInt(s.inHand.Load(), 10)), nil)
		select {
		case <-ctx.Done():
		case <-time.After(beat):
		}
	}
}

// refused is an error that the lead has answered with.
type refused struct{ why string }

// Error implements error.
func (r *refused) Error() string { return r.why }

// ask puts a request once.
func (s *Source) ask(ctx context.Context, kind, id string, data []byte, head nats.Header) (*nats.Msg, error) {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	m := nats.NewMsg(subject(s.name, askSubject, kind, id))
	m.Data = data
	for k, v := range head {
		m.Header[k] = v
	}
	m.Header.Set(workerHead, s.worker)
	answer, err := s.nc.RequestMsgWithContext(ctx, m)
	if err != nil {
		return nil, err
	}
	s.heard.Store(time.Now().UnixNano())
	if why := answer.Header.Get(errorHead); why != "" {
		return nil, &refused{why}
	}
	return answer, nil
}

// insist asks until there is an answer.
func (s *Source) insist(ctx context.Context, kind, id string, data []byte, head nats.Header) (*nats.Msg, error) {
	for {
		answer, err := s.ask(ctx, kind, id, data, head)
		if no := (*refused)(nil); err == nil || errors.As(err, &no) {
			return answer, err
		}
		if err := s.lost(); err != nil {
			return nil, err
		}
		if !pause(ctx) {
			return nil, context.Cause(ctx)
		}
	}
}

// lost is the error of a sweep that has not been heard of for too long, or is over.
func (s *Source) lost() error {
	select {
	case <-s.over:
		return io.EOF
	default:
	}
	if silent := time.Since(time.Unix(0, s.heard.Load())); silent > s.patience {
		return fmt.Errorf("nothing was heard of the sweep for %v", silent.Round(time.Second))
	}
	return nil
}

// Next implements sweep.Source.
func (s *Source) Next(ctx context.Context) (sweep.Claim, error) {
	for ctx.Err() == nil {
		if err := s.lost(); err != nil {
			return nil, err
		}
		m, lease, err := s.take(ctx)
		if err == nil {
			s.inHand.Add(1)
			return &claim{source: s, m: m, lease: lease}, nil
		}
		if !errors.Is(err, nats.ErrTimeout) && !pause(ctx) {
			break
		}
	}
	return nil, context.Cause(ctx)
}

// take takes an order out of the queue.
func (s *Source) take(ctx context.Context) (jetstream.Msg, time.Duration, error) {
	asking, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	c, err := s.js.Consumer(asking, streamOf(s.name), consumer)
	if err != nil {
		return nil, 0, err
	}
	for s.lost() == nil && ctx.Err() == nil {
		m, err := c.Next(jetstream.FetchMaxWait(time.Second))
		if err == nil {
			return m, c.CachedInfo().Config.AckWait, nil
		}
		if !errors.Is(err, nats.ErrTimeout) {
			return nil, 0, err
		}
		if _, err := c.Info(ctx); err != nil { // the queue may be gone
			return nil, 0, err
		}
	}
	return nil, 0, nats.ErrTimeout
}

// Blob implements sweep.Source.
func (s *Source) Blob(ctx context.Context, sum string, w io.Writer) error {
	for at := int64(0); ; {
		answer, err := s.insist(ctx, askBlob, sum, []byte(strconv.FormatInt(at, 10)), nil)
		if err != nil {
			return err
		}
		if _, err := w.Write(answer.Data); err != nil {
			return err
		}
		at += int64(len(answer.Data))
		if answer.Header.Get(lastHead) != "" {
			return nil
		}
	}
}

// claim is an order in hand.
type claim struct {
	source *Source
	m      jetstream.Msg
	lease  time.Duration
}

func (c *claim) Order() []byte        { return c.m.Data() }
func (c *claim) Lease() time.Duration { return c.lease }
func (c *claim) Alive()               { _ = c.m.InProgress() } // if it is lost, another worker begins

// id is that of the order's subject.
func (c *claim) id() string {
	var o struct {
		ID string `json:"id"`
	}
	if json.Unmarshal(c.m.Data(), &o) != nil || !sweep.IsPlain(o.ID) {
		return "none"
	}
	return o.ID
}

// Begin implements sweep.Claim.
func (c *claim) Begin(ctx context.Context) bool {
	answer, err := c.source.insist(ctx, askBegin, c.id(), nil, nil)
	if err == nil && string(answer.Data) == answerDone {
		c.done()
		return false
	}
	return err == nil
}

// Step implements sweep.Claim.
func (c *claim) Step(ctx context.Context, at sweep.Progress) (early bool) {
	b, err := json.Marshal(at)
	if err != nil {
		return false
	}
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	answer, err := c.source.ask(ctx, askStep, c.id(), b, nil)
	return err == nil && string(answer.Data) != answerGo
}

// Deliver implements sweep.Claim.
func (c *claim) Deliver(ctx context.Context, folder string) error {
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	if err := errors.Join(sweep.PackRun(z, folder), z.Close()); err != nil {
		return err
	}
	for {
		err := c.deliver(ctx, packed.Bytes())
		if no := (*again)(nil); errors.As(err, &no) && ctx.Err() == nil {
			continue
		}
		if err == nil {
			c.done()
		}
		return err
	}
}

// again says that a delivery was broken off, as the lead was another one.
type again struct{ error }

// deliver sends all parts.
func (c *claim) deliver(ctx context.Context, all []byte) error {
	size := int(c.source.nc.MaxPayload()) / 2
	n := (len(all) + size - 1) / size
	for i := range n {
		part := all[i*size : min((i+1)*size, len(all))]
		answer, err := c.source.insist(ctx, askPart, c.id(), part, nats.Header{partHead: {fmt.Sprintf("%d/%d", i, n)}})
		if no := (*refused)(nil); errors.As(err, &no) && i > 0 && i < n-1 {
			return &again{err}
		}
		if err != nil {
			return err
		}
		if string(answer.Data) == answerDone {
			return nil
		}
	}
	return nil
}

// Fail implements sweep.Claim.
func (c *claim) Fail(ctx context.Context, attempt int, why string) error {
	b, err := json.Marshal(failure{attempt, why})
	if err != nil {
		return err
	}
	if _, err = c.source.insist(ctx, askFail, c.id(), b, nil); err == nil {
		c.done()
	}
	return err
}

// done takes the order out of the queue.
func (c *claim) done() {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	_ = c.m.DoubleAck(ctx) // if it comes again, Begin says that nobody needs it
	c.source.inHand.Add(-1)
}

// Return implements sweep.Claim.
func (c *claim) Return(soon bool) {
	if soon {
		_ = c.m.Nak()
	} else {
		_ = c.m.NakWithDelay(time.Second)
	}
	c.source.inHand.Add(-1)
}
