package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"

	"github.com/gobimt/bimt/internal/site"
	"github.com/urfave/cli/v2"
)

func playCommand() *cli.Command {
	return &cli.Command{
		Name:      "play",
		Usage:     "train in the browser: drag neurons, change prices, race methods",
		ArgsUsage: " ",
		Description: "  bimt play\n" +
			"  bimt play --export DIR    a static site, for any host\n\n" +
			"The page is the library itself, compiled to WebAssembly by the go tool: the first time takes a\n" +
			"minute or so, and needs Go and this program's source (a clone, or a module that go install\n" +
			"fetched). It is at a loopback address until Ctrl-C, and sends nothing anywhere.",
		OnUsageError: usageError,
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "export", Usage: "write the site to `DIR` in place of showing it"},
			&cli.IntFlag{Name: "port", Usage: "`N` of the loopback address; any that is free, if not given"},
			&cli.BoolFlag{Name: "no-browser", Usage: "print the address, and open no browser"},
			quietFlag,
		},
		Action: playPage,
	}
}

func playPage(c *cli.Context) error {
	if c.NArg() > 0 {
		return usage(fmt.Errorf("play: %q: it takes no argument; experiments are chosen on the page", c.Args().First()))
	}
	if err := checkPort(c); err != nil {
		return err
	}
	say := func(text string) {
		if !c.Bool("quiet") {
			fmt.Fprintln(c.App.ErrWriter, text)
		}
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return usage(fmt.Errorf("play: there is no place for the page: %w", err))
	}
	made, err := site.Build(c.Context, filepath.Join(cache, "bimt", "playground"), say)
	if err != nil {
		return usage(fmt.Errorf("play: %w", err))
	}
	files, err := site.New(made)
	if err != nil {
		return err
	}
	if dir := c.String("export"); dir != "" {
		if err := files.Write(dir); err != nil {
			return usage(err)
		}
		fmt.Fprintf(c.App.Writer, "%s\n", filepath.Join(dir, "index.html"))
		say(fmt.Sprintf("%.1f MB over the wire until the first network trains", float64(files.Bytes())/1e6))
		return nil
	}
	return files.Serve(c.Context, c.Int("port"), func(url string) {
		fmt.Fprintln(c.App.Writer, url)
		say("Ctrl-C ends it")
		if !c.Bool("no-browser") {
			openBrowser(c.Context, url)
		}
	})
}

// openBrowser shows an address, if there is something to show it in: it is printed anyway.
func openBrowser(ctx context.Context, url string) {
	by := map[string][]string{"darwin": {"open"}, "windows": {"rundll32", "url.dll,FileProtocolHandler"}}[runtime.GOOS]
	if by == nil {
		by = []string{"xdg-open"}
	}
	command := exec.CommandContext(ctx, by[0], append(by[1:], url)...)
	if command.Start() == nil {
		go func() { _ = command.Wait() }()
	}
}
