// Package examples is a module of its own, as a user's would be: it sees what the library
// exports and nothing more. Each file builds one architecture in under a hundred lines,
// trains it with BIMT, and hands it to the same check: gradients by finite differences, the
// function kept by every strategy of relocation, a picture with the neurons' names.
//
//	cd testdata/examples && go test ./...
//	EXAMPLE_PICTURES=/tmp go test ./...      # the pictures, to look at
package examples
