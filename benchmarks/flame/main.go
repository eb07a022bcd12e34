// Command flame draws a flame graph as a small SVG from the stacks of a profile:
//
//	go tool pprof -traces cpu.prof | go run ./benchmarks/flame -title s4 > s4.svg
//
// The root is at the bottom, callees stand on callers, widths are shares of the time.
// What is narrower than one per cent is left out.
package main

import (
	"flag"
	"fmt"
	"os"
)

func main() {
	title := flag.String("title", "", "what was profiled")
	flag.Parse()
	root, err := readTraces(os.Stdin)
	if err == nil {
		err = draw(os.Stdout, *title, root)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "flame:", err)
		os.Exit(1)
	}
}
