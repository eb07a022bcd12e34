package task

import "fmt"

// mostNumbers bounds what is made: 2 GiB of float64.
const mostNumbers = 1 << 28

// room refuses rows of so many numbers that would take too much memory, before any is asked for.
func room(trainRows, testRows, numbers int) error {
	for _, part := range []struct {
		key  string
		rows int
	}{{"train_rows", trainRows}, {"test_rows", testRows}} {
		if part.rows > mostNumbers/numbers {
			return fmt.Errorf("%s: %d rows of %d numbers would take %s of memory: give at most %d",
				part.key, part.rows, numbers, Bytes(8*float64(part.rows)*float64(numbers)), mostNumbers/numbers)
		}
	}
	return nil
}

// Bytes writes an amount of memory.
func Bytes(n float64) string {
	unit := 0
	for n >= 1000 && unit < 6 {
		n, unit = n/1000, unit+1
	}
	return fmt.Sprintf("%.3g %sB", n, []string{"", "k", "M", "G", "T", "P", "E"}[unit])
}
