// Package compare trains one experiment by several ways, prices and seeds, side by
// side, and says what the runs show and what they don't.
//
//	plan := compare.Plan{Base: cfg, Methods: []string{"l1", "bimt"}, Seeds: 10}
//	c, err := compare.Open(plan, "compare/independence", false)
//	defer c.Close()
//	err = c.Run(ctx, jobs, func(e compare.Event) { ... })
//	report, err := c.Report()
//	files, err := report.Write(ctx, command)
//
// Guarantees: every run has the bits of `bimt train` with its config.yaml, however
// many run at once; a finished run is never run again, nor mixed with others made by
// other settings; a run that failed is counted, never left out in silence; no two
// comparisons work in one folder at once, where the system has locks (most have).
package compare
