package graph

import "fmt"

// recoverInto turns a panic of Gorgonia into an error that names the node.
func recoverInto(err *error, node string) {
	if r := recover(); r != nil {
		*err = fmt.Errorf("graph: %s: %v", node, r)
	}
}
