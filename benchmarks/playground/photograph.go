package main

import (
	"context"
	"os"
	"path/filepath"
	"time"

	"github.com/chromedp/chromedp"
)

// shot is one screenshot at the end of a run.
type shot struct {
	name, link    string
	width, height int64
	then          string // JavaScript, before it is taken
}

const (
	ended = "document.documentElement.dataset.play === 'ended'"
	dark  = "document.documentElement.dataset.theme = 'dark'"

	parts = "document.querySelector('[aria-label^=Colours]').click()"
	// split leaves out weights too weak to matter, so that parts come apart
	split = "playground.cut.set(0.15); playground.cut.input.dispatchEvent(new Event('input')); " + parts
	// settle is how long neurons glide to their places.
	settle = 1500 * time.Millisecond
)

var shots = []shot{
	{"playground", "#experiment=independence&steps=12000", 1280, 780, split},
	{"playground-dark", "#experiment=two-moons&steps=3000", 1280, 860, dark},
	{"playground-phone", "#experiment=independence&steps=6000", 390, 844, ""},
	{"playground-ring", "#experiment=independence&steps=6000&geometry=ring", 1280, 860, parts},
}

// photograph takes all shots.
func photograph(ctx context.Context, url, dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	for _, s := range shots {
		if err := withTab(ctx, func(ctx context.Context) error { return s.take(ctx, url, dir) }); err != nil {
			return err
		}
	}
	return nil
}

func (s shot) take(ctx context.Context, url, dir string) error {
	err := chromedp.Do(ctx, chromedp.EmulateViewport(s.width, s.height), onLoad(press), chromedp.Navigate(url+s.link))
	if err != nil {
		return err
	}
	if err := until(ctx, ended); err != nil {
		return err
	}
	if _, err := chromedp.Run(ctx, chromedp.Evaluate[bool](s.then+"; true")); err != nil {
		return err
	}
	if err := chromedp.Do(ctx, chromedp.Sleep(settle)); err != nil {
		return err
	}
	png, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, s.name+".png"), png, 0o644)
}
