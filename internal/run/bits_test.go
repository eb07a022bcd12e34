package run

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"
)

// trainings are short ones of each kind: greedy and exact relocations, tokens, batches,
// images, attention; in both types.
var trainings = []string{
	"independence steps=60 swap_every=20", "s4 steps=20 swap_every=5", "two-moons steps=60 swap_every=20",
	"in-context steps=6 swap_every=3 train_rows=200 test_rows=100", "digits steps=20 swap_every=5",
	"modular-addition-transformer steps=4 swap_every=2 modulus=23", "independence steps=60 swap_every=20 dtype=float32",
}

// ended is what a training in a process of its own ended with.
type ended struct {
	Loss   float64
	Hash   string // of all parameters and lines of the log
	Single bool   // float32
}

// endOf trains in this process.
func endOf(t *testing.T, settings string) ended {
	words := strings.Fields(settings)
	c := loaded(t, words[0], append(words[1:], "log_every=20", "blas=go")...)
	r, err := New(context.Background(), c)
	if err == nil {
		err = r.Train(context.Background())
	}
	if err != nil {
		t.Fatalf("%s: %v", settings, err)
	}
	h := sha256.New()
	for _, p := range r.Network.Params.All() {
		for _, v := range p.Float64s() {
			fmt.Fprintf(h, "%x ", math.Float64bits(v))
		}
	}
	for _, l := range r.Lines {
		fmt.Fprintf(h, "%x %x %x\n", math.Float64bits(l.TrainLoss), math.Float64bits(l.TestLoss), math.Float64bits(l.Cost))
	}
	loss, err := r.Loss()
	if err != nil {
		t.Fatal(err)
	}
	return ended{loss, fmt.Sprintf("%x", h.Sum(nil)), c.DType == "float32"}
}

const childVariable = "BIMT_TEST_CHILD" // set in a process that the test has started

// A training ends with the same bits whenever it is repeated and whatever the number of
// processors. On kernels of other processors it ends within a bound of the loss, which
// package blas states.
func TestBits(t *testing.T) {
	if os.Getenv(childVariable) != "" {
		all := map[string]ended{}
		for _, s := range trainings {
			all[s] = endOf(t, s)
		}
		b, err := json.Marshal(all)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Printf("%s%s\n", childVariable, b)
		return
	}
	want := endsIn(t)
	for _, processors := range []string{"1", "8"} {
		for s, e := range endsIn(t, "GOMAXPROCS="+processors) {
			if e != want[s] {
				t.Errorf("%s: on %s processors a loss of %.17g, else %.17g, or other bits", s, processors, e.Loss, want[s].Loss)
			}
		}
	}
	if runtime.GOARCH != "amd64" {
		return // one set of kernels
	}
	for _, off := range []string{"cpu.avx512f=off", "cpu.avx512f=off,cpu.avx2=off"} {
		for s, e := range endsIn(t, "GODEBUG="+off) {
			bound := 1e-12
			if e.Single {
				bound = 1e-4
			}
			relative := math.Abs(e.Loss-want[s].Loss) / want[s].Loss
			t.Logf("%-28s %-70s %.1e", off, s, relative)
			if !(relative <= bound) {
				t.Errorf("%s with %s: the loss is off by %.1e, more than %.0e", s, off, relative, bound)
			}
		}
	}
}

// endsIn trains in a process of its own with further variables in its environment.
func endsIn(t *testing.T, variables ...string) map[string]ended {
	t.Helper()
	c := exec.Command(os.Args[0], "-test.run=^TestBits$")
	c.Env = append(append(os.Environ(), childVariable+"=1"), variables...)
	out, err := c.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %v\n%s", variables, err, out)
	}
	_, line, _ := strings.Cut(string(out), childVariable)
	line, _, _ = strings.Cut(line, "\n")
	all := map[string]ended{}
	if err := json.Unmarshal([]byte(line), &all); err != nil || len(all) != len(trainings) {
		t.Fatalf("%v: %d trainings, %v\n%s", variables, len(all), err, out)
	}
	return all
}
