// Command onnx holds what `bimt export --to onnx` writes against programs of others: the checker
// of Debian's python3-onnx, and the answers of npm's onnxruntime-web under Node.
//
//	apt-get install python3-onnx nodejs; npm install --prefix ort onnxruntime-web
//	go run ./benchmarks/onnx -python /usr/bin/python3 -modules ort/node_modules -data MNIST > benchmarks/results/onnx.md
//
// Each network is trained for a moment, which moves its neurons about, and written to -out; its
// answers to some rows are compared with those of onnxruntime.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/gobimt/bimt/graph/blas"
	"github.com/gobimt/bimt/graph/onnx/onnxtest"
	"github.com/gobimt/bimt/internal/inside"
	"github.com/gobimt/bimt/internal/run"
)

// network is one that is written.
type network struct {
	name, experiment string
	set              []string
}

const short = "train_rows=500 test_rows=50 "

var networks = []network{
	{"MLP", "independence", fields("steps=600")},
	{"MLP in float32", "independence", fields("steps=600 dtype=float32")},
	{"MLP of ReLU", "two-moons", fields("steps=600 activation=relu")},
	{"MLP of GELU", "two-moons", fields("steps=600 activation=gelu")},
	{"tokens", "s4", fields("steps=600")},
	{"images", "mnist", fields("steps=20")},
	{"transformer", "in-context", fields(short + "steps=40")},
	{"transformer in float32", "in-context", fields(short + "steps=40 dtype=float32")},
	{"transformer of tokens", "modular-addition-transformer", fields("steps=4")},
	{"as GPT-2: layer norm, learned positions, GELU", "in-context", fields(short + "steps=4 norm=layer position=learned activation=gelu")},
	{"as Llama: RMS norm, rotary, gated, shared keys", "in-context", fields(short + "steps=4 norm=rms position=rotary mlp=gated heads=2 kv_heads=1")},
	{"as Llama, in float32", "in-context", fields(short + "steps=4 norm=rms position=rotary mlp=gated heads=2 kv_heads=1 dtype=float32")},
}

func fields(s string) []string { return strings.Fields(s) }

// rows are compared of each.
const rows = 64

func main() {
	out := flag.String("out", filepath.Join(os.TempDir(), "bimt-onnx"), "folder for the files")
	python := flag.String("python", "python3", "Python that has onnx")
	modules := flag.String("modules", "node_modules", "folder that holds onnxruntime-web")
	data := flag.String("data", "", "folder of MNIST; none: without it")
	flag.Parse()
	if err := all(context.Background(), os.Stdout, *out, *python, *modules, *data); err != nil {
		fmt.Fprintln(os.Stderr, "onnx:", err)
		os.Exit(1)
	}
}

func all(ctx context.Context, w io.Writer, out, python, modules, data string) error {
	if err := blas.Use("go"); err != nil {
		return err
	}
	if err := os.MkdirAll(out, 0o755); err != nil {
		return err
	}
	fmt.Fprintln(w, "| network | settings | numbers | operators | checker | largest difference, of the largest answer |\n|---|---|---|---|---|---|")
	for k, n := range networks {
		if n.experiment == "mnist" {
			if data == "" {
				continue
			}
			n.set = append(n.set, "path="+data)
		}
		line, err := n.try(ctx, filepath.Join(out, fmt.Sprint(k)), python, modules)
		if err != nil {
			return fmt.Errorf("%s: %w", n.name, err)
		}
		fmt.Fprintln(w, line)
	}
	return nil
}

// sample is what Node is given, and what it should answer.
type sample struct {
	Type string    `json:"type"`
	Dims []int     `json:"dims"`
	X    []float64 `json:"x"`
	want []float64
}

// try writes, checks and runs a network, and gives a line of the table.
func (n *network) try(ctx context.Context, path, python, modules string) (string, error) {
	s, err := n.write(ctx, path)
	if err != nil {
		return "", err
	}
	file, err := os.ReadFile(path + ".onnx")
	if err != nil {
		return "", err
	}
	m, err := onnxtest.Decode(file)
	if err != nil {
		return "", err
	}
	check := exec.CommandContext(ctx, python, "-c", "import onnx, sys; onnx.checker.check_model(onnx.load(sys.argv[1]), full_check=True)", path+".onnx")
	verdict := "passes"
	if text, err := check.CombinedOutput(); err != nil {
		lines := strings.Split(strings.TrimSpace(string(text)), "\n")
		verdict = "FAILS: " + lines[len(lines)-1]
	}
	got, err := node(ctx, path, modules)
	if err != nil {
		return "", err
	}
	off, largest := 0.0, 0.0
	for i, v := range s.want {
		off, largest = max(off, math.Abs(got[i]-v)), max(largest, math.Abs(v))
	}
	kind := map[int]string{1: "float32", 11: "float64"}[m.Outputs[0].Type]
	shown := strings.TrimPrefix(strings.Join(n.set, " "), short)
	if i := strings.Index(shown, " path="); i >= 0 {
		shown = shown[:i]
	}
	return fmt.Sprintf("| %s | `%s %s` | %s | %d | %s | %.1e |", n.name, n.experiment, shown, kind, len(m.Nodes), verdict, off/largest), nil
}

// write trains a network and writes its file and a sample.
func (n *network) write(ctx context.Context, path string) (*sample, error) {
	c, err := run.Load(n.experiment)
	if err == nil {
		err = c.Set(append(n.set, "log_every=1000", "swap_every=20")...)
	}
	if err != nil {
		return nil, err
	}
	r, err := run.New(ctx, c)
	if err != nil {
		return nil, err
	}
	if err := r.Train(ctx); err != nil {
		return nil, err
	}
	var file bytes.Buffer
	if err := inside.Export(&file, r, "onnx", "", 0); err != nil {
		return nil, err
	}
	s := &sample{Type: c.DType, Dims: append([]int{rows}, r.Data.Test.XShape...), X: r.Data.Test.AppendX(nil, 0, min(rows, r.Data.Test.Rows))}
	s.Dims[0] = min(rows, r.Data.Test.Rows)
	if r.Data.Tokens > 0 {
		s.Type = "int64"
	}
	if s.want, err = r.PredictUnits(s.X); err != nil {
		return nil, err
	}
	text, err := json.Marshal(s)
	if err != nil {
		return nil, err
	}
	if err := os.WriteFile(path+".json", text, 0o644); err != nil {
		return nil, err
	}
	return s, os.WriteFile(path+".onnx", file.Bytes(), 0o644)
}

// program runs a file in Node.
const program = `
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
const [path, modules] = process.argv.slice(2);
const ort = createRequire(modules + '/')('onnxruntime-web');
ort.env.wasm.numThreads = 1;
const s = JSON.parse(readFileSync(path + '.json'));
const of = { float32: Float32Array, float64: Float64Array, int64: BigInt64Array }[s.type];
const x = of.from(s.x, v => s.type === 'int64' ? BigInt(v) : v);
const session = await ort.InferenceSession.create(readFileSync(path + '.onnx'), { executionProviders: ['wasm'] });
const { y } = await session.run({ x: new ort.Tensor(s.type, x, s.dims) });
console.log(JSON.stringify(Array.from(y.data)));
`

func node(ctx context.Context, path, modules string) (y []float64, err error) {
	script := filepath.Join(filepath.Dir(path), "run.mjs")
	if err := os.WriteFile(script, []byte(program), 0o644); err != nil {
		return nil, err
	}
	if modules, err = filepath.Abs(modules); err != nil {
		return nil, err
	}
	var out, mistakes bytes.Buffer
	c := exec.CommandContext(ctx, "node", script, path, modules)
	c.Stdout, c.Stderr = &out, &mistakes
	if err := c.Run(); err != nil {
		i := max(0, strings.Index(mistakes.String(), "Error:"))
		return nil, fmt.Errorf("node: %w: %.600s", err, mistakes.String()[i:])
	}
	return y, json.Unmarshal(out.Bytes(), &y)
}
