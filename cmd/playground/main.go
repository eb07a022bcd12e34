//go:build js && wasm

// Command playground is package internal/play as WebAssembly, for the page of `bimt play`: one
// network in a worker, which loads it and calls what it sets on the global object,
//
//	bimt.open(settings, csv)     a new network; settings in JSON or YAML, csv bytes or null
//	bimt.call(name, arguments)   a call of internal/play, in JSON
//	bimt.train(milliseconds)     a slice; the number of steps made
//	bimt.frame(bytes)            writes a frame of float32 into a Uint8Array; its length in bytes
//
// each of which returns {value} or {error}.
package main

import (
	"context"
	"fmt"
	"runtime/debug"
	"syscall/js"
	"time"
	"unsafe"

	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/internal/play"
)

// shell is the one network of this worker.
type shell struct {
	training *play.Training
	frame    []float32
}

func main() {
	graph.SetWorkers(1)
	debug.SetGCPercent(400) // garbage is rare, and a pause is seen
	s := &shell{}
	js.Global().Set("bimt", map[string]any{
		"open":  function(s.open),
		"call":  function(s.call),
		"train": function(s.train),
		"frame": function(s.write),
	})
	if ready := js.Global().Get("bimtReady"); ready.Type() == js.TypeFunction {
		ready.Invoke()
	}
	select {}
}

// function makes one for JavaScript. What goes wrong, a panic too, comes back as an error.
func function(do func(args []js.Value) (any, error)) js.Func {
	return js.FuncOf(func(_ js.Value, args []js.Value) (result any) {
		defer func() {
			if r := recover(); r != nil {
				result = map[string]any{"error": fmt.Sprintf("internal error: %v", r)}
			}
		}()
		value, err := do(args)
		if err != nil {
			return map[string]any{"error": err.Error()}
		}
		return map[string]any{"value": value}
	})
}

func (s *shell) open(args []js.Value) (any, error) {
	var own []byte
	if len(args) > 1 && args[1].Truthy() {
		own = make([]byte, args[1].Length())
		js.CopyBytesToGo(own, args[1])
	}
	t, err := play.New(context.Background(), args[0].String(), own)
	if err != nil {
		return nil, err
	}
	s.training = t
	return nil, nil
}

// opened is the network, if there is one.
func (s *shell) opened() (*play.Training, error) {
	if s.training == nil {
		return nil, fmt.Errorf("no network is open")
	}
	return s.training, nil
}

func (s *shell) call(args []js.Value) (any, error) {
	t, err := s.opened()
	if err != nil {
		return nil, err
	}
	var with []byte
	if len(args) > 1 && args[1].Type() == js.TypeString {
		with = []byte(args[1].String())
	}
	b, err := t.Call(context.Background(), args[0].String(), with)
	return string(b), err
}

func (s *shell) train(args []js.Value) (any, error) {
	t, err := s.opened()
	if err != nil {
		return nil, err
	}
	return t.Train(context.Background(), time.Duration(args[0].Float()*float64(time.Millisecond)))
}

func (s *shell) write(args []js.Value) (any, error) {
	t, err := s.opened()
	if err != nil {
		return nil, err
	}
	if s.frame, err = t.AppendFrame(s.frame[:0]); err != nil {
		return nil, err
	}
	bytes := unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(s.frame))), 4*len(s.frame))
	if args[0].Length() < len(bytes) {
		return nil, fmt.Errorf("a frame has %d bytes, there is room for %d", len(bytes), args[0].Length())
	}
	return js.CopyBytesToJS(args[0], bytes), nil
}
