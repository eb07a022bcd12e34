package arch

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// order is who may import whom: a folder may import what is in it and what stands on a
// line above. A
// folder inside one that is named has its place, unless it is named itself.
var order = [][]string{
	{"internal/atomicfile", "internal/nearest"}, // files and mistyped names, for the other tools too
	// tools that know nothing of networks, nor of each other
	{"internal/arch", "internal/bytepair", "internal/dataset", "internal/golden", "internal/lap", "internal/machine", "internal/page", "internal/pool", "internal/safetensors", "internal/stats"},
	{"graph"},
	{"internal/settings"}, // suggests the nearest key
	{"internal/weights"},  // files of weights into parameters
	{"internal/task"},     // data sets, and nodes of their losses
	{"nn"},
	{"bimt"},
	{"internal/scene"}, // a network as pages draw it
	{"transformer"},
	{"internal/run"},
	{"internal/play"}, // a run in a page
	{"internal/site"}, // the page around it, compiled
	{"bimt/runs"},     // a face of it for everyone
	{"internal/measure"},
	{"bimt/draw"}, // below training and measures, so that they link no fonts
	{"internal/picture"},
	{"internal/inside", "internal/doctor"}, // what a trained network does; what a machine does
	{"internal/sweep"},
	{"internal/overview", "internal/compare", "internal/movie"},
	{"benchmarks", "cmd"},
}

// laws are packages for tests; they link the package testing.
var laws = []string{"graph/graphtest", "bimt/bimttest"}

// only says where a library may be imported, and why there alone. Tests may import any.
var only = []struct {
	library string
	in      []string
	reason  string
}{
	{"gorgonia.org/", []string{
		"graph", "nn", "transformer",
		"bimt/axis.go", "bimt/cost.go", "bimt/price.go", "bimt/modularity.go", "bimt/communicability.go", "bimt/topography.go", "bimt/trainedplaces.go", // the files of bimt that build nodes
		"bimt/flow",                                        // reads the expression graph
		"bimt/ablation/graph.go",                           // overwrites its nodes
		"internal/task/loss.go",                            // builds the nodes of losses
		"internal/run",                                     // feeds the inputs of the networks it builds
		"bimt/runs",                                        // gives them to whoever opens a run
		"benchmarks/recurrent", "benchmarks/superposition", // networks that are built by the library, as a user's are
	}, "graph hides Gorgonia's quirks; where no node is built, use package graph"},
	{"gonum.org/v1/plot", []string{"bimt/draw"}, "fonts and image codecs would be linked into training"},
	{"github.com/nats-io/", []string{"internal/sweep/network"}, "a server would be linked into everything; other runners need none"},
	{"github.com/urfave/cli", []string{"cmd"}, "the library must be usable without the program"},
}

func TestImportOrder(t *testing.T) { report(t, importOrder(tree(t))) }

func importOrder(files []file) (broken []string) {
	for _, f := range files {
		from := rank(f.dir())
		if from < 0 {
			broken = append(broken, fmt.Sprintf("%s: folder %s has no place in the order of imports: give it one in internal/arch, as far left as it can stand", f.path, f.dir()))
			continue
		}
		for _, i := range f.imports {
			dir, ours := strings.CutPrefix(i, module)
			if !ours {
				continue
			}
			if to := rank(dir); to > from || (to == from && place(dir) != place(f.dir())) {
				broken = append(broken, fmt.Sprintf("%s imports %s, which does not stand left of it: the order is graph < nn < bimt < transformer < internal/{settings,task,run,measure,picture,sweep,compare} < benchmarks, cmd, so that each part can be read and used without those after it; move what is needed to the left, or pass it in", f.path, dir))
			}
			if slices.Contains(laws, dir) && !f.isTest() {
				broken = append(broken, fmt.Sprintf("%s imports %s: laws are for tests, and bring the package testing along", f.path, dir))
			}
		}
	}
	return broken
}

// place is the longest named folder that holds dir, "" for none.
func place(dir string) string {
	longest := ""
	for _, tier := range order {
		for _, p := range tier {
			if under(dir, p) && len(p) > len(longest) {
				longest = p
			}
		}
	}
	return longest
}

// rank is the tier of dir's place, −1 for none.
func rank(dir string) int {
	p := place(dir)
	return slices.IndexFunc(order, func(tier []string) bool { return p != "" && slices.Contains(tier, p) })
}

func under(p, folder string) bool { return p == folder || strings.HasPrefix(p, folder+"/") }

func TestLibraries(t *testing.T) { report(t, libraries(tree(t))) }

func libraries(files []file) (broken []string) {
	for _, f := range files {
		for _, i := range f.imports {
			for _, o := range only {
				allowed := slices.ContainsFunc(o.in, func(p string) bool { return under(f.path, p) })
				if strings.HasPrefix(i, o.library) && !allowed && !f.isTest() {
					broken = append(broken, fmt.Sprintf("%s imports %s, allowed in %s only: %s", f.path, i, strings.Join(o.in, ", "), o.reason))
				}
			}
		}
	}
	return broken
}

// Each rule reports a file that breaks it and passes one that does not.
func TestImportRules(t *testing.T) {
	for name, c := range map[string]struct {
		rule   func([]file) []string
		path   string
		use    string
		broken bool
	}{
		"to the left":                {importOrder, "nn/a.go", module + "graph/vec", false},
		"to the right":               {importOrder, "graph/a.go", module + "nn", true},
		"to the right, in a test":    {importOrder, "nn/a_test.go", module + "bimt", true},
		"inside a folder":            {importOrder, "graph/vec/a.go", module + "graph/blas", false},
		"beside":                     {importOrder, "cmd/bimt/a.go", module + "benchmarks", true},
		"tools know nothing":         {importOrder, "internal/lap/a.go", module + "graph", true},
		"training links no pictures": {importOrder, "internal/run/a.go", module + "bimt/draw", true},
		"laws in a test":             {importOrder, "transformer/a_test.go", module + "bimt/bimttest", false},
		"laws elsewhere":             {importOrder, "transformer/a.go", module + "bimt/bimttest", true},
		"a new folder":               {importOrder, "surprise/a.go", "fmt", true},
		"plot in draw":               {libraries, "bimt/draw/a.go", "gonum.org/v1/plot/vg", false},
		"plot elsewhere":             {libraries, "bimt/a.go", "gonum.org/v1/plot", true},
		"gonum elsewhere":            {libraries, "bimt/a.go", "gonum.org/v1/gonum/mat", false},
		"nats in the network":        {libraries, "internal/sweep/network/a.go", "github.com/nats-io/nats.go", false},
		"nats elsewhere":             {libraries, "internal/sweep/a.go", "github.com/nats-io/nats.go", true},
		"cli elsewhere":              {libraries, "internal/run/a.go", "github.com/urfave/cli/v2", true},
		"gorgonia in graph":          {libraries, "graph/a.go", "gorgonia.org/gorgonia", false},
		"gorgonia in a file of bimt": {libraries, "bimt/cost.go", "gorgonia.org/gorgonia", false},
		"gorgonia in another":        {libraries, "bimt/greedy.go", "gorgonia.org/gorgonia", true},
		"gorgonia in its tests":      {libraries, "bimt/greedy_test.go", "gorgonia.org/gorgonia", false},
		"gorgonia in the program":    {libraries, "cmd/bimt/a.go", "gorgonia.org/tensor", true},
	} {
		if got := c.rule([]file{{path: c.path, imports: []string{c.use}}}); (len(got) > 0) != c.broken {
			t.Errorf("%s: %s imports %s: reported %q, want a report: %v", name, c.path, c.use, got, c.broken)
		}
	}
}
