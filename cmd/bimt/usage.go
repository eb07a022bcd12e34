package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"syscall"

	"github.com/gobimt/bimt/internal/nearest"
	"github.com/urfave/cli/v2"
)

// statusError is an error with the exit status it ends the program with.
type statusError struct {
	err    error
	status int
}

func (e *statusError) Error() string { return e.err.Error() }
func (e *statusError) Unwrap() error { return e.err }

// usage marks an error that the user can mend: a command, a file or a setting.
func usage(err error) error { return &statusError{err, statusUsage} }

const (
	statusFailed      = 1
	statusUsage       = 2
	statusNonFinite   = 3
	statusInterrupted = 130
)

// exitStatus is that of an error. What the machine has no more of is no mistake of the user,
// wherever it shows.
func exitStatus(err error) int {
	var s *statusError
	if !errors.As(err, &s) || s.status == statusUsage && slices.ContainsFunc(exhausted, func(e error) bool { return errors.Is(err, e) }) {
		return statusFailed
	}
	return s.status
}

// exhausted are errors of a disk that is full or broken, and of too many open files.
var exhausted = []error{
	syscall.ENOSPC, syscall.EDQUOT, syscall.EFBIG, syscall.EIO,
	syscall.EMFILE, syscall.ENFILE, syscall.ENOMEM,
}

// usageError says in words of the program what the flag package found wrong.
func usageError(c *cli.Context, err error, _ bool) error {
	msg := strings.NewReplacer(
		"flag provided but not defined: -", "there is no option --",
		"flag needs an argument: -", "give a value to --",
		"flag -", "--",
		": parse error", ": not a value that it takes",
	).Replace(err.Error())
	if name, is := strings.CutPrefix(msg, "there is no option --"); is {
		if near, ok := nearest.Name(name, flagNames(c)); ok {
			msg += fmt.Sprintf(" (did you mean --%s?)", near)
		}
	}
	return usage(fmt.Errorf("%s; `%s --help` shows all", msg, c.Command.HelpName))
}

func flagNames(c *cli.Context) (names []string) {
	for _, f := range c.Command.Flags {
		for _, n := range f.Names() {
			if len(n) > 1 {
				names = append(names, n)
			}
		}
	}
	return names
}
