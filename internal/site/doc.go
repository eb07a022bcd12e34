// Package site makes the playground: the library compiled to WebAssembly, with the page around
// it, as files that any host can serve.
//
//	wasm, err := site.Build(ctx, cache, say)  // by the go tool, once for each state of the source
//	files := site.Files(wasm)
//	err = files.Write(dir)                    // a static site
//	err = files.Serve(ctx, 0, said)           // or at a loopback address
//
// The program is built without what a page has no use for: see Diet.
//
// Guarantees: a folder that is written has index.html and needs nothing from elsewhere; the server
// answers at loopback only, and has no path but those files; pages may run no script but their
// own and send nothing anywhere.
package site
