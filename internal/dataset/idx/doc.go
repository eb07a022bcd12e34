// Package idx reads the IDX files in which MNIST and its like are published:
// images of uint8 pixels and labels of one uint8 each, plain or gzip.
//
//	set, err := idx.ReadSet("t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz")
//	pixels, label := set.At(0), set.Labels[0]
//
// Gzip is recognised by content, so the file's name does not matter.
//
// Guarantees: the header is checked against the size of the file, or, where
// that can't be known, against what the stream really holds, read in bounded
// chunks, so that memory follows the data and not a header's claim. Every error
// names the file, the byte and what to do. No file makes a panic.
package idx
