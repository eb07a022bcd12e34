package pretrained

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math"
	"path/filepath"
	"slices"

	"github.com/gobimt/bimt/internal/atomicfile"
	"github.com/gobimt/bimt/transformer"
)

// mostJSON is the largest file of minGPT's that is read, in bytes.
const mostJSON = 1 << 30

// stateDict is minGPT's state dict: {"config": {…}, "transformer.wte.weight": {"shape": […],
// "dtype": "torch.float32", "data": "base64 of little-endian float32"}, …}.
type stateDict struct {
	path    string
	keys    []string // in the order of the file
	raw     map[string]json.RawMessage
	tensors map[string]jsonTensor
}

type jsonTensor struct {
	Shape []int  `json:"shape"`
	DType string `json:"dtype"`
	Data  string `json:"data"`
}

// openMinGPT reads a JSON file.
func openMinGPT(path string) (*File, error) {
	text, err := readSmall(path, mostJSON)
	if err != nil {
		return nil, err
	}
	d, err := parseStateDict(path, text)
	if err != nil {
		return nil, err
	}
	var c struct {
		Layers  int `json:"n_layer"`
		Heads   int `json:"n_head"`
		Width   int `json:"n_embd"`
		Vocab   int `json:"vocab_size"`
		Context int `json:"block_size"`
	}
	if err := json.Unmarshal(d.raw["config"], &c); err != nil {
		return nil, fmt.Errorf("pretrained: %s: config: %w", path, err)
	}
	t, err := transformer.Preset("gpt2")
	if err != nil {
		return nil, err
	}
	t.Tokens, t.Outputs, t.Width, t.Layers, t.Heads, t.Hidden, t.Positions = c.Vocab, c.Vocab, c.Width, c.Layers, c.Heads, 4*c.Width, c.Context
	t.TiedEmbedding = false
	f := &File{Path: path, Form: MinGPT, Config: t, Context: c.Context, tensors: d}
	if err := f.bound(); err != nil {
		return nil, fmt.Errorf("pretrained: %s: config: %w", path, err)
	}
	f.slots = gptSlots(&f.Config, "transformer.", "lm_head.weight", false)
	return f, nil
}

func parseStateDict(path string, text []byte) (*stateDict, error) {
	d := &stateDict{path: path, raw: map[string]json.RawMessage{}, tensors: map[string]jsonTensor{}}
	in := json.NewDecoder(bytes.NewReader(text))
	wrong := func(err error) error {
		if err == io.EOF {
			err = io.ErrUnexpectedEOF
		}
		return fmt.Errorf("pretrained: %s: %w: it may have been cut short, or is no state dict of minGPT", path, err)
	}
	if first, err := in.Token(); err != nil {
		return nil, wrong(err)
	} else if first != json.Delim('{') {
		return nil, wrong(fmt.Errorf("it begins with %v", first))
	}
	for in.More() {
		key, err := in.Token()
		if err != nil {
			return nil, wrong(err)
		}
		name, _ := key.(string) // keys of objects are strings
		if d.raw[name] != nil {
			return nil, fmt.Errorf("pretrained: %s: tensor %s comes twice", path, name)
		}
		var value json.RawMessage
		if err := in.Decode(&value); err != nil {
			return nil, fmt.Errorf("%w (in %s)", wrong(err), name)
		}
		d.keys = append(d.keys, name)
		d.raw[name] = value
		if name == "config" {
			continue
		}
		var t jsonTensor
		if err := json.Unmarshal(value, &t); err != nil {
			return nil, fmt.Errorf("pretrained: %s: tensor %s: %w", path, name, err)
		}
		d.tensors[name] = t
	}
	if _, err := in.Token(); err != nil {
		return nil, wrong(err)
	}
	if d.raw["config"] == nil {
		return nil, fmt.Errorf("pretrained: %s has no key \"config\": it is no state dict of minGPT with its config", path)
	}
	return d, nil
}

func (d *stateDict) names() []string { return slices.Sorted(maps.Keys(d.tensors)) }

func (d *stateDict) shape(name string) ([]int, error) { return d.tensors[name].Shape, nil }

func (d *stateDict) values(name string) ([]float64, error) {
	t := d.tensors[name]
	if t.DType != "torch.float32" {
		return nil, fmt.Errorf("tensor %s holds %s: torch.float32 is read", name, t.DType)
	}
	b, err := base64.StdEncoding.DecodeString(t.Data)
	if err != nil {
		return nil, fmt.Errorf("tensor %s: %w", name, err)
	}
	n := 1 // check has compared the shape with the config's
	for _, k := range t.Shape {
		n *= k
	}
	if len(b) != 4*n {
		return nil, fmt.Errorf("tensor %s: %d bytes of data, but shape %v takes %d", name, len(b), t.Shape, 4*n)
	}
	return floats(b), nil
}

// floats are little-endian float32.
func floats(b []byte) []float64 {
	v := make([]float64, len(b)/4)
	for i := range v {
		v[i] = float64(math.Float32frombits(binary.LittleEndian.Uint32(b[4*i:])))
	}
	return v
}

// appendFloats appends them to b.
func appendFloats(b []byte, v []float64) []byte {
	for _, x := range v {
		b = binary.LittleEndian.AppendUint32(b, math.Float32bits(float32(x)))
	}
	return b
}

// save writes the file, keys in their order.
func (d *stateDict) save(dir string, changed func(string) []float64) error {
	var out bytes.Buffer
	out.WriteByte('{')
	for i, key := range d.keys {
		value := []byte(d.raw[key])
		if v := changed(key); v != nil {
			t := d.tensors[key]
			t.Data = base64.StdEncoding.EncodeToString(appendFloats(nil, v))
			var err error
			if value, err = json.Marshal(t); err != nil {
				return fmt.Errorf("pretrained: %w", err)
			}
		}
		name, err := json.Marshal(key)
		if err != nil {
			return fmt.Errorf("pretrained: %w", err)
		}
		if i > 0 {
			out.WriteByte(',')
		}
		fmt.Fprintf(&out, "\n  %s: %s", name, value)
	}
	out.WriteString("\n}\n")
	if err := atomicfile.WriteBytes(filepath.Join(dir, filepath.Base(d.path)), out.Bytes()); err != nil {
		return fmt.Errorf("pretrained: %w", err)
	}
	return nil
}
