// Package network has the runs of a sweep trained by workers that dial in over a network, with
// NATS JetStream as the queue.
//
//	server, err := network.Serve(network.Options{Dir: dir, Listen: ":4222"}) // or a server that is there
//	runner := &network.Runner{URL: server.URL(), Lease: 30 * time.Second}
//	err = s.Run(ctx, runner, report)
//
//	source, err := network.Dial(url, worker) // on other machines
//	err = worker.Work(ctx, source)
//
// The queue may lose orders, repeat them, and be gone: what is missing in the folder of the
// sweep is put back. So it lives in memory. Data and results don't go through it: a worker
// asks for files by the sum of their content, and hands its folder over to the sweep itself, which says when it is on
// disk; only then is the order done.
//
// Guarantees: without the token, or the key of TLS, nothing can be read or sent; every message is checked,
// and one that is not as it should be changes nothing; workers may come, go, be killed, or
// be cut off at any moment, and so may the server: every run ends up in its folder once.
package network
