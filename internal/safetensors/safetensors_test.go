package safetensors_test

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gobimt/bimt/internal/safetensors"
	"pgregory.net/rapid"
)

func Example() {
	dir, err := os.MkdirTemp("", "safetensors")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "model.safetensors")
	err = safetensors.WriteFile(path, []safetensors.Tensor{
		safetensors.FromFloat64s("l1.W", []int{2, 3}, []float64{1, 2, 3, 4, 5, 6}),
		safetensors.FromFloat32s("l1.b", []int{2}, []float32{0.5, -0.5}),
	}, map[string]string{"seed": "0"})
	if err != nil {
		fmt.Println(err)
		return
	}
	f, err := safetensors.ReadFile(path)
	if err != nil {
		fmt.Println(err)
		return
	}
	biases, err := f.Float64s("l1.b")
	fmt.Println(f.Names(), f.Metadata, biases, err)
	// Output: [l1.W l1.b] map[seed:0] [0.5 -0.5] <nil>
}

// TestHandMade reads testdata/hand.safetensors, which was put together byte by byte from the published format: keys in
// no order, blanks, an escaped name, a scalar, an empty tensor, six element types, data that is not aligned.
func TestHandMade(t *testing.T) {
	f, err := safetensors.ReadFile("testdata/hand.safetensors")
	if err != nil {
		t.Fatal(err)
	}
	if want := map[string]string{"made": "by hand"}; !maps.Equal(f.Metadata, want) {
		t.Errorf("metadata %v, want %v", f.Metadata, want)
	}
	for k, want := range []struct {
		name   string
		dtype  safetensors.DType
		shape  []int
		values []float64
	}{
		{"scalar", safetensors.F64, []int{}, []float64{-1.5}},
		{"half", safetensors.F16, []int{3}, []float64{1, -2, 0x1p-24}},
		{"brain", safetensors.BF16, []int{1, 2}, []float64{1, -3.140625}},
		{"empty", safetensors.I64, []int{0, 3}, []float64{}},
		{"bool", safetensors.Bool, []int{2}, []float64{0, 1}},
		{"i32", safetensors.I32, []int{1}, []float64{-2}},
		{"single", safetensors.F32, []int{2, 1}, []float64{0.5, math.Inf(-1)}},
	} {
		tensor, err := f.Tensor(want.name)
		if err != nil || tensor.DType != want.dtype || !slices.Equal(tensor.Shape, want.shape) {
			t.Fatalf("tensor %q: %s%v, error %v; want %s%v", want.name, tensor.DType, tensor.Shape, err, want.dtype, want.shape)
		}
		values, err := f.Float64s(want.name)
		if err != nil || !slices.Equal(values, want.values) {
			t.Errorf("tensor %q: %v, error %v; want %v", want.name, values, err, want.values)
		}
		if f.Names()[k] != want.name {
			t.Errorf("name %d is %q, want %q", k, f.Names()[k], want.name)
		}
	}
}

// TestBytes pins what is written: order, alignment and padding.
func TestBytes(t *testing.T) {
	var got bytes.Buffer
	err := safetensors.Write(&got, []safetensors.Tensor{
		safetensors.FromFloat32s("a<b", []int{1}, []float32{1}),
		safetensors.FromFloat64s("z", nil, []float64{2}),
	}, map[string]string{"k2": "v", "k1": `"`})
	want := "\x98\x00\x00\x00\x00\x00\x00\x00" +
		`{"__metadata__":{"k1":"\"","k2":"v"},"z":{"dtype":"F64","shape":[],"data_offsets":[0,8]},` +
		`"a<b":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}` + "       " +
		"\x00\x00\x00\x00\x00\x00\x00\x40\x00\x00\x80\x3f"
	if err != nil || got.String() != want {
		t.Fatalf("error %v, wrote\n%q, want\n%q", err, got.String(), want)
	}
}

// drawTensors draws tensors of both kinds with different names, some empty or scalar, any bits but signalling NaNs.
func drawTensors(t *rapid.T) []safetensors.Tensor {
	names := rapid.SliceOfNDistinct(rapid.StringN(0, 8, -1), 0, 6, rapid.ID[string]).Draw(t, "names")
	tensors := make([]safetensors.Tensor, len(names))
	for k, name := range names {
		shape := rapid.SliceOfN(rapid.IntRange(0, 4), 0, 3).Draw(t, "shape")
		size := 1
		for _, dim := range shape {
			size *= dim
		}
		if rapid.Bool().Draw(t, "single") {
			tensors[k] = safetensors.FromFloat32s(name, shape, rapid.SliceOfN(rapid.Float32(), size, size).Draw(t, "values"))
		} else {
			tensors[k] = safetensors.FromFloat64s(name, shape, rapid.SliceOfN(rapid.Float64(), size, size).Draw(t, "values"))
		}
	}
	return tensors
}

func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tensors := drawTensors(t)
		metadata := rapid.MapOfN(rapid.String(), rapid.String(), 0, 4).Draw(t, "metadata")
		var file, again bytes.Buffer
		if err := safetensors.Write(&file, tensors, metadata); err != nil {
			t.Fatal(err)
		}
		shuffled := rapid.Permutation(tensors).Draw(t, "shuffled")
		if err := safetensors.Write(&again, shuffled, metadata); err != nil || !bytes.Equal(file.Bytes(), again.Bytes()) {
			t.Fatalf("error %v; bytes depend on the order of the tensors", err)
		}
		f, err := safetensors.Read(bytes.NewReader(file.Bytes()), int64(file.Len()), "file")
		if err != nil {
			t.Fatal(err)
		}
		if len(f.Names()) != len(tensors) || !maps.Equal(f.Metadata, metadata) {
			t.Fatalf("names %q, metadata %q; want %d tensors and %q", f.Names(), f.Metadata, len(tensors), metadata)
		}
		for _, want := range tensors {
			got, err := f.Tensor(want.Name)
			if err != nil || got.DType != want.DType || !slices.Equal(got.Shape, want.Shape) || !bytes.Equal(got.Data, want.Data) {
				t.Fatalf("got %v, error %v; want %v", got, err, want)
			}
			requireExact(t, f, want)
		}
	})
}

// requireExact checks that values come back as written, in both precisions.
func requireExact(t *rapid.T, f *safetensors.File, want safetensors.Tensor) {
	doubles, err := f.Float64s(want.Name)
	if err != nil {
		t.Fatal(err)
	}
	singles, err := f.Float32s(want.Name)
	if err != nil {
		t.Fatal(err)
	}
	rewritten := safetensors.FromFloat64s(want.Name, want.Shape, doubles)
	if want.DType == safetensors.F32 {
		rewritten = safetensors.FromFloat32s(want.Name, want.Shape, singles)
	}
	if !bytes.Equal(rewritten.Data, want.Data) {
		t.Fatalf("%q: wrote %v, read %v", want.Name, want.Data, rewritten.Data)
	}
	for k := range singles {
		if singles[k] != float32(doubles[k]) {
			t.Fatalf("%q[%d]: %v as float32, %v as float64", want.Name, k, singles[k], doubles[k])
		}
	}
}

func TestConversions(t *testing.T) {
	for _, c := range []struct {
		dtype safetensors.DType
		data  string
		want  float64
	}{
		{safetensors.F16, "\x01\x00", 0x1p-24},
		{safetensors.F16, "\xff\x03", 0x3ffp-24},
		{safetensors.F16, "\x00\x04", 0x1p-14},
		{safetensors.F16, "\xff\x7b", 65504},
		{safetensors.F16, "\x00\xfc", math.Inf(-1)},
		{safetensors.F16, "\x55\x35", 0.333251953125},
		{safetensors.BF16, "\x80\xff", math.Inf(-1)},
		{safetensors.BF16, "\x01\x00", 0x1p-133},
		{safetensors.I64, "\x00\x00\x00\x00\x00\x00\x00\x80", -0x1p63},
		{safetensors.U64, "\xff\xff\xff\xff\xff\xff\xff\xff", 0x1p64},
		{safetensors.I32, "\xff\xff\xff\xff", -1},
		{safetensors.U32, "\xff\xff\xff\xff", 0xffffffff},
		{safetensors.I16, "\x00\x80", -32768},
		{safetensors.U16, "\x00\x80", 32768},
		{safetensors.I8, "\x80", -128},
		{safetensors.U8, "\x80", 128},
		{safetensors.Bool, "\x01", 1},
	} {
		tensor := safetensors.Tensor{Name: "t", DType: c.dtype, Shape: []int{1}, Data: []byte(c.data)}
		if got, err := tensor.Float64s(); err != nil || got[0] != c.want {
			t.Errorf("%s %q: %v, error %v; want %v", c.dtype, c.data, got, err, c.want)
		}
	}
	minus := safetensors.Tensor{DType: safetensors.F16, Data: []byte("\x00\x80")}
	if got, err := minus.Float64s(); err != nil || got[0] != 0 || !math.Signbit(got[0]) {
		t.Errorf("half -0: %v, error %v", got, err)
	}
	nan := safetensors.Tensor{DType: safetensors.F16, Data: []byte("\x00\x7e")}
	if got, err := nan.Float64s(); err != nil || !math.IsNaN(got[0]) {
		t.Errorf("half NaN: %v, error %v", got, err)
	}
	small := safetensors.Tensor{Name: "q", DType: "F8_E4M3", Shape: []int{1}, Data: []byte{1}}
	if _, err := small.Float32s(); err == nil || !strings.Contains(err.Error(), `"q"`) {
		t.Errorf("8-bit float: error %v, want one that names the tensor", err)
	}
}

// Data that is given later makes the same file; what does not fill its shape, or fails, makes none.
func TestLater(t *testing.T) {
	whole := []safetensors.Tensor{safetensors.FromFloat64s("a", []int{2}, []float64{1, 2}), safetensors.FromFloat32s("b", []int{3}, []float32{3, 4, 5})}
	var want, have bytes.Buffer
	if err := safetensors.Write(&want, whole, nil); err != nil {
		t.Fatal(err)
	}
	later := slices.Clone(whole)
	for i, full := range whole {
		later[i].Data, later[i].Later = nil, func() ([]byte, error) { return full.Data, nil }
	}
	if err := safetensors.Write(&have, later, nil); err != nil || !bytes.Equal(have.Bytes(), want.Bytes()) {
		t.Errorf("error %v; the files are the same: %v", err, bytes.Equal(have.Bytes(), want.Bytes()))
	}
	for what, give := range map[string]func() ([]byte, error){
		"tensor \"b\": 1 bytes": func() ([]byte, error) { return []byte{1}, nil },
		"gone":                  func() ([]byte, error) { return nil, errors.New("gone") },
	} {
		later[1].Later = give
		path := filepath.Join(t.TempDir(), "m.safetensors")
		if err := safetensors.WriteFile(path, later, nil); err == nil || !strings.Contains(err.Error(), what) {
			t.Errorf("error %v, want %q in it", err, what)
		}
		if _, err := os.Stat(path); err == nil {
			t.Errorf("%s: a file is left", what)
		}
	}
}
