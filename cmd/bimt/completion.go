package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gobimt/bimt/internal/measure"
	"github.com/gobimt/bimt/internal/run"
	"github.com/gobimt/bimt/internal/settings"
	"github.com/urfave/cli/v2"
)

// completeFlag asks for what can follow the words before it.
const completeFlag = "--generate-completion"

// The scripts ask the program itself for what can follow.
var completions = map[string]string{
	"bash": `_bimt() { COMPREPLY=($(compgen -W "$("${COMP_WORDS[@]:0:$COMP_CWORD}" ` + completeFlag + ` 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}")); [[ $COMPREPLY == *= ]] && compopt -o nospace; }
complete -o default -F _bimt bimt
`,
	"zsh": `#compdef bimt
_bimt() { local -a o; o=("${(@f)$(${words[1,$CURRENT-1]} ` + completeFlag + ` 2>/dev/null)}"); compadd -a o; _files; }
compdef _bimt bimt
`,
	"fish": `complete -c bimt -a '(eval (commandline -poc) ` + completeFlag + ` 2>/dev/null)'
`,
}

func completionCommand() *cli.Command {
	return &cli.Command{
		Name:         "completion",
		Usage:        "print a script that completes commands in bash, zsh or fish",
		ArgsUsage:    "SHELL",
		Description:  "  source <(bimt completion bash)",
		OnUsageError: usageError,
		Action: func(c *cli.Context) error {
			script, ok := completions[c.Args().First()]
			if !ok || c.NArg() != 1 {
				return usage(fmt.Errorf("completion: name a shell: bash, zsh or fish"))
			}
			_, err := fmt.Fprint(c.App.Writer, script)
			return err
		},
	}
}

// following lists the words that can follow the words of a command line, the program's
// name left out. Where only a file or a number can, it is empty.
func following(app *cli.App, words []string) []string {
	if len(words) == 0 {
		return append(commandNames(app), "--help", "--version")
	}
	i := slices.IndexFunc(app.Commands, func(c *cli.Command) bool { return c.HasName(words[0]) })
	if i < 0 {
		return nil
	}
	c := app.Commands[i]
	last := words[len(words)-1]
	if strings.HasPrefix(last, "-") && takesValue(c, last) {
		if strings.TrimLeft(last, "-") == "set" {
			return settingNames(words[1:])
		}
		return flagValues(strings.TrimLeft(last, "-"))
	}
	all := []string{"--help"}
	for _, f := range c.Flags {
		all = append(all, "--"+f.Names()[0])
	}
	switch c.Name {
	case "train", "compare", "show":
		all = append(all, run.Names()...)
	case "completion":
		all = append(all, "bash", "zsh", "fish")
	}
	return all
}

// settingNames lists the settings of the experiment that words name, or of a table, as
// --set takes them.
func settingNames(words []string) []string {
	name := "table"
	for _, w := range words {
		if slices.Contains(run.Names(), w) || strings.HasSuffix(w, ".yaml") {
			name = w
		}
	}
	c, err := run.Load(name)
	if err != nil {
		return nil
	}
	var all []string
	for _, k := range settings.Keys(c) {
		if k.Name != "extends" && k.Name != "made_with" {
			all = append(all, k.Name+"=")
		}
	}
	return all
}

// flagValues lists the values of a flag that has few.
func flagValues(name string) []string {
	switch name {
	case "method", "methods":
		return run.Methods()
	case "experiment":
		return run.Names()
	case "strategy":
		return run.Strategies()
	case "task":
		return []string{"regression", "classification"}
	case "by":
		return measure.Keys()
	case "blas":
		return []string{"auto", "go", "openblas"}
	}
	return nil
}
