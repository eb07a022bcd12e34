// Package weights brings weights from elsewhere into a network: a mapping, written in
// YAML, says which tensor of a file becomes which parameter, and how it is turned.
//
//	mapping, err := weights.Parse(text, "mapping.yaml")    // or weights.Named("clock-and-pizza")
//	file, err := safetensors.ReadFile("model.safetensors")
//	err = mapping.Load(file, model.Params())
//
// A mapping lists one rule for each parameter. {n} in names stands for 0, 1, 2, … up to
// the last parameter there is:
//
//	tensors:
//	  - {to: embed.weight, from: embed.W_E, transpose: [1, 0]}
//	  - {to: "block{n}.attn.q.weight", from: "blocks.{n}.attn.W_Q", reshape: true}
//	  - {to: "block{n}.attn.k.weight", from: "h.{n}.attn.c_attn.weight", part: {dim: 1, index: 1, of: 3}, transpose: [1, 0]}
//	  - {to: "block{n}.attn.q.bias", fill: 0}
//	ignore: ["h.{n}.attn.mask"]
//
// A rule cuts out a part, then transposes, then reshapes to the parameter's shape; the
// steps that are left out are not done. The empty mapping takes each parameter from the
// tensor of its own name. Files that an earlier version wrote are shown with the names of
// today by [Today].
//
// Guarantees: every parameter gets its values, and every tensor is used or ignored by
// name, or there is an error that names it, and then no parameter has changed.
package weights
