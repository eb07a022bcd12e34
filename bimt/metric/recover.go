package metric

import "fmt"

// recoverInto makes an error of a panic, which only an argument that is missing or of
// another network causes.
func recoverInto(err *error, what string) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("metric: %s: an argument is missing or of another network: %v", what, p)
	}
}
