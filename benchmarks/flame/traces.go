package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
)

// frame is a function in a stack, with the time spent in it and in what it calls.
type frame struct {
	name  string
	time  time.Duration
	calls []*frame // in the order they are met
}

// call is the callee of that name.
func (f *frame) call(name string) *frame {
	for _, c := range f.calls {
		if c.name == name {
			return c
		}
	}
	c := &frame{name: name}
	f.calls = append(f.calls, c)
	return c
}

// readTraces reads what `go tool pprof -traces` prints: stacks between dashed lines,
// the innermost function first and before it the time.
func readTraces(r io.Reader) (*frame, error) {
	root := &frame{name: "all"}
	var stack []string
	var spent time.Duration
	add := func() {
		f := root
		f.time += spent
		for i := len(stack) - 1; i >= 0; i-- {
			f = f.call(stack[i])
			f.time += spent
		}
		stack, spent = nil, 0
	}
	header := true
	lines := bufio.NewScanner(r)
	for n := 1; lines.Scan(); n++ {
		text := strings.TrimSpace(lines.Text())
		switch {
		case strings.HasPrefix(text, "-----------+"):
			add()
			header = false
		case header || text == "":
		case stack == nil:
			value, name, ok := strings.Cut(text, " ")
			d, err := time.ParseDuration(strings.Replace(value, "mins", "m", 1))
			if !ok || err != nil {
				return nil, fmt.Errorf("line %d: want a time and a function, have %q", n, text)
			}
			spent, stack = d, []string{strings.TrimSpace(name)}
		default:
			stack = append(stack, text)
		}
	}
	add()
	if root.time == 0 && lines.Err() == nil {
		return nil, errors.New("there are no stacks: give it what `go tool pprof -traces PROFILE` prints")
	}
	return root, lines.Err()
}
