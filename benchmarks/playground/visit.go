package main

import (
	"context"
	"fmt"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// network is 4-20-20-2, on so many steps that none ends while it is measured.
const network = "#experiment=independence&steps=1000000"

// round is what one browser did.
type round struct {
	Ready     float64 `json:"ready"`  // ms from navigation until the network may be trained
	First     float64 `json:"first"`  // ms from navigation until the first step was made and told
	Steps     float64 `json:"steps"`  // a second
	Frames    float64 `json:"frames"` // a second
	Slow      float64 `json:"slow"`   // ms between two frames: 99 of 100 are shorter
	Alone     float64 `json:"alone"`  // steps a second of the worker alone, with nothing drawn
	UserAgent string  `json:"agent"`
}

// press plays as soon as that is possible, and notes when.
const press = `new MutationObserver(() => {
	if (window.ready || document.documentElement?.dataset.play !== 'opened') return;
	window.ready = performance.now();
	playground.engine.addEventListener('frame', () => { if (playground.engine.figures.done > 0) window.first ??= performance.now(); });
	playground.play();
}).observe(document, {attributes: true, subtree: true, attributeFilter: ['data-play']});`

// count counts steps and frames for some seconds, then steps of the worker alone.
const count = `(async (seconds) => {
	const e = playground.engine, wait = (ms) => new Promise((r) => setTimeout(r, ms)), gaps = [];
	await wait(1000);
	let on = true, last = performance.now();
	const began = last, done = e.figures.done;
	requestAnimationFrame(function next() {
		const now = performance.now();
		gaps.push(now - last);
		last = now;
		if (on) requestAnimationFrame(next);
	});
	await wait(1000 * seconds);
	const took = (performance.now() - began) / 1000, steps = (e.figures.done - done) / took;
	on = false;
	playground.pause();
	await e.call('steps', 100);
	const at = performance.now();
	await e.call('steps', 3000);
	const alone = 3000 / (performance.now() - at) * 1000;
	const slow = [...gaps].sort((a, b) => a - b)[Math.floor(0.99 * (gaps.length - 1))];
	return {ready, first, steps, frames: gaps.length / took, slow, alone, agent: navigator.userAgent};
})(%g)`

// withTab opens a browser of its own and a tab in it.
func withTab(ctx context.Context, do func(ctx context.Context) error) error {
	path, err := chromium()
	if err != nil {
		return err
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox)
	ctx, end := chromedp.NewExecAllocator(ctx, options...)
	defer end()
	ctx, cancel := chromedp.NewContext(ctx)
	defer cancel()
	ctx, stop := context.WithTimeout(ctx, 2*time.Minute)
	defer stop()
	return do(ctx)
}

// onLoad runs a script before those of the page.
func onLoad(script string) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: script})
		return err
	})
}

// visit measures one round.
func visit(ctx context.Context, url string, seconds float64) (r round, err error) {
	err = withTab(ctx, func(ctx context.Context) error {
		if err := chromedp.Do(ctx, chromedp.EmulateViewport(1280, 800), onLoad(press), chromedp.Navigate(url+network)); err != nil {
			return err
		}
		if err := until(ctx, "window.first > 0"); err != nil {
			return err
		}
		r, err = chromedp.Run(ctx, chromedp.Evaluate[round](fmt.Sprintf(count, seconds), chromedp.EvalAwaitPromise))
		return err
	})
	return r, err
}

// until waits for an expression to be true.
func until(ctx context.Context, expression string) error {
	for {
		ok, err := chromedp.Run(ctx, chromedp.Evaluate[bool]("!!("+expression+")"))
		if err != nil {
			return fmt.Errorf("%s: %w", expression, err)
		}
		if ok {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("%s: %w", expression, ctx.Err())
		case <-time.After(100 * time.Millisecond):
		}
	}
}
