package main

import (
	"bytes"
	"io"
	"os"
	"strings"
	"unicode/utf8"

	"github.com/urfave/cli/v2"
	"golang.org/x/term"
)

// lineWidth is the letters of a line on the terminals that fit least.
const lineWidth = 80

func init() {
	cli.HelpPrinter = printHelp
	once := cli.FlagStringer
	cli.FlagStringer = func(f cli.Flag) string { return saidOnce(once(f)) }
}

// saidOnce is the line of a flag that may be given many times without its second form,
// --set KEY=VALUE [ --set KEY=VALUE ]: its usage says so.
func saidOnce(line string) string {
	head, rest, twice := strings.Cut(line, " [ --")
	if _, usage, ends := strings.Cut(rest, " ]"); twice && ends {
		return head + usage
	}
	return line
}

// readable has the texts of a command as a terminal needs them: paragraphs fill their lines, and no flag says that it
// is off where it is not given.
func readable(c *cli.Command) {
	c.Description = paragraphs(c.Description)
	for _, f := range c.Flags {
		if b, is := f.(*cli.BoolFlag); is {
			b.DisableDefaultText = true
		}
	}
}

// paragraphs joins lines that are not indented, and fills them anew; help texts stand three letters from the left.
func paragraphs(text string) string {
	var all []string
	open := false // the last line may go on
	for _, line := range strings.Split(text, "\n") {
		goesOn := line != "" && line[0] != ' '
		if goesOn && open {
			all[len(all)-1] += " " + line
		} else {
			all = append(all, line)
		}
		open = goesOn
	}
	for i, line := range all {
		if utf8.RuneCountInString(line) > lineWidth-3 {
			all[i] = foldLine(line, lineWidth-3)
		}
	}
	return strings.Join(all, "\n")
}

// printHelp prints a help text that fits a terminal.
func printHelp(w io.Writer, text string, data any) {
	var b bytes.Buffer
	cli.HelpPrinterCustom(&b, text, data, nil)
	_, _ = io.WriteString(w, fold(b.String())) // as the library prints it
}

// onTerminal has no control characters in a text, and folds it if it is for a terminal: a line in a pipe stays one line.
func onTerminal(w io.Writer, text string) string {
	text = harmless(text)
	if isTerminal(w) {
		return fold(text)
	}
	return text
}

func isTerminal(w io.Writer) bool {
	if h, is := w.(*harmlessWriter); is {
		w = h.Writer
	}
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// fold breaks lines between words, so that they have at most lineWidth letters if words
// let them. What follows stands below the last column of the line, as in a table.
func fold(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		if utf8.RuneCountInString(line) > lineWidth {
			lines[i] = foldLine(line, lineWidth)
		}
	}
	return strings.Join(lines, "\n")
}

func foldLine(line string, width int) string {
	head, rest := column(line)
	indent := strings.Repeat(" ", utf8.RuneCountInString(head))
	var b strings.Builder
	b.WriteString(head)
	at := utf8.RuneCountInString(head)
	for i, word := range strings.Fields(rest) {
		n := utf8.RuneCountInString(word)
		switch {
		case i == 0:
		case at+1+n > width:
			b.WriteString("\n" + indent)
			at = len(indent)
		default:
			b.WriteByte(' ')
			at++
		}
		b.WriteString(word)
		at += n
	}
	return b.String()
}

// column cuts a line where its last column begins, in the left half, or after its indentation.
func column(line string) (head, rest string) {
	rest = strings.TrimLeft(line, " ")
	head = line[:len(line)-len(rest)]
	for at := len(head); ; {
		next := strings.Index(line[at:], "  ")
		if next < 0 {
			return head, rest
		}
		at += next
		at += len(line[at:]) - len(strings.TrimLeft(line[at:], " "))
		if utf8.RuneCountInString(line[:at]) > lineWidth*5/8 {
			return head, rest
		}
		head, rest = line[:at], line[at:]
	}
}
