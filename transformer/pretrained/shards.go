package pretrained

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/gobimt/bimt/internal/atomicfile"
	"github.com/gobimt/bimt/internal/safetensors"
)

const (
	weightsFile = "model.safetensors"
	indexFile   = "model.safetensors.index.json"
	mostIndex   = 1 << 26 // bytes
	mostBeside  = 1 << 26 // of a file that is copied
)

// shards are safetensors files that belong together.
type shards struct {
	dir   string
	order []string // file names
	files map[string]*safetensors.File
	where map[string]string // the file of each tensor
	same  map[string]string // tensors that are written as copies of another
}

// openShards reads the files of a folder: one, or those that the index names.
func openShards(dir string) (*shards, error) {
	s := &shards{dir: dir, files: map[string]*safetensors.File{}, where: map[string]string{}, same: map[string]string{}}
	text, err := readSmall(filepath.Join(dir, indexFile), mostIndex)
	if errors.Is(err, fs.ErrNotExist) {
		return s, s.open(weightsFile)
	}
	if err != nil {
		return nil, err
	}
	var index struct {
		Where map[string]string `json:"weight_map"`
	}
	if err := json.Unmarshal(text, &index); err != nil {
		return nil, fmt.Errorf("pretrained: %s: %w", filepath.Join(dir, indexFile), err)
	}
	for _, tensor := range slices.Sorted(maps.Keys(index.Where)) {
		file := index.Where[tensor]
		if file != filepath.Base(file) || !strings.HasSuffix(file, ".safetensors") {
			return nil, fmt.Errorf("pretrained: %s: tensor %s is said to be in %q: want a .safetensors file beside it", filepath.Join(dir, indexFile), tensor, file)
		}
		if s.files[file] == nil {
			if err := s.open(file); err != nil {
				return nil, fmt.Errorf("%w (it has tensor %s)", err, tensor)
			}
		}
		if s.where[tensor] != file {
			return nil, fmt.Errorf("pretrained: %s: tensor %s is not in %s, where the index has it", dir, tensor, file)
		}
	}
	return s, nil
}

func (s *shards) open(file string) error {
	f, err := openTensors(filepath.Join(s.dir, file))
	if err != nil {
		return fmt.Errorf("pretrained: %w", err)
	}
	s.order, s.files[file] = append(s.order, file), f
	for _, name := range f.Names() {
		if s.where[name] != "" {
			return fmt.Errorf("pretrained: %s: tensor %s is in %s and in %s", s.dir, name, s.where[name], file)
		}
		s.where[name] = file
	}
	return nil
}

// mostHeld is the largest file that is held in memory; tensors of larger ones are read when they
// are asked for, so that a model is not there twice.
const mostHeld = 1 << 24

func openTensors(path string) (*safetensors.File, error) {
	info, err := os.Stat(path)
	if err != nil || !info.Mode().IsRegular() || info.Size() <= mostHeld {
		return safetensors.ReadFile(path)
	}
	file, err := os.Open(path) // closed when it is collected
	if err != nil {
		return nil, err
	}
	return safetensors.Read(file, info.Size(), path)
}

// tie checks a head that is stored though it is tied to the embedding, which some files have.
func (s *shards) tie(f *File, embedding string) error {
	const head = "lm_head.weight"
	if s.where[head] == "" || !f.Config.TiedEmbedding || s.where[embedding] == "" {
		return nil
	}
	a, err := s.values(head)
	if err != nil {
		return fmt.Errorf("pretrained: %s: %w", s.dir, err)
	}
	b, err := s.values(embedding)
	if err != nil {
		return fmt.Errorf("pretrained: %s: %w", s.dir, err)
	}
	if !slices.Equal(a, b) {
		return fmt.Errorf("pretrained: %s: tensor %s differs from %s, but the config ties them: set tie_word_embeddings to false there", s.dir, head, embedding)
	}
	s.same[head] = embedding
	return nil
}

func (s *shards) names() []string { return slices.Sorted(maps.Keys(s.where)) }

func (s *shards) shape(name string) ([]int, error) { return s.files[s.where[name]].Shape(name) }

func (s *shards) values(name string) ([]float64, error) { return s.files[s.where[name]].Float64s(name) }

// save writes the files, tensors in their types, one after the other, and copies what else is in
// the folder.
func (s *shards) save(dir string, changed func(string) []float64) error {
	for _, file := range s.order {
		var all []safetensors.Tensor
		for _, name := range s.files[file].Names() {
			t, err := s.later(s.files[file], name, changed)
			if err != nil {
				return fmt.Errorf("pretrained: %w", err)
			}
			all = append(all, t)
		}
		if err := safetensors.WriteFile(filepath.Join(dir, file), all, s.files[file].Metadata); err != nil {
			return fmt.Errorf("pretrained: %w", err)
		}
	}
	return s.copyRest(dir)
}

// later is a tensor that is to be written: as changed has it, else as it was read.
func (s *shards) later(f *safetensors.File, name string, changed func(string) []float64) (t safetensors.Tensor, err error) {
	t.Name = name
	if t.Shape, err = f.Shape(name); err != nil {
		return t, err
	}
	if t.DType, err = f.DType(name); err != nil {
		return t, err
	}
	t.Later = func() ([]byte, error) {
		values := changed(cmp.Or(s.same[name], name))
		if values == nil {
			old, err := f.Tensor(name)
			return old.Data, err
		}
		now, err := safetensors.FromValues(name, t.DType, t.Shape, values)
		return now.Data, err
	}
	return t, nil
}

// copyRest copies config.json, the index, tokenizers and what else lies beside the weights,
// but for weights in other formats, which would be another model's now.
func (s *shards) copyRest(dir string) error {
	entries, err := os.ReadDir(s.dir)
	if err != nil {
		return fmt.Errorf("pretrained: %w", err)
	}
	weights := []string{".safetensors", ".bin", ".pt", ".pth", ".h5", ".msgpack", ".onnx", ".gguf", ".ot"}
	for _, e := range entries {
		info, err := os.Stat(filepath.Join(s.dir, e.Name())) // of what a link leads to, as in the hub's cache
		if err != nil {
			return fmt.Errorf("pretrained: %w", err)
		}
		if !info.Mode().IsRegular() || slices.Contains(weights, filepath.Ext(e.Name())) || e.Name() == placesFile || info.Size() > mostBeside {
			continue
		}
		b, err := os.ReadFile(filepath.Join(s.dir, e.Name()))
		if err == nil {
			err = atomicfile.WriteBytes(filepath.Join(dir, e.Name()), b)
		}
		if err != nil {
			return fmt.Errorf("pretrained: %w", err)
		}
	}
	return nil
}
