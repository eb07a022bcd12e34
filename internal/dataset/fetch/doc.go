// Package fetch finds the images of MNIST and its like: in a folder that the
// user names, or downloaded once.
//
//	data, err := fetch.FromDir("/usr/share/datasets/fashion-mnist") // --data DIR
//
//	data, err := fetch.Load(ctx, fetch.MNIST(), fetch.Options{Progress: bar})
//
// Downloads go to the user's cache (os.UserCacheDir, in bimt/NAME), unpacked.
// What counts is the content: its size and SHA-256 after decompression are
// checked, whichever mirror it came from and however that packed it, and again
// each time it is read from the cache.
//
// Guarantees: a file under its final name is complete and right, since it is
// checked under another name first and then renamed; tries are bounded, a
// stalled connection is given up, and a cancelled context ends everything soon;
// memory does not grow with what a server sends; every error names the URL or
// file and what to do.
package fetch
