// Package checkpoint writes a network of any kind to a file and reads it again: its
// weights, the order of its neurons and, if wanted, all that its weights remember.
//
//	err := checkpoint.Save("model.safetensors", params.All(), space, map[string]string{"seed": "0"})
//	metadata, err := checkpoint.Load("model.safetensors", params.All(), space)
//
// To go on with training to the bit, save the memories too, and count the steps:
//
//	err := checkpoint.Save(path, params.All(), space, map[string]string{"steps": strconv.Itoa(adam.Steps())}, checkpoint.WithMemories)
//
// A file is in the safetensors format (https://github.com/huggingface/safetensors), which
// PyTorch and others read. Each parameter is a tensor of its path name, a memory a tensor
// PARAMETER#MEMORY. The metadata key "axes" lists every axis in JSON: its name, its order
// (the number of the neuron at each place), the coordinates of its places, and whether it
// is fixed. It is the file that a run of the program leaves as model.safetensors, so
// `bimt relocate` and `bimt train --init` take a file of one's own, with the settings of a
// network that has parameters of the same names and shapes.
//
// Guarantees: what was saved is loaded to the bit; a file appears whole or not at all; a
// file that does not fit is refused with an error that names the file and the parameter
// or axis, and then nothing has changed; files of earlier versions, whose parameters had
// other names, are read.
package checkpoint
