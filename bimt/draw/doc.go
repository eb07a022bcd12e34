// Package draw makes the pictures of a trained network: the network itself in
// the plane or in space, its losses, its fit, its weights by rank, its
// attention, and the comparisons between methods.
//
// Every figure is a plain struct of numbers and names that knows nothing of how
// the network was trained. Fill it, ask for its Picture, and save that:
//
//	net := draw.Network{Layers: layers, Edges: edges}
//	pic, err := net.Picture()
//	if err != nil {
//		return err
//	}
//	return pic.Save("network.svg", "network.png")
//
// Guarantees: equal input gives equal bytes, in SVG and in PNG; a figure is
// checked before anything is drawn, and what is wrong with it comes back as an
// error that names the layer, edge, line or panel; what is left out of a
// picture (weak weights, values that no logarithm has) is counted in its
// caption; two texts never lie on each other; and colours are told apart by
// colour-blind readers (Okabe and Ito's palette, viridis for heat).
//
// Lengths inside the package are in points of 1/72 inch, with y upwards.
package draw
