package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"

	"github.com/gobimt/bimt/internal/safetensors"
)

// listed is a tensor as checkpoint.py compares it.
type listed struct {
	DType string `json:"dtype"`
	Shape []int  `json:"shape"`
	Sum   string `json:"sha256"` // of its bytes, little-endian
}

// listTensors writes what is in a file.
func listTensors(w io.Writer, path string) error {
	f, err := safetensors.ReadFile(path)
	if err != nil {
		return err
	}
	all := map[string]listed{}
	for _, name := range f.Names() {
		t, err := f.Tensor(name)
		if err != nil {
			return err
		}
		sum := sha256.Sum256(t.Data)
		all[name] = listed{string(t.DType), append([]int{}, t.Shape...), hex.EncodeToString(sum[:])}
	}
	return json.NewEncoder(w).Encode(map[string]any{"metadata": f.Metadata, "tensors": all})
}
