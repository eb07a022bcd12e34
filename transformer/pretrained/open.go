package pretrained

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Recognise says whether there is a transformer of a known form at a path: a folder with a
// config.json that names a model_type, a JSON file with a config and tensors, a .bin file. Open
// says what is wrong with one.
func Recognise(path string) bool {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return false
	case info.IsDir():
		text, err := readSmall(filepath.Join(path, configFile), mostConfig)
		var c struct {
			ModelType *string `json:"model_type"`
		}
		return err == nil && json.Unmarshal(text, &c) == nil && c.ModelType != nil
	}
	return strings.HasSuffix(path, ".bin") || strings.HasSuffix(path, ".json")
}

// Open reads the transformer at a path: what it is, and the shapes of its tensors. Weights are
// given to parameters by Model.
func Open(path string) (f *File, err error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("pretrained: %s: no such file or folder: name a folder of Hugging Face's, minGPT's .json or llama2.c's .bin", path)
	case err != nil:
		return nil, fmt.Errorf("pretrained: %w", err)
	case info.IsDir():
		f, err = openHuggingFace(path)
	case strings.HasSuffix(path, ".json"):
		f, err = openMinGPT(path)
	case strings.HasSuffix(path, ".bin"):
		f, err = openLlama2C(path)
	default:
		return nil, fmt.Errorf("pretrained: %s is none of the forms that are read: a folder with config.json and model.safetensors, minGPT's .json, llama2.c's .bin", path)
	}
	if err != nil {
		return nil, err
	}
	if err := f.check(); err != nil {
		return nil, err
	}
	return f, f.readPlaces()
}

// beside is the folder of the file, or the folder itself.
func (f *File) beside() string {
	if f.Form == GPT2 || f.Form == Llama {
		return f.Path
	}
	return filepath.Dir(f.Path)
}
