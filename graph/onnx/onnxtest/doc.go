// Package onnxtest reads what package onnx writes, and runs it: a second opinion on a file, for
// tests, without a program that must be installed.
//
//	m, err := onnxtest.Decode(file)
//	answers, err := m.Run(map[string]*onnxtest.Tensor{"x": {Dims: []int{2, 4}, Data: rows}})
//
// It knows the operators that package onnx writes and no others, and computes all of them in
// float64, slowly. What it does not know is an error, never a guess.
package onnxtest
