package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"sync/atomic"
	"syscall"
	"time"
)

// patience is how long a command may take to end after a signal.
const patience = 1500 * time.Millisecond

// signals ends the program well: the first signal cancels ctx, upon which a training
// finishes its step and saves. What does not return within patience (data being made, a file
// being read, pictures) is ended then, a second signal ends it at once: files appear whole
// or not at all.
type signals struct {
	ctx context.Context
	got atomic.Int64 // 0: none
}

// newSignals listens to those that ask a program to end. One that is ignored, as SIGHUP
// is under nohup, stays so.
func newSignals(errOut io.Writer) *signals {
	ctx, cancel := context.WithCancel(context.Background())
	s := &signals{ctx: ctx}
	incoming := make(chan os.Signal, 2)
	for _, sig := range []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP} {
		if !signal.Ignored(sig) {
			signal.Notify(incoming, sig)
		}
	}
	go func() {
		first, is := (<-incoming).(syscall.Signal)
		if !is {
			first = syscall.SIGINT
		}
		s.got.Store(int64(first))
		cancel()
		select {
		case <-incoming:
		case <-time.After(patience):
			fmt.Fprintln(errOut, "bimt: interrupted at work that can't be saved; a training goes on from its last checkpoint with bimt resume RUN")
		}
		os.Exit(signalled + int(first))
	}()
	return s
}

// signalled is what is added to a signal in the exit status of a program that it ended.
const signalled = 128

// status is the exit status of a program that ended with another.
func (s *signals) status(status int) int {
	if got := s.got.Load(); got != 0 && status == statusInterrupted {
		return signalled + int(got)
	}
	return status
}

// interruption is the error of a command that a signal has ended.
func interruption(err error) error {
	if e := (*statusError)(nil); errors.As(err, &e) && e.status == statusInterrupted {
		return err
	}
	return &statusError{errors.New("interrupted"), statusInterrupted}
}
