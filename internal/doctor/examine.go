package doctor

import (
	"context"
	"fmt"
	"iter"
)

// Line is what one examination found.
type Line struct {
	Name  string `json:"name"`
	OK    bool   `json:"ok"`
	Found string `json:"found"`
	Do    string `json:"do,omitempty"` // what to do, where it is not OK
}

// examination looks at one thing. An error is what was found wrong.
type examination struct {
	name string
	look func(ctx context.Context, folder string) (found string, err error)
	do   string // about an error
}

var examinations = []examination{
	{"program", program, ""},
	{"processor", processor, ""},
	{"memory", memory, "end other programs, or raise the limit of this one's control group"},
	{"disk", disk, "make room, or work in another folder"},
	{"products", products, "train with --blas go, and report it with these lines"},
	{"figures", figures, "don't trust results of this machine: report these lines, with the processor"},
	{"workers", workers, "report these lines: results must not depend on the number of workers"},
	{"run folder", runFolder, "work in a folder on a local disk that you may write in"},
}

// Examine looks at everything in turn; folder is where runs are to be kept. A cancelled
// context ends it before the next line.
func Examine(ctx context.Context, folder string) iter.Seq[Line] {
	return func(yield func(Line) bool) {
		for _, e := range examinations {
			if ctx.Err() != nil || !yield(e.line(ctx, folder)) {
				return
			}
		}
	}
}

func (e examination) line(ctx context.Context, folder string) (l Line) {
	l.Name = e.name
	defer func() {
		if p := recover(); p != nil {
			l.OK, l.Found, l.Do = false, fmt.Sprintf("it can't be examined: %v", p), "report these lines"
		}
	}()
	found, err := e.look(ctx, folder)
	if err != nil {
		return Line{Name: e.name, Found: err.Error(), Do: e.do}
	}
	return Line{Name: e.name, OK: true, Found: found}
}
