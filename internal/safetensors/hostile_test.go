package safetensors_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/gobimt/bimt/internal/safetensors"
)

// build puts a length before a header, and data behind.
func build(header string, data int) []byte {
	file := binary.LittleEndian.AppendUint64(nil, uint64(len(header)))
	return append(append(file, header...), make([]byte, data)...)
}

// broken are files that must be refused, and what the error must say.
var broken = []struct {
	name, want string
	file       []byte
}{
	{"nothing", "too few", nil},
	{"short length", "too few", []byte{1, 2, 3}},
	{"length over limit", "format allows 100000000", bytes.Repeat([]byte{0xff}, 16)},
	{"length over file", "only 3 follow", []byte{90, 0, 0, 0, 0, 0, 0, 0, '{', '}', ' '}},
	{"no header", "does not start with '{'", build("", 0)},
	{"blank first", "does not start with '{'", build(" {}", 0)},
	{"array", "does not start with '{'", build("[]", 0)},
	{"not closed", "unexpected EOF", build(`{"a":{"dtype":"F32"`, 0)},
	{"two values", "after the closing brace", build("{}{}", 0)},
	{"not UTF-8", "not UTF-8", build("{\"\xff\":1}", 0)},
	{"comma", "header, byte", build(`{"a":{"dtype":"U8","shape":[1,],"data_offsets":[0,1]}}`, 1)},
	{"trailing data", "5 bytes follow", build("{}", 5)},
	{"name twice", `"a" comes twice`, build(`{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"a":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}`, 2)},
	{"escaped name twice", `"a" comes twice`, build(`{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"\u0061":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}`, 2)},
	{"field twice", `"dtype" comes twice`, build(`{"a":{"dtype":"U8","dtype":"U8","shape":[1],"data_offsets":[0,1]}}`, 1)},
	{"field missing", "missing", build(`{"a":{"dtype":"U8","shape":[1]}}`, 1)},
	{"field unknown", `unknown field "stride"`, build(`{"a":{"dtype":"U8","shape":[1],"stride":[1],"data_offsets":[0,1]}}`, 1)},
	{"tensor is a number", `tensor "a": 1 where "{"`, build(`{"a":1}`, 0)},
	{"tensor is null", `tensor "a"`, build(`{"a":null}`, 0)},
	{"type unknown", `tensor "a": unknown element type "F31"`, build(`{"a":{"dtype":"F31","shape":[1],"data_offsets":[0,1]}}`, 1)},
	{"type is a number", `tensor "a": dtype`, build(`{"a":{"dtype":32,"shape":[1],"data_offsets":[0,1]}}`, 1)},
	{"shape negative", `-1 is not an integer`, build(`{"a":{"dtype":"U8","shape":[-1],"data_offsets":[0,1]}}`, 1)},
	{"shape fraction", `1.0 is not an integer`, build(`{"a":{"dtype":"U8","shape":[1.0],"data_offsets":[0,1]}}`, 1)},
	{"shape of strings", `tensor "a": shape`, build(`{"a":{"dtype":"U8","shape":["1"],"data_offsets":[0,1]}}`, 1)},
	{"shape overflows", `larger than any memory`, build(`{"a":{"dtype":"U8","shape":[4294967296,4294967296],"data_offsets":[0,0]}}`, 0)},
	{"shape times size overflows", `larger than any memory`, build(`{"a":{"dtype":"F64","shape":[2305843009213693952],"data_offsets":[0,0]}}`, 0)},
	{"dimension over 63 bits", `is not an integer from 0`, build(`{"a":{"dtype":"U8","shape":[9223372036854775808],"data_offsets":[0,0]}}`, 0)},
	{"offset over 64 bits", `is not an integer from 0`, build(`{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,18446744073709551617]}}`, 1)},
	{"three offsets", `3 data_offsets`, build(`{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1,1]}}`, 1)},
	{"offsets swapped", `[1, 0]`, build(`{"b":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"a":{"dtype":"U8","shape":[1],"data_offsets":[1,0]}}`, 1)},
	{"size is not the shape's", `shape [2] of F32 takes 8`, build(`{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}`, 4)},
	{"beyond the end", `may have been cut short`, build(`{"a":{"dtype":"F32","shape":[250000000],"data_offsets":[0,1000000000]}}`, 4)},
	{"hole at the start", `leave a hole after 0`, build(`{"a":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}`, 2)},
	{"hole between", `tensor "b": data_offsets [2, 3] leave a hole`, build(`{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"b":{"dtype":"U8","shape":[1],"data_offsets":[2,3]}}`, 3)},
	{"overlap", `tensor "b": data_offsets [1, 3] overlap`, build(`{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}}`, 3)},
	{"metadata number", `key "seed"`, build(`{"__metadata__":{"seed":0}}`, 0)},
	{"metadata twice", `"k" comes twice`, build(`{"__metadata__":{"k":"1","k":"2"}}`, 0)},
	{"key without a string", `1 where a string`, build(`{1:{}}`, 0)},
	{"leading zero", `01 is not an integer`, build(`{"a":{"dtype":"U8","shape":[01],"data_offsets":[0,1]}}`, 1)},
	{"control character", `control character`, build("{\"a\nb\":{}}", 0)},
	{"bad escape", `invalid character`, build(`{"\x":{}}`, 0)},
	{"open escape", `unexpected EOF`, build(`{"a\`, 0)},
	{"comma first", `where a string must stand`, build(`{,}`, 0)},
	{"comma last", `where a string must stand`, build(`{"__metadata__":{},}`, 0)},
	{"no colon", `":" must stand`, build(`{"a" {}}`, 0)},
	{"metadata array", `where "{" must stand`, build(`{"__metadata__":[]}`, 0)},
}

func TestBrokenFiles(t *testing.T) {
	for _, c := range broken {
		t.Run(c.name, func(t *testing.T) {
			_, err := safetensors.Read(bytes.NewReader(c.file), int64(len(c.file)), "some.file")
			if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), "some.file") {
				t.Fatalf("error %v, want one with %q and the file", err, c.want)
			}
		})
	}
}

// TestLargeSparseFile has a size on disk and a header that promise 10 GB.
func TestLargeSparseFile(t *testing.T) {
	for name, header := range map[string]string{
		"at most 1073741824": `{"a":{"dtype":"U8","shape":[9999999999],"data_offsets":[0,9999999999]}}`,
		"bytes follow":       `{}`,
	} {
		path := filepath.Join(t.TempDir(), "sparse.safetensors")
		if err := os.WriteFile(path, build(header, 0), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Truncate(path, int64(8+len(header)+9999999999)); err != nil {
			t.Fatal(err)
		}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := safetensors.ReadFile(path)
		runtime.ReadMemStats(&after)
		if err == nil || !strings.Contains(err.Error(), name) || !strings.Contains(err.Error(), path) {
			t.Errorf("error %v, want one with %q and the path", err, name)
		}
		if used := after.TotalAlloc - before.TotalAlloc; used > 1<<20 {
			t.Errorf("%d bytes were allocated to refuse a file", used)
		}
	}
}

// A million names are read in about a second: nothing but the names and their shapes is allocated for each.
func TestManyNames(t *testing.T) {
	const names = 50_000
	var header strings.Builder
	for i := range names {
		fmt.Fprintf(&header, `"t%d":{"dtype":"U8","shape":[0],"data_offsets":[0,0]},`, i)
	}
	file := build("{"+header.String()+`"__metadata__":{}}`, 0)
	got := testing.AllocsPerRun(1, func() {
		f, err := safetensors.Read(bytes.NewReader(file), int64(len(file)), "many")
		if err != nil || len(f.Names()) != names {
			t.Error(err)
		}
	})
	if got > 10*names {
		t.Errorf("%.1f allocations for each name", got/names)
	}
}

func TestReadFileErrors(t *testing.T) {
	dir := t.TempDir()
	for _, path := range []string{dir, filepath.Join(dir, "missing")} {
		if _, err := safetensors.ReadFile(path); err == nil || !strings.Contains(err.Error(), path) {
			t.Errorf("error %v, want one that names %s", err, path)
		}
	}
	f, err := safetensors.ReadFile("testdata/hand.safetensors")
	if err != nil {
		t.Fatal(err)
	}
	_, err = f.Float64s("haf")
	if err == nil || !strings.Contains(err.Error(), `no tensor "haf"; it has scalar, half,`) {
		t.Errorf("error %v, want one with the names there are", err)
	}
	if _, err := f.Shape("haf"); err == nil || f.Has("haf") || !f.Has("half") {
		t.Errorf("Shape: error %v; Has: %v, %v", err, f.Has("haf"), f.Has("half"))
	}
}

func TestWriteErrors(t *testing.T) {
	one := safetensors.FromFloat64s("one", []int{1}, []float64{1})
	for _, c := range []struct {
		want     string
		tensors  []safetensors.Tensor
		metadata map[string]string
	}{
		{`"one": the name is taken`, []safetensors.Tensor{one, one}, nil},
		{`"__metadata__": the name is taken`, []safetensors.Tensor{safetensors.FromFloat64s("__metadata__", nil, []float64{1})}, nil},
		{`"w": 16 bytes of data, but shape [3] of F64 takes 24`, []safetensors.Tensor{safetensors.FromFloat64s("w", []int{3}, []float64{1, 2})}, nil},
		{`shape [-1] has a negative dimension`, []safetensors.Tensor{safetensors.FromFloat32s("w", []int{-1}, nil)}, nil},
		{`"w": unknown element type "f64"`, []safetensors.Tensor{{Name: "w", DType: "f64"}}, nil},
		{`not UTF-8`, []safetensors.Tensor{safetensors.FromFloat64s("\xff", nil, []float64{1})}, nil},
		{`not UTF-8`, nil, map[string]string{"k": "\xff"}},
	} {
		var out bytes.Buffer
		err := safetensors.Write(&out, c.tensors, c.metadata)
		if err == nil || !strings.Contains(err.Error(), c.want) || out.Len() > 0 {
			t.Errorf("error %v after %d bytes, want one with %q after none", err, out.Len(), c.want)
		}
	}
}

// TestWriteFileIsAtomic checks that a failure leaves the old file and nothing else.
func TestWriteFileIsAtomic(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "m.safetensors")
	if err := safetensors.WriteFile(path, []safetensors.Tensor{safetensors.FromFloat64s("w", nil, []float64{1})}, nil); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	err = safetensors.WriteFile(path, []safetensors.Tensor{{Name: "w", DType: "F64", Shape: []int{2}}}, nil)
	if err == nil || !strings.Contains(err.Error(), path) {
		t.Errorf("error %v, want one that names the path", err)
	}
	after, err := os.ReadFile(path)
	entries, listErr := os.ReadDir(dir)
	if err := errors.Join(err, listErr); err != nil || !slices.Equal(before, after) || len(entries) != 1 {
		t.Errorf("error %v, file changed: %v, entries %v", err, !slices.Equal(before, after), entries)
	}
	if err := safetensors.WriteFile(filepath.Join(dir, "no", "m"), nil, nil); err == nil {
		t.Error("no error for a folder that does not exist")
	}
}

// FuzzRead checks that no input panics, and that what is accepted holds its promises and can be written and read again.
func FuzzRead(f *testing.F) {
	for _, c := range broken {
		f.Add(c.file)
	}
	hand, err := os.ReadFile("testdata/hand.safetensors")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(hand)
	f.Fuzz(func(t *testing.T, data []byte) {
		file, err := safetensors.Read(bytes.NewReader(data), int64(len(data)), "fuzz")
		if err != nil {
			return
		}
		tensors, total := []safetensors.Tensor{}, 0
		for _, name := range file.Names() {
			tensor, err := file.Tensor(name)
			if err != nil {
				t.Fatal(err)
			}
			_, _ = tensor.Float32s() // some types have no conversion
			total += len(tensor.Data)
			tensors = append(tensors, tensor)
		}
		if total > len(data) || !bytes.HasSuffix(data, slices.Concat(dataOf(tensors)...)) {
			t.Fatalf("tensors %v are not the end of the file", tensors)
		}
		var out bytes.Buffer
		if err := safetensors.Write(&out, tensors, file.Metadata); err != nil {
			t.Fatalf("what was read cannot be written: %v", err)
		}
		again, err := safetensors.Read(bytes.NewReader(out.Bytes()), int64(out.Len()), "again")
		if err != nil || len(again.Names()) != len(tensors) {
			t.Fatalf("what was written cannot be read: %v", err)
		}
	})
}

func dataOf(tensors []safetensors.Tensor) [][]byte {
	var data [][]byte
	for _, t := range tensors {
		data = append(data, t.Data)
	}
	return data
}
