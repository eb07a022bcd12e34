package draw_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"testing"
)

var update = flag.Bool("update", false, "make the pictures of the examples in testdata anew")

// Each figure has an example, whose picture is in testdata: every byte of it holds.
func TestExamplesDrawTheirPictures(t *testing.T) {
	kept, err := filepath.Abs("testdata")
	if err != nil {
		t.Fatal(err)
	}
	for name, example := range map[string]func(){
		"network": Example, "stack": ExampleStack, "flow": ExampleFromFlow, "lengths": ExampleNewPicture,
		"curves": ExampleCurves, "fit": ExampleFit, "ranks": ExampleRanks, "pruning": ExamplePruning,
		"heat": ExampleHeat, "images": ExampleImages, "scatter": ExampleScatter, "boundary": ExampleBoundary,
		"bymodule": ExampleByModule, "phase": ExamplePhase, "parallel": ExampleParallel,
		"pareto": ExamplePareto, "spread": ExampleSpread, "methods": ExampleMethods, "movie": ExampleMovie,
	} {
		t.Run(name, func(t *testing.T) {
			t.Chdir(t.TempDir())
			example()
			file := name + ".svg"
			if name == "movie" {
				file = "movie.gif"
			}
			got, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			golden := filepath.Join(kept, file)
			if *update {
				if err := os.WriteFile(golden, got, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got, want) {
				t.Errorf("the picture is another than %s: look at both, and run go test -update if the new one is right", golden)
			}
		})
	}
}
