// Package onnx writes networks in the Open Neural Network Exchange format, which most programs
// that run networks read.
//
//	err := onnx.Write(file, onnx.Model{
//		Name:    "law",
//		Inputs:  []onnx.Input{{Name: "x", Node: x}},
//		Outputs: []onnx.Output{{Name: "y", Node: y}},
//	})
//
// The file is read from the expression graph, operation by operation (op.Of): whatever is built of
// the operations of graph/op and of Gorgonia's own can be written, and an operation of a user's
// own if its twin can. Parameters keep their names and their number type. Orders of neurons and
// all else that may change between runs are written as they stand.
//
// Guarantees: opset 13, IR version 7, no operators but the standard ones. The first dimension of
// every input is its number of rows and free in the file; a network whose answer depends on that
// number is an error, as is an operation that there is no form of, by name. Tokens are
// whole numbers of 64 bits. The same graph gives the same bytes.
package onnx
