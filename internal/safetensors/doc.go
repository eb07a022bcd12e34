// Package safetensors reads and writes files of named tensors in the safetensors format
// (https://github.com/huggingface/safetensors, "Format"), which the libraries of that name read in other languages.
//
//	err := safetensors.WriteFile("model.safetensors", []safetensors.Tensor{
//		safetensors.FromFloat64s("l1.W", []int{20, 4}, weights),
//	}, map[string]string{"seed": "0"})
//
//	f, err := safetensors.ReadFile("model.safetensors")
//	weights, err := f.Float64s("l1.W")
//
// A file is the length N of its header (8 bytes, little-endian), the header (N bytes of JSON, padded with spaces), and
// the data of all tensors, row-major and little-endian, without gaps:
//
//	{"__metadata__":{"seed":"0"},"l1.W":{"dtype":"F64","shape":[20,4],"data_offsets":[0,640]}}
//
// Guarantees: the same tensors and metadata give the same bytes, in whatever order they are given; WriteFile leaves either
// the old file or the whole new one; a file that breaks the format's rules is refused with an error that names the
// file and the tensor, and costs no more memory than it has bytes.
package safetensors
