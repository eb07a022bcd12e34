package main

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/gobimt/bimt/internal/doctor"
	"github.com/urfave/cli/v2"
)

func doctorCommand() *cli.Command {
	return &cli.Command{
		Name:  "doctor",
		Usage: "examine this machine: speed, memory, disk, known figures",
		Description: "  bimt doctor            one line for each thing: ok, or what to do\n" +
			"  bimt doctor --json     the same for programs, or for a report\n\n" +
			"It takes some seconds, and leaves nothing behind. The exit status is 1 if something is wrong.",
		OnUsageError: usageError,
		Flags:        []cli.Flag{&cli.BoolFlag{Name: "json", Usage: "print JSON in place of lines"}},
		Action:       examine,
	}
}

func examine(c *cli.Context) error {
	if err := noArguments(c); err != nil {
		return err
	}
	var all []doctor.Line
	var wrong []string
	for l := range doctor.Examine(c.Context, ".") {
		all = append(all, l)
		if !l.OK {
			wrong = append(wrong, l.Name)
		}
		if !c.Bool("json") {
			fmt.Fprintln(c.App.Writer, onTerminal(c.App.Writer, doctorLine(l)))
		}
	}
	if c.Context.Err() != nil {
		return &statusError{fmt.Errorf("interrupted"), statusInterrupted}
	}
	if c.Bool("json") {
		b, err := json.MarshalIndent(all, "", "  ")
		if err != nil {
			return err
		}
		fmt.Fprintln(c.App.Writer, string(b))
	}
	if len(wrong) > 0 {
		return &statusError{fmt.Errorf("something is wrong with %s", strings.Join(wrong, ", ")), statusFailed}
	}
	return nil
}

// doctorLine writes what was found: "ok     memory      25 GB …".
func doctorLine(l doctor.Line) string {
	verdict, found := "ok", l.Found
	if !l.OK {
		verdict, found = "WRONG", l.Found+": "+l.Do
	}
	return fmt.Sprintf("%-6s%-12s%s", verdict, l.Name, found)
}
