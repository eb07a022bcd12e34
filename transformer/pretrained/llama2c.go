package pretrained

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/gobimt/bimt/graph/op"
	"github.com/gobimt/bimt/internal/atomicfile"
	"github.com/gobimt/bimt/transformer"
)

const (
	binHeader = 28      // bytes: seven int32
	mostBin   = 1 << 33 // of a file
)

// binFile is llama2.c's version 0: seven int32 (dim, hidden_dim, n_layers, n_heads,
// n_kv_heads, vocab_size, seq_len), then float32 tensors one after the other, each for all
// layers. A vocab_size below 0 says that the head is not tied, and stands at the end.
type binFile struct {
	path   string
	data   []byte
	first  map[string]int // of each tensor, in bytes
	shapes map[string][]int
	order  []string
}

func openLlama2C(path string) (*File, error) {
	data, err := readSmall(path, mostBin)
	if err != nil {
		return nil, err
	}
	if len(data) < binHeader {
		return nil, fmt.Errorf("pretrained: %s: %d bytes are too few for a header of llama2.c, which takes %d: it may have been cut short", path, len(data), binHeader)
	}
	var h [7]int
	for i := range h {
		h[i] = int(int32(binary.LittleEndian.Uint32(data[4*i:])))
	}
	t, err := transformer.Preset("llama")
	if err != nil {
		return nil, err
	}
	t.Width, t.Hidden, t.Layers, t.Heads, t.KVHeads, t.Tokens = h[0], h[1], h[2], h[3], h[4], max(h[5], -h[5])
	t.Outputs, t.TiedEmbedding, t.RotaryPairing = t.Tokens, h[5] > 0, op.Interleaved
	if h[4] < 1 {
		return nil, fmt.Errorf("pretrained: %s: n_kv_heads is %d: this is no file of llama2.c's version 0", path, h[4])
	}
	if t.Heads > 0 {
		t.HeadWidth = t.Width / t.Heads
	}
	f := &File{Path: path, Form: Llama2C, Config: t, Context: h[6]}
	if err := f.bound(); err != nil {
		return nil, fmt.Errorf("pretrained: %s: the header: %w (is it of llama2.c's version 0?)", path, err)
	}
	b := &binFile{path: path, data: data, first: map[string]int{}, shapes: map[string][]int{}}
	f.tensors = b
	return f, b.layOut(f)
}

// layOut finds where each tensor begins, in the order of the file.
func (b *binFile) layOut(f *File) error {
	c, s, at := &f.Config, &slots{c: &f.Config}, binHeader
	each, layers := c.HeadWidth, c.Layers
	one := func(param, name string, shape ...int) {
		s.add(param, name, shape...)
		b.first[name], b.shapes[name] = at, shape
		b.order = append(b.order, name)
		n := 4
		for _, k := range shape {
			n *= k
		}
		at += n
	}
	all := func(param, name string, shape ...int) {
		for i := range layers {
			one(fmt.Sprintf("block%d.%s", i, param), fmt.Sprintf("layers.%d.%s", i, name), shape...)
		}
	}
	one("embed.weight", "tok_embeddings", c.Tokens, c.Width)
	all("attn.norm.scale", "attention_norm", c.Width)
	all("attn.q.weight", "wq", c.Heads*each, c.Width)
	all("attn.k.weight", "wk", c.KVHeads*each, c.Width)
	all("attn.v.weight", "wv", c.KVHeads*each, c.Width)
	all("attn.out.weight", "wo", c.Width, c.Heads*each)
	all("mlp.norm.scale", "ffn_norm", c.Width)
	all("mlp.gate.weight", "w1", c.Hidden, c.Width)
	all("mlp.down.weight", "w2", c.Width, c.Hidden)
	all("mlp.up.weight", "w3", c.Hidden, c.Width)
	one("unembed.norm.scale", "norm", c.Width)
	at += 4 * f.Context * each // freq_cis_real and freq_cis_imag, which are no weights
	if !c.TiedEmbedding {
		one("unembed.weight", "output", c.Outputs, c.Width)
	}
	f.slots = s.all
	if len(b.data) == at {
		return nil
	}
	for i, name := range b.order {
		end := at
		if i+1 < len(b.order) {
			end = b.first[b.order[i+1]]
		}
		if len(b.data) < end {
			return fmt.Errorf("pretrained: %s: %d bytes, but by its header it has %d: it was cut short in tensor %s", b.path, len(b.data), at, name)
		}
	}
	return fmt.Errorf("pretrained: %s: %d bytes, but by its header it has %d: %d follow the last tensor, %s; is it of llama2.c's version 0?", b.path, len(b.data), at, len(b.data)-at, b.order[len(b.order)-1])
}

func (b *binFile) names() []string { return b.order }

func (b *binFile) shape(name string) ([]int, error) { return b.shapes[name], nil }

func (b *binFile) values(name string) ([]float64, error) {
	n := 4
	for _, k := range b.shapes[name] {
		n *= k
	}
	return floats(b.data[b.first[name]:][:n]), nil
}

// save writes the file, and its tokenizer if it lies beside it.
func (b *binFile) save(dir string, changed func(string) []float64) error {
	out := append([]byte(nil), b.data...)
	for name, at := range b.first {
		if v := changed(name); v != nil {
			appendFloats(out[:at], v)
		}
	}
	if err := atomicfile.WriteBytes(filepath.Join(dir, filepath.Base(b.path)), out); err != nil {
		return fmt.Errorf("pretrained: %w", err)
	}
	path := tokenizerBeside(filepath.Dir(b.path), b.shapes["tok_embeddings"][0])
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err == nil {
		err = atomicfile.WriteBytes(filepath.Join(dir, filepath.Base(path)), text)
	}
	if err != nil {
		return fmt.Errorf("pretrained: %w", err)
	}
	return nil
}
