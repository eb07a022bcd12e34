package site_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/gobimt/bimt/internal/play"
)

// driver runs the program of the page in node: 1,000 steps, every loss in its log.
const driver = `
const fs = require('node:fs');
globalThis.require = require;
globalThis.fs = fs;
require('./wasm_exec.js');
const go = new Go(), ready = new Promise((r) => { globalThis.bimtReady = r; });
WebAssembly.instantiate(fs.readFileSync('playground.wasm'), go.importObject).then(async ({instance}) => {
	go.run(instance);
	await ready;
	const value = (r) => { if (r.error) { console.error(r.error); process.exit(1); } return r.value; };
	value(bimt.open(process.argv[2], null));
	value(bimt.call('steps', '1000'));
	const told = value(bimt.call('curves', null));
	fs.writeFileSync('curves.json', told);
	process.exit(0);
});
`

const logged = `{"extends": "independence", "steps": 1000, "log_every": 1}`

// The same run in the page and in the program: every loss of the first 1,000 steps.
func TestSameRun(t *testing.T) {
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("there is no node here: the comparison of page and program is left out")
	}
	if testing.Short() {
		t.Skip("-short: the page is compiled and run in node")
	}
	f, err := built()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for name, b := range map[string][]byte{"wasm_exec.js": f["wasm_exec.js"], "driver.js": []byte(driver), "playground.wasm": unpack(t, f["playground.wasm.gz"])} {
		if err := os.WriteFile(filepath.Join(dir, name), b, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	c := exec.CommandContext(t.Context(), node, "driver.js", logged)
	c.Dir = dir
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	b, err := os.ReadFile(filepath.Join(dir, "curves.json"))
	if err != nil {
		t.Fatal(err)
	}
	var page play.Curves
	if err := json.Unmarshal(b, &page); err != nil {
		t.Fatal(err)
	}
	p, err := play.New(t.Context(), logged, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Steps(t.Context(), 1000); err != nil {
		t.Fatal(err)
	}
	program := p.Curves()
	if len(page.Train) != 1000 || len(program.Train) != 1000 {
		t.Fatalf("%d and %d losses, want 1,000", len(page.Train), len(program.Train))
	}
	largest, equal := 0.0, 0
	for i := range program.Train {
		d := math.Abs(float64(page.Train[i]-program.Train[i])) / float64(program.Train[i])
		if largest = max(largest, d); d == 0 {
			equal++
		}
	}
	t.Logf("largest difference of a loss: %.2g of it; %d of 1,000 are equal to the bit", largest, equal)
	if largest > 1e-9 {
		t.Errorf("losses differ by up to %v of them", largest)
	}
}

func unpack(t *testing.T, b []byte) []byte {
	t.Helper()
	z, err := gzip.NewReader(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	plain, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return plain
}
