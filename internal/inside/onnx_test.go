package inside

import (
	"bytes"
	"encoding/json"
	"math"
	"testing"

	"github.com/gobimt/bimt/graph/onnx/onnxtest"
	"github.com/gobimt/bimt/internal/dataset"
	"github.com/gobimt/bimt/internal/task"
)

// Every kind of network answers from its file as it does here: relocated, of a table with a
// logarithmic column, of tokens, of images, transformers of all parts.
func TestONNX(t *testing.T) {
	cars := []string{"path=../../testdata/tables/cars.csv", "steps=60", "log_every=60", "outputs=[Miles_per_Gallon]"}
	for name, c := range map[string]struct {
		of   string
		set  []string
		most float64
	}{
		"independence": {"independence", []string{"steps=300", "width=6"}, 1e-12},
		"table":        {"table", append(cars, "inputs=[Horsepower, Weight_in_lbs]", "log=[Horsepower]"), 1e-4},
		"tokens":       {"s4", []string{"steps=2"}, 1e-9},
		"images":       {"digits", []string{"steps=2"}, 1e-4},
		"in-context":   {"in-context", []string{"train_rows=200", "test_rows=20", "steps=2"}, 1e-4},
		"letters":      {"modular-addition-transformer", []string{"steps=1", "modulus=7"}, 1e-4},
		"llama":        {"in-context", []string{"train_rows=200", "test_rows=20", "steps=2", "norm=rms", "position=rotary", "mlp=gated", "heads=2", "kv_heads=1", "causal=true"}, 1e-4},
	} {
		t.Run(name, func(t *testing.T) {
			r := trained(t, c.of, c.set...)
			var b bytes.Buffer
			if err := Export(&b, r, "onnx", "", 0); err != nil {
				t.Fatal(err)
			}
			if err := Export(&b, r, "onnx", "", 0); err != nil { // once more
				t.Fatal(err)
			}
			file, err := onnxtest.Decode(b.Bytes()[:b.Len()/2])
			if err != nil {
				t.Fatal(err)
			}
			const rows = 3
			width := task.Size(r.Data.Test.XShape)
			x := r.Data.Test.AppendX(nil, 0, rows)
			if s := r.Data.InScale; s != nil {
				m, err := s.Invert(dataset.Matrix{Rows: rows, Cols: width, Data: x})
				if err != nil {
					t.Fatal(err)
				}
				x = m.Data
			}
			want, err := r.PredictUnits(x)
			if err != nil {
				t.Fatal(err)
			}
			got, err := file.Run(map[string]*onnxtest.Tensor{"x": {Dims: append([]int{rows}, r.Data.Test.XShape...), Data: x}})
			if err != nil {
				t.Fatal(err)
			}
			for i, w := range want {
				if v := got["y"].Data[i]; !(math.Abs(v-w) <= c.most*max(1, math.Abs(w))) {
					t.Fatalf("answer %d is %v, want %v", i, v, w)
				}
			}
			var axes []axisPlaces
			if err := json.Unmarshal([]byte(file.Metadata["bimt.places"]), &axes); err != nil || len(axes) != len(r.Network.Space.Axes()) || len(axes[0].Places) != r.Network.Space.Axes()[0].Len() || len(axes[0].On) == 0 {
				t.Errorf("places %v: %v", axes, err)
			}
			var modules []Module
			if err := json.Unmarshal([]byte(file.Metadata["bimt.modules"]), &modules); err != nil {
				t.Error(err)
			}
		})
	}
}
