package main

import (
	"fmt"
	"os"

	"github.com/gobimt/bimt/graph/blas"
	"github.com/gobimt/bimt/internal/movie"
	"github.com/gobimt/bimt/internal/page"
	"github.com/urfave/cli/v2"
)

func viewCommand() *cli.Command {
	return &cli.Command{
		Name:      "view",
		Usage:     "look at runs in the browser: training, wires, paths",
		ArgsUsage: "RUN|DIR",
		Description: "  bimt view runs/independence-bimt-seed0\n" +
			"  bimt view compare/independence                 all its runs, as small pictures\n" +
			"  bimt view runs/s4-bimt-seed0 --out s4.html     one file, for a talk\n\n" +
			"The page is at a loopback address until Ctrl-C. With --out it is a file that needs neither\n" +
			"this program nor a network. A run plays if it was trained with snapshots, as runs are.",
		OnUsageError: usageError,
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "out", Usage: "write the page to `FILE.html` in place of showing it"},
			&cli.IntFlag{Name: "port", Usage: "`N` of the loopback address; any that is free, if not given"},
			quietFlag,
		},
		Action: view,
	}
}

func view(c *cli.Context) error {
	if c.NArg() != 1 {
		return usage(fmt.Errorf("view: name the folder of one run, or one folder of runs"))
	}
	if err := checkPort(c); err != nil {
		return err
	}
	html, err := pageOf(c, c.Args().First())
	if err != nil {
		return err
	}
	if out := c.String("out"); out != "" {
		return writePage(c, out, html)
	}
	return page.Serve(c.Context, html, c.Int("port"), func(url string) {
		fmt.Fprintf(c.App.Writer, "%s\n", url)
		if !c.Bool("quiet") {
			fmt.Fprintln(c.App.ErrWriter, "open it in a browser; Ctrl-C ends it")
		}
	})
}

// checkPort reads --port.
func checkPort(c *cli.Context) error {
	if p := c.Int("port"); p < 0 || p > 65535 {
		return usage(fmt.Errorf("port: %d: give 0 to 65535", p))
	}
	return nil
}

// pageOf is the page of a run, or of the runs below a folder.
func pageOf(c *cli.Context, path string) ([]byte, error) {
	if err := blas.Use("auto"); err != nil {
		return nil, err
	}
	if info, err := os.Stat(path); err != nil || !info.IsDir() {
		return nil, usage(fmt.Errorf("%s: there is no such folder", path))
	}
	if isRun(path) {
		reel, err := movie.Open(c.Context, path)
		if err != nil {
			return nil, usage(err)
		}
		return runPage(reel)
	}
	all, err := movie.Compare(c.Context, path, func(text string) { fmt.Fprintln(c.App.ErrWriter, text) })
	if err != nil {
		return nil, usage(err)
	}
	return page.HTML(page.Document{Title: all.Title, Script: page.View, Data: all})
}

func runPage(reel *movie.Reel) ([]byte, error) {
	v, err := reel.View()
	if err != nil {
		return nil, err
	}
	return page.HTML(page.Document{Title: v.Title, Script: page.View, Data: v})
}

// writePage writes a file and names it.
func writePage(c *cli.Context, name string, html []byte) error {
	if err := writeOut(name, html); err != nil {
		return err
	}
	if c.Bool("quiet") {
		return nil
	}
	_, err := fmt.Fprintln(c.App.Writer, name)
	return err
}
