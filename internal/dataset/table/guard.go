package table

import (
	"fmt"
	"io"
)

// maxRecord is the most bytes of one record of a CSV.
const maxRecord = 16 << 20

// guard stands between a file and the CSV reader, which would gather a record
// without end in memory. It ends the stream with an *Error at a NUL byte (a
// sparse or binary file), at a record over maxRecord, and after MaxBytes.
type guard struct {
	r         io.Reader
	total     int64
	line      int
	record    int // bytes since the last line end outside quotes
	quoted    bool
	inComment bool  // in a line that begins with #, whose quotes mean nothing
	comments  int   // such lines
	failed    error // found once, returned ever after
}

func newGuard(r io.Reader) *guard { return &guard{r: r, line: 1} }

// Read implements io.Reader.
func (g *guard) Read(p []byte) (int, error) {
	if g.failed != nil {
		return 0, g.failed
	}
	n, err := g.r.Read(p)
	for i, b := range p[:n] {
		g.record++
		switch b {
		case 0:
			return i, g.fail("byte %d is NUL: this is not text", "export the data as CSV in UTF-8", g.total+int64(i))
		case '#':
			if g.record == 1 {
				g.inComment = true
				g.comments++
			}
		case '"':
			g.quoted = g.quoted != !g.inComment
		case '\n':
			g.line++
			if !g.quoted {
				g.record, g.inComment = 0, false
			}
		}
		if g.record > maxRecord {
			return i, g.fail("a record goes on for more than %d bytes", "close its quotes, or check that this is CSV", maxRecord)
		}
	}
	g.total += int64(n)
	if g.total > MaxBytes {
		return 0, g.fail("there are more than %d bytes (2 GiB) of text", "cut a part out of it", int64(MaxBytes))
	}
	return n, err
}

func (g *guard) fail(problem, remedy string, args ...any) error {
	g.failed = &Error{Line: g.line, Problem: fmt.Sprintf(problem, args...), Remedy: remedy}
	return g.failed
}
