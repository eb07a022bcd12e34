package main

import (
	"fmt"

	"github.com/urfave/cli/v2"
)

// The scripts ask the program itself for what can follow.
var completions = map[string]string{
	"bash": `_bimt() { COMPREPLY=($(compgen -W "$("${COMP_WORDS[@]:0:$COMP_CWORD}" --generate-bash-completion 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}")); }
complete -o default -F _bimt bimt
`,
	"zsh": `#compdef bimt
_bimt() { local -a o; o=("${(@f)$(${words[1,$CURRENT-1]} --generate-bash-completion 2>/dev/null)}"); compadd -a o; _files; }
compdef _bimt bimt
`,
	"fish": `complete -c bimt -a '(eval (commandline -poc) --generate-bash-completion 2>/dev/null)'
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
			if !ok {
				return usage(fmt.Errorf("completion: name a shell: bash, zsh or fish"))
			}
			_, err := fmt.Fprint(c.App.Writer, script)
			return err
		},
	}
}
