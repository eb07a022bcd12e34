package nn_test

import (
	"fmt"

	"github.com/gobimt/bimt/nn"
)

// A rate that falls tenfold at three quarters of the run.
func ExampleSchedule() {
	rate := nn.Schedule{Start: 0.002, Changes: []nn.Change{{At: 0.75, Factor: 0.1}}}
	for _, step := range []int{0, 749, 750, 999} {
		fmt.Println(step, rate.Value(step, 1000))
	}
	// Output:
	// 0 0.002
	// 749 0.002
	// 750 0.0002
	// 999 0.0002
}
