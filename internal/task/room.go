package task

import (
	"fmt"

	"github.com/gobimt/bimt/internal/machine"
)

// room refuses rows of so many numbers that would take more memory than the machine has,
// before any is asked for: beside the rows there are copies in training.
func room(trainRows, testRows, numbers int) error {
	const copies = 3
	need := copies * 8 * (float64(trainRows) + float64(testRows)) * float64(numbers)
	err := machine.Check(need)
	if err == nil {
		return nil
	}
	key := "train_rows"
	if testRows > trainRows {
		key = "test_rows"
	}
	return fmt.Errorf("%s: %w: give fewer, %d in all at most", key, err, int(machine.Memory()/copies/8/float64(numbers)))
}
