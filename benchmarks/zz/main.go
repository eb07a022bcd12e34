package main

import (
	"fmt"
	"os"
	"runtime"
	"runtime/pprof"
	"time"

	"github.com/gobimt/bimt/bimt/flow"
	"github.com/gobimt/bimt/transformer/pretrained"
)

func main() {
	n, err := pretrained.Load(os.Args[1], true)
	if err != nil {
		panic(err)
	}
	g, err := pretrained.NewGenerator(n.Model, n.Params, 32)
	if err != nil {
		panic(err)
	}
	runtime.GC()
	var a, b runtime.MemStats
	runtime.ReadMemStats(&a)
	runtime.MemProfileRate = 4096
	f, _ := os.Create("/tmp/check.prof")
	pprof.StartCPUProfile(f)
	t := time.Now()
	err = flow.Check(n.Space, g.Output())
	d := time.Since(t)
	pprof.StopCPUProfile()
	h, _ := os.Create("/tmp/check.mem")
	pprof.Lookup("allocs").WriteTo(h, 0)
	h.Close()
	runtime.ReadMemStats(&b)
	fmt.Println("check", d, err, "allocated MB", (b.TotalAlloc-a.TotalAlloc)>>20)
	t = time.Now()
	fl, err := flow.Read(n.Space, g.Output())
	runtime.ReadMemStats(&a)
	fmt.Println("read", time.Since(t), err, len(fl.Wires), "MB", (a.TotalAlloc-b.TotalAlloc)>>20)
	t = time.Now()
	_, err = fl.Alive(0.01)
	runtime.ReadMemStats(&b)
	fmt.Println("alive", time.Since(t), err, "MB", (b.TotalAlloc-a.TotalAlloc)>>20)
}
