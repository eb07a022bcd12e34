package idx

import "fmt"

// Error is what is wrong with an IDX file.
type Error struct {
	File       string
	Offset     int64 // byte at which the trouble was found
	Compressed bool  // Offset counts bytes after decompression
	Problem    string
	Remedy     string // what to do
	Err        error  // cause, or nil
}

// Error gives file, byte, problem, cause and remedy in one line.
func (e *Error) Error() string {
	where := "byte"
	if e.Compressed {
		where = "decompressed byte"
	}
	text := fmt.Sprintf("%s: %s %d: %s", e.File, where, e.Offset, e.Problem)
	if e.Err != nil {
		text += ": " + e.Err.Error()
	}
	return text + "; " + e.Remedy
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

const (
	fetchAgain = "fetch the file again"
	checkFile  = "check that this is the file you meant"
)
