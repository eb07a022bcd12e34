package main

import (
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"strings"

	"github.com/gobimt/bimt/internal/machine"
)

// statusCrashed is that of a mistake in the program itself (EX_SOFTWARE of sysexits.h). Go
// would end with 2, which is that of a mistake of the user.
const statusCrashed = 70

// traceVariable set to 1 prints the stack of a crash where it happens, in place of a file.
const traceVariable = "BIMT_TRACE"

const reportTo = "https://github.com/gobimt/bimt/issues"

// guarded does the work of the program. A panic ends it with one line and statusCrashed.
func guarded(errOut io.Writer, work func() int) (status int) {
	defer func() {
		if p := recover(); p != nil {
			crashed(errOut, p, debug.Stack())
			status = statusCrashed
		}
	}()
	return work()
}

// limitMemory has the garbage collector work harder where memory gets short, in place of
// letting the heap grow to twice of what is held.
func limitMemory() {
	const part = 0.9
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(int64(part * machine.Memory()))
	}
}

// crashed says what happened in one line, and where the stack is.
func crashed(errOut io.Writer, p any, stack []byte) {
	what := strings.Join(strings.Fields(fmt.Sprint(p)), " ")
	const most = 200
	if r := []rune(what); len(r) > most {
		what = string(r[:most]) + "…"
	}
	where := "set " + traceVariable + "=1 to see where"
	if path, err := keepTrace(what, stack); err == nil {
		where = "with " + path
	}
	if os.Getenv(traceVariable) == "1" {
		where = "with what follows"
	}
	line := fmt.Sprintf("bimt: a mistake in the program, not yours (%s); please report it to %s, %s", what, reportTo, where)
	fmt.Fprintln(errOut, onTerminal(errOut, line))
	if os.Getenv(traceVariable) == "1" {
		fmt.Fprintf(errOut, "%s", stack)
	}
}

// keepTrace writes the stack to a file of its own, for a report.
func keepTrace(what string, stack []byte) (path string, err error) {
	if os.Getenv(traceVariable) == "1" {
		return "", fmt.Errorf("it is printed")
	}
	f, err := os.CreateTemp("", "bimt-crash-*.txt")
	if err != nil {
		return "", err
	}
	_, err = fmt.Fprintf(f, "bimt %s\n%s\n%s", strings.Join(os.Args[1:], " "), what, stack)
	if closed := f.Close(); err == nil {
		err = closed
	}
	return f.Name(), err
}
