// Package pretrained reads transformers that other people trained, in the form they come in,
// and writes them back in it:
//
//	Hugging Face's GPT-2 and Llama   a folder with config.json and model.safetensors, whole or
//	                                 in shards, in float32, float16, bfloat16 or float64; its
//	                                 tokenizer in it; Qwen 2 and Mistral, for texts within
//	                                 the window of their attention
//	minGPT                           a JSON file with a config and tensors in base64
//	llama2.c                         a .bin file (version 0), its tokenizer beside it
//
//	file, err := pretrained.Open("stories260K.bin")
//	params, space := graph.NewParams(gorgonia.NewGraph(), tensor.Float64), bimt.NewSpace()
//	model, err := file.Model(params, space)
//	turned, err := model.Rotate(transformer.Rotation{Locality: 1}) // optional: another basis
//	moves, err := space.Relocate(bimt.Relocation{Strategy: bimt.Assignment, Locality: 1})
//	err = file.Save("tidied", model)
//
// A [Tokenizer] turns text into tokens and back, by the files that lie in the folder or beside
// the .bin; a [Generator] continues a text.
//
// # Guarantees
//
// A written file has the names, shapes and types of tensors of the one it was read from, and
// loads wherever that did; what is no weight (masks, tokenizers, config.json) is copied. As
// residual stream, heads and hidden neurons were permuted in all tensors together, it computes
// the same. Where a place is not an index (rotary heads), places.json beside it says where
// neurons stand, and Open reads it again.
//
// A file that is cut short, a tensor that is missing, or one whose shape is not what the config
// says, is an error that names the file and the tensor, before memory for weights is asked
// for. Nothing is half-written: each file is there whole or not at all.
package pretrained
