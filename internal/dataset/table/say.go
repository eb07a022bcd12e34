package table

import (
	"fmt"
	"strings"
)

// flag writes an option of the command line with names of columns, as it can be
// pasted into a shell; of very many names, how many they are.
func flag(option string, columns []string) string {
	const most = 60
	if len(columns) > most {
		return fmt.Sprintf("--%s and the names of the other %d columns", option, len(columns))
	}
	fields := make([]string, len(columns))
	for i, name := range columns {
		if strings.ContainsAny(name, "\",\n") || name != strings.TrimSpace(name) {
			name = `"` + strings.ReplaceAll(name, `"`, `""`) + `"`
		}
		fields[i] = name
	}
	text := strings.Join(fields, ",")
	if strings.ContainsFunc(text, func(r rune) bool { return !isPlain(r) }) {
		text = "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
	}
	return "--" + option + " " + text
}

// isPlain reports that a shell takes a letter as it is.
func isPlain(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r > 127 || strings.ContainsRune("_-.,:/+%@=", r)
}

// count writes a number of things.
func count(n int, thing string) string { return fmt.Sprintf("%d %s", n, plural(n, thing, thing+"s")) }

func plural(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

// list names one thing, or several: "column a is", "columns a, b are".
func list(names []string, is, are string) string {
	return fmt.Sprintf("%s %s %s", plural(len(names), "column", "columns"), shorten(names), plural(len(names), is, are))
}
