package main

import (
	"slices"
	"strings"

	"github.com/urfave/cli/v2"
)

// flagsFirst moves a command's flags ahead of its other arguments, so that `bimt train
// NAME --seed 3` means what it says; the flag package stops at the first argument.
func flagsFirst(app *cli.App, args []string) []string {
	if len(args) < 3 {
		return args
	}
	i := slices.IndexFunc(app.Commands, func(c *cli.Command) bool { return c.HasName(args[1]) })
	if i < 0 {
		return args
	}
	var flags, rest []string
	for todo := args[2:]; len(todo) > 0; todo = todo[1:] {
		arg := todo[0]
		if arg == "--" {
			rest = append(rest, todo[1:]...)
			break
		}
		if !strings.HasPrefix(arg, "-") || arg == "-" {
			rest = append(rest, arg)
			continue
		}
		if arg == "--help" || arg == "-h" {
			return []string{args[0], args[1], arg} // whatever else stands there
		}
		flags = append(flags, arg)
		if takesValue(app.Commands[i], arg) {
			if len(todo) == 1 { // the flag package says what is missing
				return slices.Concat(args[:2], flags)
			}
			flags = append(flags, todo[1])
			todo = todo[1:]
		}
	}
	return slices.Concat(args[:2], flags, []string{"--"}, rest)
}

// takesValue says whether a flag as written needs the next argument.
func takesValue(c *cli.Command, arg string) bool {
	name := strings.TrimLeft(arg, "-")
	if strings.Contains(name, "=") {
		return false
	}
	for _, f := range c.Flags {
		if slices.Contains(f.Names(), name) {
			_, isBool := f.(*cli.BoolFlag)
			return !isBool
		}
	}
	return false
}
