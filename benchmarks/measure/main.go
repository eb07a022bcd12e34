// Command measure times a published experiment and prints what it finds as one line of
// JSON, like the PyTorch peer does:
//
//	go run ./benchmarks/measure -blas go -seconds 3 modular-addition
//
// The experiment trains as published, with its relocations and evaluations on test data,
// for about so many seconds; a run that is shorter is timed whole, and a longer one is
// extrapolated. Memory is measured in the same process.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"runtime"
	"strings"

	"github.com/gobimt/bimt/graph"
)

// Report is what is printed.
type Report struct {
	Side            string  `json:"side"`
	Experiment      string  `json:"experiment"`
	Setting         string  `json:"setting"` // how products were to be computed
	BLAS            string  `json:"blas"`    // who computed them
	Workers         int     `json:"workers"`
	DType           string  `json:"dtype"`
	MSPerStep       float64 `json:"ms_per_step"`
	MSPerRelocation float64 `json:"ms_per_relocation"`
	Relocations     int     `json:"relocations"` // of the whole run
	WholeRunSeconds float64 `json:"whole_run_seconds"`
	StepsTimed      int     `json:"steps_timed"`
	FloorMS         float64 `json:"floor_ms_per_step"` // its products alone, at the speed of the best product
	BestProduct     float64 `json:"best_product_gflops"`
	UsualFloorMS    float64 `json:"usual_floor_ms_per_step"` // at the speed of the median product
	BytesPerStep    float64 `json:"allocated_bytes_per_step"`
	PeakResident    int64   `json:"peak_resident_bytes"`        // 0 where the system does not say
	PeakBefore      int64   `json:"peak_resident_bytes_before"` // of making the network, data and graph
	Go              string  `json:"go"`
}

func main() {
	o := options{}
	flag.StringVar(&o.blas, "blas", "go", "matrix products by: go, openblas or auto")
	flag.Float64Var(&o.seconds, "seconds", 3, "time to measure, about")
	flag.IntVar(&o.workers, "workers", 0, "goroutines that share large work; 0: as many as processors")
	flag.StringVar(&o.profile, "profile", "", "write a profile of processor time to this file")
	flag.Usage = func() {
		fmt.Fprintf(flag.CommandLine.Output(), "measure [options] EXPERIMENT\n\nTimes one of: %s\n\n", strings.Join(names(), ", "))
		flag.PrintDefaults()
	}
	flag.Parse()
	if flag.NArg() != 1 || o.seconds <= 0 || o.workers < 0 {
		flag.Usage()
		os.Exit(2)
	}
	o.experiment = flag.Arg(0)
	if err := program(o); err != nil {
		fmt.Fprintln(os.Stderr, "measure:", err)
		os.Exit(1)
	}
}

func program(o options) error {
	if o.workers > 0 {
		runtime.GOMAXPROCS(o.workers)
		graph.SetWorkers(o.workers)
	}
	r, err := o.measure(context.Background())
	if err != nil {
		return fmt.Errorf("%s: %w", o.experiment, err)
	}
	return json.NewEncoder(os.Stdout).Encode(r)
}
